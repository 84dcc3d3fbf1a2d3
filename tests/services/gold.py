"""The gold set of the search: 157 small tickets and 212 questions whose answers we know, all written for this project."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "search_gold"
FIRST = 10


@dataclass(frozen=True, slots=True)
class Question:
    """`wanted`: keys of all tickets that answer it; empty: none does."""

    q: str
    kind: str
    wanted: frozenset[str]

    def recall(self, found: Sequence[str]) -> float:
        """Of the wanted tickets, or of ten of them, how many stand among the first ten."""
        return len(self.wanted & set(found[:FIRST])) / min(len(self.wanted), FIRST)


def gold_tickets() -> list[dict[str, Any]]:
    """key, text, employer, category, region_code."""
    return _lines("tickets.jsonl")


def questions() -> list[Question]:
    """Every question."""
    rows = _lines("queries.jsonl")
    return [Question(row["q"], row["kind"], frozenset(row["wanted"])) for row in rows]


def _lines(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
