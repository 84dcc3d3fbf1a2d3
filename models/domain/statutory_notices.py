"""When to say that a worker's limit by law runs out: 90, 30 and 7 days before its last day (domain.md 6.1). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.domain.statutory import Colour, Deadline
from models.domain.statutory_words import DeadlineKind
from models.domain.worktime import SHANGHAI

DISTANCES = (90, 30, 7)  # days before the last day
_MORNING = time(9)  # by Beijing time: the owner still has the day to call
_OVER = frozenset({Colour.DONE, Colour.PASSED, Colour.UNKNOWN, Colour.NO_LIMIT})


@dataclass(frozen=True, slots=True)
class LimitNotice:
    """One notice: of which limit, which last day, how many days before, and when it is due."""

    kind: DeadlineKind
    last_day: date
    days: int
    due_at: datetime


def limit_notices(deadlines: Iterable[Deadline], now: datetime) -> tuple[LimitNotice, ...]:
    """What is to be said of these limits from now on; of distances already passed only the nearest, at once."""
    return tuple(one for limit in deadlines for one in _of_one(limit, now))


def _of_one(limit: Deadline, now: datetime) -> list[LimitNotice]:
    if limit.last_day is None or limit.colour in _OVER:
        return []
    every = [
        LimitNotice(
            limit.kind, limit.last_day, days, _morning(limit.last_day - timedelta(days=days))
        )
        for days in DISTANCES
    ]
    behind = [one for one in every if one.due_at <= now]
    return behind[-1:] + [one for one in every if one.due_at > now]


def _morning(day: date) -> datetime:
    return datetime.combine(day, _MORNING, SHANGHAI)
