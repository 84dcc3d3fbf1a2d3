"""Limits: how long a clock runs, in clock hours or working days (domain.md 3.3). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.domain.words import ClockKind, DemandType, Urgency
from models.domain.worktime import (
    SHANGHAI,
    Calendar,
    add_working_time,
    end_of_nth_working_day,
    roll_over,
)


class LimitUnit(StrEnum):
    """Minutes, hours and days are clock time on all days; working hours and days are the office's."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time in one unit."""

    amount: int
    unit: LimitUnit

    @property
    def in_working_time(self) -> bool:
        return self.unit in (LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS)

    @property
    def span(self) -> timedelta:
        """The length of minutes, hours and days; working days have no fixed length."""
        assert self.unit is not LimitUnit.WORKING_DAYS, "working days have no fixed length"
        return timedelta(**{str(self.unit).removeprefix("working_"): self.amount})


@dataclass(frozen=True, slots=True)
class ClockRule:
    """The limit of one kind of clock for an urgency and some demand types, and the ladder it climbs."""

    kind: ClockKind
    urgency: Urgency
    demand_types: frozenset[DemandType]
    limit: Limit
    ladder: str
    roll_over: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock is due; `estimated` when a year without an official calendar was crossed."""

    at: datetime
    estimated: bool


def due(rule: ClockRule, started_at: datetime, calendar: Calendar) -> Due:
    """The end of the limit. Raises nothing: a year without a table is estimated and marked."""
    if rule.limit.unit is LimitUnit.WORKING_HOURS:
        at = add_working_time(calendar, started_at, rule.limit.span)
    elif rule.limit.in_working_time:
        at = end_of_nth_working_day(calendar, started_at, rule.limit.amount)
    else:
        at = started_at + rule.limit.span
        at = roll_over(calendar, at) if rule.roll_over else at
    uses_calendar = rule.limit.in_working_time or rule.roll_over
    return Due(at, uses_calendar and not _official(calendar, started_at, at))


def _official(calendar: Calendar, start: datetime, end: datetime) -> bool:
    first, last = start.astimezone(SHANGHAI).year, end.astimezone(SHANGHAI).year
    return all(calendar.is_official(year) for year in range(first, last + 1))
