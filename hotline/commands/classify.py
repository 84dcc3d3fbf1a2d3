"""`hotline classify`: JSON lines of texts in, JSON lines of answers out; needs no server."""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from classifier.bundle import ensure_default
from classifier.model import Classifier
from hotline.cli_types import Subparsers
from models.domain.routing import route
from models.domain.taxonomy import Taxonomy
from models.domain.verdict import Verdict
from models.policy.load import default_policy
from models.settings import settings_from

LINES_AT_ONCE = 256
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Question:
    """One good line."""

    id: str | int
    text: str


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "classify", help="对标准输入的 JSON 行分类（每行 {id, text}），不需要服务器"
    )
    parser.add_argument("--bundle", type=Path, help="模型文件；默认使用（首次自动训练）内置模型")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    path = arguments.bundle or ensure_default(settings_from(os.environ).home, _complain)
    classifier = Classifier.load(path)
    taxonomy = default_policy().taxonomy
    return answer(
        classifier, taxonomy, lines=sys.stdin.buffer, out=sys.stdout.buffer, say=_complain
    )


def answer(
    classifier: Classifier,
    taxonomy: Taxonomy,
    *,
    lines: Iterable[bytes],
    out: IO[bytes],
    say: Say,
) -> int:
    """Answer all good lines in their order; 1 when a line was bad, told with its number."""
    status = 0
    numbered = enumerate(lines, 1)
    while batch := list(itertools.islice(numbered, LINES_AT_ONCE)):
        questions = []
        for number, line in batch:
            if not line.strip():
                continue
            try:
                questions.append(_question(line))
            except ValueError as fault:
                say(f"第 {number} 行：{fault}")
                status = 1
        _write(out, taxonomy, questions, classifier.verdicts([q.text for q in questions]))
    return status


def _question(line: bytes) -> Question:
    """Raises ValueError that says in Chinese what is wrong."""
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("不是 UTF-8 编码，请转换后再试") from None
    except (ValueError, RecursionError):
        raise ValueError('不是有效的 JSON，应为 {"id": ..., "text": ...}') from None
    if not isinstance(entry, dict):
        raise ValueError('应为 JSON 对象 {"id": ..., "text": ...}')
    identity, text = entry.get("id"), entry.get("text")
    if isinstance(identity, bool) or not isinstance(identity, str | int):
        raise ValueError("缺少 id，或 id 不是字符串、整数")
    if not isinstance(text, str):
        raise ValueError("缺少 text，或 text 不是字符串")
    return Question(identity, text)


def _write(
    out: IO[bytes], taxonomy: Taxonomy, questions: Sequence[Question], verdicts: Sequence[Verdict]
) -> None:
    for question, verdict in zip(questions, verdicts, strict=True):
        said = json.dumps(_answered(question, verdict, taxonomy), ensure_ascii=False)
        # A lone surrogate becomes its JSON escape, so the line stays valid UTF-8 and valid JSON.
        out.write(said.encode("utf-8", "backslashreplace") + b"\n")
    out.flush()


def _answered(question: Question, verdict: Verdict, taxonomy: Taxonomy) -> dict[str, Any]:
    """The fixed surface of design 5: names and order are a promise."""
    persons = verdict.entities.get("persons")
    way = route(
        taxonomy,
        verdict.category,
        urgency=verdict.urgency,
        emergency=verdict.emergency,
        persons=persons if isinstance(persons, int) else None,
    )
    return {
        "id": question.id,
        "category": verdict.category,
        "queue": way.queue,
        "co_handlers": list(way.co_handlers),
        "demand_type": verdict.demand_type,
        "urgency": way.urgency,
        "confidence": verdict.confidence,
        "abstained": verdict.abstained,
        "emergency": verdict.emergency,
        "red_flags": [asdict(flag) for flag in verdict.red_flags],
        "because": [{"word": reason.word, "weight": reason.weight} for reason in verdict.because],
        "entities": dict(verdict.entities),
    }


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
