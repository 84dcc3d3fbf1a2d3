"""What a department may be granted beyond its limit: more time, a pause, help of others (domain.md 3.3, 3.5). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models.domain.limits import ClockRule, Limit, LimitUnit
from models.domain.words import DemandType, Difficulty, PauseReason, Urgency
from models.domain.worktime import (
    SHANGHAI,
    Calendar,
    add_working_time,
    end_of_nth_working_day,
    subtract_working_time,
    working_time_between,
)

_NOON = 12


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """The longest extension for an urgency and some demand types, in working days."""

    urgency: Urgency
    demand_types: frozenset[DemandType]
    days: int


@dataclass(frozen=True, slots=True)
class Allowances:
    """The figures of models/policy/allowances.toml."""

    extensions: tuple[ExtensionRule, ...]
    pause_days: Mapping[PauseReason, int]  # the longest pause, in working days
    co_handler_lead_days: int  # a co-unit answers so many working days before the main unit must
    call_back_half_days: (
        int  # so many half-days must have been tried before an unreached caller is let be
    )
    # A matter marked 难点 or 特别复杂: its working days instead of the ordinary ones, and the longest extension.
    difficult_days: Mapping[Difficulty, int]
    difficult_extension_days: Mapping[Difficulty, int]
    report_file_hours: int  # a P1 that gave its first feedback is answered, with its report file


@dataclass(frozen=True, slots=True)
class Standstill:
    """From when to when something stood still."""

    begin: datetime
    end: datetime


def longest_extension(
    allowances: Allowances, urgency: Urgency, demand_type: DemandType | None
) -> int:
    """Working days; 0 where no extension exists (P1, 咨询). Unknown demand counts as 求助."""
    demand = demand_type or DemandType.HELP
    return max(
        (
            rule.days
            for rule in allowances.extensions
            if rule.urgency is urgency and demand in rule.demand_types
        ),
        default=0,
    )


def marked(allowances: Allowances, rule: ClockRule, difficulty: Difficulty) -> ClockRule:
    """The finish rule of a matter that was marked."""
    limit = Limit(allowances.difficult_days[difficulty], LimitUnit.WORKING_DAYS)
    return replace(rule, limit=limit)


def extended(due_at: datetime, days: int, calendar: Calendar) -> datetime:
    """The close of the `days`-th working day after the day of the old due time."""
    return end_of_nth_working_day(calendar, due_at, days)


def latest_resume(
    allowances: Allowances, reason: PauseReason, begin: datetime, calendar: Calendar
) -> datetime:
    """The cap of a pause that begins now."""
    return end_of_nth_working_day(calendar, begin, allowances.pause_days[reason])


def after_pause(
    instant: datetime, rule: ClockRule, pause: Standstill, calendar: Calendar
) -> datetime:
    """An instant of a clock moved by the pause: by its working time, or all of it for clocks in clock hours."""
    if rule.limit.in_working_time:
        paused = working_time_between(calendar, pause.begin, pause.end)
        return add_working_time(calendar, instant, paused)
    return instant + (pause.end - pause.begin)


def co_handler_due(
    finish_due: datetime, now: datetime, lead_days: int, calendar: Calendar
) -> datetime | None:
    """When a co-unit must answer: `lead_days` working days before the main unit; None if that one is late.

    Where so much time is not left, half of what is left (for an emergency: of the clock time).
    """
    if finish_due <= now:
        return None
    early = _working_days_before(calendar, finish_due, lead_days)
    if early > now:
        return early
    left = working_time_between(calendar, now, finish_due)
    if left:
        return subtract_working_time(calendar, finish_due, left / 2)
    return now + (finish_due - now) / 2


def half_day(at: datetime) -> tuple[date, bool]:
    """The local day, and whether it was after noon: a caller who works mornings is tried in the afternoon too."""
    local = at.astimezone(SHANGHAI)
    return local.date(), local.hour >= _NOON


def _working_days_before(calendar: Calendar, instant: datetime, days: int) -> datetime:
    day = instant.astimezone(SHANGHAI).date()
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_working_day(day)
    return calendar.spans(day)[-1][1]
