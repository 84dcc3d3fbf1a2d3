"""Small honest fakes, passed in as arguments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.domain.thresholds import OWN, Thresholds
from models.domain.verdict import Verdict


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def move(self, span: timedelta) -> datetime:
        """Let time pass; returns the new time."""
        self._at += span
        return self._at


class FakeBell:
    """Remembers what was rung; `dead` as if nobody could hear."""

    def __init__(self, *, dead: bool = False) -> None:
        self.rung: list[str] = []
        self._dead = dead

    def ring(self, name: str) -> bool:
        self.rung.append(name)
        return not self._dead

    def alive(self) -> bool:
        return not self._dead


class FakeModel:
    """Answers one verdict to everything, and remembers by which thresholds it was asked."""

    def __init__(self, verdict: Verdict) -> None:
        self.thresholds = OWN
        self._verdict = verdict

    def verdicts(self, texts: Sequence[str], thresholds: Thresholds = OWN) -> list[Verdict]:
        self.thresholds = thresholds
        return [self._verdict for _ in texts]
