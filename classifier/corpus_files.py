"""The training texts written for this project: one JSONL file a category in classifier/corpus."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from classifier.labels import CODES
from models.domain.errors import InvalidInput
from models.domain.words import DemandType, Urgency

CORPUS: Traversable = resources.files("classifier") / "corpus"
_WORDS: Traversable = resources.files("classifier") / "words"


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text; `style` says how it is written (call, app, messy, ...)."""

    text: str
    code: str
    demand_type: DemandType
    urgency: Urgency
    style: str = ""


def read_corpus(folder: Traversable = CORPUS) -> list[Example]:
    """All examples, files in name order. Raises InvalidInput naming file and line of the first bad one."""
    return [
        example
        for source in _files(folder, ".jsonl")
        for example in read_examples(source.read_text("utf-8").split("\n"), name=source.name)
    ]


def read_examples(lines: Iterable[str], *, name: str) -> list[Example]:
    """Labelled lines; empty ones are passed over. Raises InvalidInput as `read_corpus`."""
    examples = []
    for place, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            examples.append(_example(json.loads(line)))
        except (ValueError, KeyError, TypeError) as fault:
            raise InvalidInput(f"{name} 第 {place} 行不是有效的标注文本：{fault}") from fault
    return examples


def corpus_hash(folder: Traversable = CORPUS) -> str:
    """sha256 over names and bytes of all corpus files."""
    return _hash(_files(folder, ".jsonl"))


def words_hash() -> str:
    """sha256 over user dictionary and lexicon: with other words the model sees other features."""
    return _hash(_WORDS / name for name in ("lexicon.toml", "userdict.txt"))


def _files(folder: Traversable, ending: str) -> list[Traversable]:
    found = [source for source in folder.iterdir() if source.name.endswith(ending)]
    return sorted(found, key=lambda source: source.name)


def _hash(sources: Iterable[Traversable]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0")
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()


def _example(entry: Mapping[str, str]) -> Example:
    if entry["code"] not in CODES:
        raise ValueError(f"没有类别 {entry['code']}")
    if not isinstance(entry["text"], str) or not entry["text"].strip():
        raise ValueError("text 为空")
    return Example(
        text=entry["text"],
        code=entry["code"],
        demand_type=DemandType(entry["demand_type"]),
        urgency=Urgency(entry["urgency"]),
        style=str(entry.get("style", "")),
    )


def examples_of(code: str, limit: int, folder: Traversable = CORPUS) -> list[str]:
    """The first texts of a category, for people who want to see what belongs there; none for an unknown code."""
    file = folder / f"{code}.jsonl"
    if not (code.isascii() and code.isdecimal() and file.is_file()):
        return []
    lines = file.read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines if line.strip()]
    return sorted(texts, key=len)[:limit]
