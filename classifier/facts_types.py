"""One fact that a text states outright, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """`kind` is one of facts.KINDS; `value` is read ("两万三" is 23000); offsets are of the text itself."""

    kind: str
    value: str | int | float
    start: int
    end: int
