"""A report in words: lines for a terminal, and the model card for docs/model-card.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from classifier.facts_score import FactScore
from classifier.figure_names import NAMES
from classifier.report import Report, Share

_EXCERPT = 60  # characters of an error worth reading


def lines(report: Report, names: Mapping[str, str]) -> list[str]:
    """For a terminal; `names` are those of the top categories."""
    told = [f"{NAMES[name]}　{share}" for name, share in report.shares.items()]
    told += [f"{NAMES[name]}　{value:.4f}" for name, value in report.figures.items()]
    told += ["", "类别　召回率　精确率　F1　条数"]
    told += [
        f"{one.parent} {names.get(one.parent, '')}　{one.recall.value:.3f}　{one.precision.value:.3f}　{one.f1:.3f}　{one.recall.all}"
        for one in report.classes
        if one.recall.all
    ]
    told += ["", "最常混淆（应为 → 误为　次数）"]
    told += [f"{true} → {said}　{many}" for true, said, many in report.confusions]
    told += ["", "值得一读的错误（应为　误为　置信度　开头）"]
    told += [
        f"{true}　{said}　{sure:.2f}　{' '.join(text[:_EXCERPT].split())}"
        for true, said, sure, text in report.errors
    ]
    return told


def fact_lines(scores: Mapping[str, FactScore]) -> list[str]:
    """Precision and recall by kind of fact."""
    return [
        "事实　精确率　召回率　找到　应有",
        *(
            f"{kind}　{one.precision:.3f}　{one.recall:.3f}　{one.found}　{one.there}"
            for kind, one in scores.items()
        ),
    ]


def card(
    manifest: Mapping[str, Any],
    report: Report,
    facts: Mapping[str, FactScore],
    names: Mapping[str, str],
) -> str:
    """docs/model-card.md: what the model is, how good, what it must not be trusted with."""
    parts = [
        "# 分类模型卡片",
        "本文件由 `make card` 生成，不要手改。数字来自另一位作者写的留出文本（tests/classifier/held_out，从不用于训练）；真实来电更杂，正确率会更低，见文末。",
        "## 模型\n\n" + _what(manifest),
        "## 留出文本上的成绩（括号内为 95% 区间）\n\n" + _shares(report.shares, report.figures),
        "## 各一级类别\n\n" + _classes(report, names),
        "## 最常混淆\n\n" + _table(["应为", "误为", "次数"], report.confusions),
        "## 警报：模型阈值的代价（规则始终在旁；交叉验证）\n\n"
        + _table(
            ["阈值", "召回率", "每千条误报"],
            [
                (row["threshold"], row["recall"], row["false_per_1000"])
                for row in manifest["alarms"]
            ],
        ),
        "## 不确定时交给人：阈值与覆盖率（交叉验证）\n\n"
        + _table(
            ["阈值", "自动分派占比", "正确率"],
            [(row["threshold"], row["coverage"], row["accuracy"]) for row in manifest["table"]],
        ),
        "## 从文本读出的事实\n\n"
        + _table(
            ["事实", "精确率", "召回率", "条数"],
            [(k, f"{s.precision:.3f}", f"{s.recall:.3f}", s.there) for k, s in facts.items()],
        ),
        "## 不能指望它做的\n\n"
        "- 它只建议：类别、诉求类型和紧急程度由人确认，低于阈值的一律进派单审核。\n"
        "- 委婉的求死、告别和“已经停工”的旁述仍会漏掉；红旗规则与模型合用，人听出来的优先。\n"
        "- 贴近劳动事务但不归本热线管的事（公司之间的账、业主维权、交通事故伤残）是最大的错误来源。\n"
        "- 训练文本全部为本项目自写，没有真实来电；上线后要用复核过的更正再训练。",
    ]
    return "\n\n".join(parts) + "\n"


def _what(manifest: Mapping[str, Any]) -> str:
    rows = [
        ("训练文本", manifest["texts"]),
        ("语料指纹", str(manifest["corpus"])[:16]),
        ("分词", manifest["cutter"]),
        (
            "学习方法",
            "词、二三元字、劳动概念；岭回归与支持向量之和；单独的危险头与特急类别合成警报；置信度由概率、差距、认得多少与是否“不归本热线”四项校准",
        ),
        ("警报阈值", manifest["thresholds"]["alarm"]),
        ("弃权阈值", manifest["thresholds"]["abstain"]),
    ]
    return _table(["项目", "值"], rows)


def _shares(shares: Mapping[str, Share], figures: Mapping[str, float]) -> str:
    rows = [(NAMES[name], str(share)) for name, share in shares.items()]
    return _table(
        ["项目", "数值"], rows + [(NAMES[name], f"{value:.4f}") for name, value in figures.items()]
    )


def _classes(report: Report, names: Mapping[str, str]) -> str:
    rows = [
        (
            f"{one.parent} {names.get(one.parent, '')}",
            f"{one.recall.value:.3f}",
            f"{one.precision.value:.3f}",
            f"{one.f1:.3f}",
            one.recall.all,
        )
        for one in report.classes
        if one.recall.all
    ]
    return _table(["类别", "召回率", "精确率", "F1", "条数"], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lined = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in (heads, *rows)]
    return "\n".join([lined[0], "|" + " --- |" * len(heads), *lined[1:]])
