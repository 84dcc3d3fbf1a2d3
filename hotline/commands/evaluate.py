"""`hotline evaluate FILE`: how good is the classifier on labelled texts that it has not seen?"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from classifier.bundle import ensure_default
from classifier.corpus_files import Example, read_examples
from classifier.cut import default_cutter
from classifier.facts_score import FactScore, read_facts, score_facts
from classifier.faithful import faithfulness
from classifier.learn.simulate import SEEDS, read_judged, simulate
from classifier.model import Classifier
from classifier.report import Report, report
from classifier.told import card, fact_lines, lines
from hotline.cli_types import Subparsers
from models.domain.errors import InvalidInput
from models.domain.taxonomy import Taxonomy
from models.policy.load import default_policy
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("evaluate", help="用标注文本（JSONL）检验分类模型")
    parser.add_argument(
        "file", type=Path, nargs="?", help="每行 {text, code, demand_type, urgency}"
    )
    parser.add_argument("--facts", type=Path, help="事实标注，每行 {text, facts}")
    parser.add_argument("--card", type=Path, help="把模型卡片写到这个文件")
    parser.add_argument("--bundle", type=Path, help="模型文件；默认使用内置模型")
    parser.add_argument(
        "--corrections",
        action="store_true",
        help="模拟更正：一半文本用来更正，另一半检验，看正确率怎样上升；不保存任何东西",
    )
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    if not (arguments.file or arguments.facts):
        raise InvalidInput("请给出标注文本文件，或用 --facts 给出事实标注文件。")
    if arguments.corrections and arguments.file:
        _simulate(arguments)
        return
    facts = _facts(arguments.facts) if arguments.facts else {}
    if arguments.file:
        _judge(arguments, facts)
    if facts:
        _print(fact_lines(facts))


def _simulate(arguments: argparse.Namespace) -> None:
    judged = read_judged(read_file(arguments.file).split("\n"), name=arguments.file.name)
    path = arguments.bundle or ensure_default(settings_from(os.environ).home, _complain)
    steps = simulate(Classifier.load(path), judged, default_cutter())
    print(f"{len(judged)} 条文本，{SEEDS} 次随机对半：一半更正，另一半检验。什么也不保存。")
    print("更正数　正确率　(标准差)　紧急召回率　误报率　ECE")
    for one in steps:
        print(
            f"{one.corrections}　{one.accuracy:.4f}　({one.spread:.4f})　{one.recall:.4f}　"
            f"{one.false_alarms:.4f}　{one.ece:.4f}"
        )


def _judge(arguments: argparse.Namespace, facts: Mapping[str, FactScore]) -> None:
    examples = read_examples(read_file(arguments.file).split("\n"), name=arguments.file.name)
    if not examples:
        raise InvalidInput(f"{arguments.file} 里没有标注文本。")
    path = arguments.bundle or ensure_default(settings_from(os.environ).home, _complain)
    classifier = Classifier.load(path)
    taxonomy = default_policy().taxonomy
    measured = _measure(classifier, examples, taxonomy)
    names = taxonomy.parents
    print(f"文本数　{len(examples)}")
    _print(lines(measured, names))
    if arguments.card:
        arguments.card.write_text(card(classifier.bundle.manifest, measured, facts, names), "utf-8")


def _measure(classifier: Classifier, examples: list[Example], taxonomy: Taxonomy) -> Report:
    texts = [example.text for example in examples]
    verdicts = classifier.verdicts(texts)
    measured = report(examples, verdicts, taxonomy)
    measured.shares["faithfulness"] = faithfulness(classifier, texts, verdicts)
    return measured


def _facts(path: Path) -> Mapping[str, FactScore]:
    return score_facts(read_facts(read_file(path).split("\n"), name=path.name))


def print_scores(scores: Mapping[str, float], *, texts: int) -> None:
    """The few figures of cross-validation, one a line."""
    print(f"文本数　{texts}")
    for name, value in scores.items():
        print(f"{SCORES[name]}　{value:.4f}")


SCORES: Mapping[str, str] = {
    "parent": "一级类别正确率",
    "code": "二级类别正确率",
    "demand_type": "诉求类型正确率",
    "urgency": "紧急程度正确率",
    "emergency_recall": "紧急事件召回率",
    "false_alarms": "误报率",
    "ece": "置信度误差 (ECE)",
    "coverage_95": "95% 正确率下的自动分派占比",
    "abstained": "转派单审核占比",
    "parent_when_sure": "自动分派部分的正确率",
}


def read_file(path: Path) -> str:
    """The file's text. Raises InvalidInput when it can't be read or isn't UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} 不是 UTF-8 编码，请转换后再试。") from None
    except OSError as fault:
        raise InvalidInput(f"读不到文件 {path}：{fault.strerror}。") from fault


def _print(told: list[str]) -> None:
    print("\n".join(told))


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
