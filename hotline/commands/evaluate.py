"""`hotline evaluate FILE`: how good is the classifier on labelled texts that it has not seen?"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from classifier.bundle import ensure_default
from classifier.corpus_files import read_examples
from classifier.evaluate import Outcome, scores_of
from classifier.model import Classifier
from hotline.cli_types import Subparsers
from models.domain.errors import InvalidInput
from models.settings import settings_from

NAMES: Mapping[str, str] = {
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


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("evaluate", help="用标注文本（JSONL）检验分类模型")
    parser.add_argument("file", type=Path, help="每行 {text, code, demand_type, urgency}")
    parser.add_argument("--bundle", type=Path, help="模型文件；默认使用内置模型")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    examples = read_examples(read_file(arguments.file).split("\n"), name=arguments.file.name)
    if not examples:
        raise InvalidInput(f"{arguments.file} 里没有标注文本。")
    path = arguments.bundle or ensure_default(settings_from(os.environ).home, _complain)
    verdicts = Classifier.load(path).verdicts([example.text for example in examples])
    print_scores(scores_of(examples, [Outcome.of(v) for v in verdicts]), texts=len(examples))


def print_scores(scores: Mapping[str, float], *, texts: int) -> None:
    """One figure a line."""
    print(f"文本数　{texts}")
    for name, value in scores.items():
        print(f"{NAMES[name]}　{value:.4f}")


def read_file(path: Path) -> str:
    """The file's text. Raises InvalidInput when it can't be read or isn't UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} 不是 UTF-8 编码，请转换后再试。") from None
    except OSError as fault:
        raise InvalidInput(f"读不到文件 {path}：{fault.strerror}。") from fault


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
