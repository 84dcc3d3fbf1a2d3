"""Ready answers for a call that is answered at once, found by the matter and by what is said. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 3  # more than an operator reads while somebody waits
_CATEGORY, _PARENT, _WORD = 3, 1, 2  # points; a parent alone is too little to be shown


@dataclass(frozen=True, slots=True)
class Answer:
    """One text as the caller may hear it; one that rests on a law names it and says that the law decides."""

    id: str
    title: str
    text: str
    categories: tuple[str, ...]
    words: tuple[str, ...]


def answers_for(answers: Sequence[Answer], category: str | None, said: str) -> list[Answer]:
    """The few that fit best, best first; equal ones in the order of the file."""
    points = [(_points(answer, category or "", said), answer) for answer in answers]
    fitting = [pair for pair in points if pair[0] > _PARENT]
    return [answer for _, answer in sorted(fitting, key=lambda pair: -pair[0])[:MOST]]


def _points(answer: Answer, category: str, said: str) -> int:
    same_parent = any(code[:2] == category[:2] for code in answer.categories)
    return (
        _CATEGORY * (category in answer.categories)
        + _PARENT * same_parent
        + _WORD * sum(word in said for word in answer.words)
    )
