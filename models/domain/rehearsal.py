"""如果没人处理会怎样: the whole future of a ticket's clocks, rung by rung, with the days they fall on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.domain.ladder import PlannedStep
from models.domain.words import ClockKind, Urgency
from models.domain.worktime import SHANGHAI, Calendar, next_working_instant

PROMPT = frozenset({Urgency.P1, Urgency.P2})  # heard at once, at any hour


class DayKind(StrEnum):
    """What kind of moment a rung falls on."""

    OFFICE = "office"  # in office hours
    OFF_HOURS = "off_hours"  # a working day, the office is closed
    OFF_DAY = "off_day"  # a weekend or holiday


@dataclass(frozen=True, slots=True)
class ClockAhead:
    """A running clock with the rungs that have not fired."""

    kind: ClockKind
    due_at: datetime
    estimated: bool
    rungs: Sequence[PlannedStep]


@dataclass(frozen=True, slots=True)
class FutureRung:
    """One rung that will be climbed if nobody acts, and when its people hear of it."""

    kind: ClockKind
    clock_due_at: datetime
    rung: PlannedStep
    day: DayKind
    heard_at: datetime
    estimated: bool


def future_ladder(
    clocks: Iterable[ClockAhead], urgency: Urgency, calendar: Calendar, now: datetime
) -> tuple[FutureRung, ...]:
    """All rungs ahead in order of time; one whose time has passed fires now."""
    ahead = [
        FutureRung(
            clock.kind,
            clock.due_at,
            rung,
            day_kind(calendar, rung.due_at),
            heard_at(urgency, calendar, max(rung.due_at, now)),
            clock.estimated or not calendar.is_official(rung.due_at.astimezone(SHANGHAI).year),
        )
        for clock in clocks
        for rung in clock.rungs
    ]
    return tuple(sorted(ahead, key=lambda one: (one.rung.due_at, one.rung.level, one.kind)))


def heard_at(urgency: Urgency, calendar: Calendar, at: datetime) -> datetime:
    """P1 and P2 at once; for the others nobody is woken: the next office hours (peers.md 2 item 1)."""
    return at if urgency in PROMPT else next_working_instant(calendar, at)


def day_kind(calendar: Calendar, at: datetime) -> DayKind:
    """Whether the office is open, closed, or off."""
    if not calendar.is_working_day(at.astimezone(SHANGHAI).date()):
        return DayKind.OFF_DAY
    return DayKind.OFFICE if next_working_instant(calendar, at) == at else DayKind.OFF_HOURS
