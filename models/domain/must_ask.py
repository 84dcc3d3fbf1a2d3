"""What a caller must be asked, by category (domain.md 6.2). It is asked, it never blocks a plea. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One fact. `fact` names where its answer may stand: a field of the form or a fact read in the text."""

    fact: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is known already; `answer` is empty while nobody has said it."""

    label: str
    answer: str


def questions_for(
    table: Mapping[str, Sequence[Question]], category: str | None
) -> tuple[Question, ...]:
    """The questions of everybody, then those of the category's parent."""
    own = table.get(category[:2], ()) if category else ()
    return (*table.get("all", ()), *own)


def asked(questions: Sequence[Question], known: Mapping[str, str]) -> list[Asked]:
    """Each question with its answer, open ones first: they are what the operator must see."""
    answered = [Asked(question.label, known.get(question.fact, "")) for question in questions]
    return sorted(answered, key=lambda one: bool(one.answer))
