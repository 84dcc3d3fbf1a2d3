"""How many facts are found, and how many found ones are true: precision and recall by kind."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from classifier.facts import KINDS, find
from models.domain.errors import InvalidInput

# Names, places and dates count as found when one contains the other ("新郑" in "新郑龙湖镇"); the rest must be equal.
_BY_CONTAINING = frozenset({
    "employer", "main_contractor", "subcontractor", "labour_agency", "site", "platform", "place", "date", "injury_time",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactScore:
    """Counts of one kind."""

    found: int
    right: int
    there: int
    met: int

    @property
    def precision(self) -> float:
        """Share of the found that are true."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true that are found."""
        return self.met / self.there if self.there else 1.0


def read_facts(lines: Iterable[str], *, name: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Labelled lines {text, facts}. Raises InvalidInput naming the first bad one."""
    read: list[tuple[str, Mapping[str, Any]]] = []
    for place, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            read.append((str(entry["text"]), dict(entry["facts"])))
        except (ValueError, KeyError, TypeError) as fault:
            raise InvalidInput(f"{name} 第 {place} 行不是有效的事实标注：{fault}") from fault
    return read


def score_facts(labelled: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, FactScore]:
    """Precision and recall of each kind that occurs."""
    totals: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for text, true in labelled:
        found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        for fact in find(text):
            value = text[fact.start : fact.end] if fact.kind == "phone" else fact.value
            if value not in found[fact.kind]:
                found[fact.kind].append(value)
        for kind, total in totals.items():
            _count(kind, found[kind], _labels(true, kind), total)
    return {
        kind: FactScore(total["found"], total["right"], total["there"], total["met"])
        for kind, total in totals.items()
        if total["found"] or total["there"]
    }


def _labels(true: Mapping[str, Any], kind: str) -> list[Any]:
    value = true.get({"date": "dates"}.get(kind, kind), [])
    return value if isinstance(value, list) else [value]


def _count(kind: str, found: list[Any], true: list[Any], total: Counter[str]) -> None:
    total["found"] += len(found)
    total["there"] += len(true)
    total["right"] += sum(any(_same(kind, one, other) for other in true) for one in found)
    total["met"] += sum(any(_same(kind, one, other) for one in found) for other in true)


def _same(kind: str, one: Any, other: Any) -> bool:
    if kind in _BY_CONTAINING:
        return str(one) in str(other) or str(other) in str(one)
    if kind == "amount":
        return abs(float(one) - float(other)) < 1
    return bool(one == other)
