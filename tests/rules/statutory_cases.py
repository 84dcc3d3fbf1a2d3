"""Short names for the tests of the limits by law."""

from __future__ import annotations

from datetime import date

from models.domain.facts import Fact, FactKind
from models.domain.statutory import Deadline, deadlines
from models.domain.statutory_words import DeadlineKind
from models.policy.load import default_policy

CALENDAR = default_policy().calendar
K = FactKind
TODAY = date(2026, 11, 24)


def fact(kind: FactKind, on: str, until: str | None = None) -> Fact:
    """A fact from ISO dates."""
    return Fact(date.fromisoformat(on), kind, date.fromisoformat(until) if until else None)


def limit(kind: DeadlineKind, *facts: Fact, today: date = TODAY) -> Deadline:
    """The one limit of this kind."""
    (found,) = deadlines(facts, (kind,), today=today, calendar=CALENDAR)
    return found


A, W, S = DeadlineKind.ARBITRATION, DeadlineKind.WAGES, DeadlineKind.SUIT
IE, IW, N = DeadlineKind.INJURY_EMPLOYER, DeadlineKind.INJURY_WORKER, DeadlineKind.INSPECTION
