"""The one exception to "due times never move": a year's official table came, estimates become exact (design.md D8). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.domain.limits import ClockRule, LimitUnit, due
from models.domain.worktime import (
    SHANGHAI,
    Calendar,
    add_working_time,
    end_of_nth_working_day,
    working_time_between,
)

_DAY = timedelta(days=1)


def recounted(
    rule: ClockRule, started_at: datetime, due_at: datetime, old: Calendar, new: Calendar
) -> datetime:
    """The same limit under the new calendar: as many working days (or hours) as the old end had, extensions and pauses included."""
    if rule.limit.unit is LimitUnit.WORKING_DAYS:
        return end_of_nth_working_day(
            new, started_at, working_days_between(old, started_at, due_at)
        )
    if rule.limit.in_working_time:
        return add_working_time(new, started_at, working_time_between(old, started_at, due_at))
    if rule.roll_over and due(rule, started_at, old).at == due_at:
        return due(rule, started_at, new).at
    return due_at


def is_estimated(
    rule: ClockRule, started_at: datetime, due_at: datetime, calendar: Calendar
) -> bool:
    """Whether the limit still crosses a year without an official table."""
    if not (rule.limit.in_working_time or rule.roll_over):
        return False
    first, last = started_at.astimezone(SHANGHAI).year, due_at.astimezone(SHANGHAI).year
    return not all(calendar.is_official(year) for year in range(first, last + 1))


def working_days_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working days after the day of `start` up to and with the day of `end`."""
    day, last, count = start.astimezone(SHANGHAI).date(), end.astimezone(SHANGHAI).date(), 0
    while day < last:
        day += _DAY
        count += calendar.is_working_day(day)
    return count
