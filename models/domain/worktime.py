"""Working time: add, subtract, measure; split days, holidays and make-up days. Aware UTC in and out (domain.md 3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.domain.errors import PolicyInvalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_SEARCH_LIMIT = (
    400  # days; a year without a working day is a fault of the policy, not a long holiday
)


@dataclass(frozen=True)
class Calendar:
    """Working intervals of a day in order, and which days are working days.

    `days` holds the official table (True = works); a day that is not in it falls back to Monday-Friday.
    `official_years` are the years whose table is complete; other years are estimates.
    """

    intervals: tuple[tuple[time, time], ...]
    days: Mapping[date, bool]
    official_years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < 5)

    def is_official(self, year: int) -> bool:
        return year in self.official_years

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working intervals of this day in UTC; empty on an off-day."""
        if not self.is_working_day(day):
            return ()
        return tuple((_utc(day, begin), _utc(day, end)) for begin, end in self.intervals)


def add_working_time(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The first instant at which `amount` of working time has passed since `start`; nothing takes no time."""
    if not amount:
        return start
    left = amount
    for begin, end in _spans_from(calendar, _local_day(start)):
        begin = max(begin, start)
        if begin >= end:
            continue
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError("the span iterator does not end")


def subtract_working_time(calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """The last instant from which `amount` of working time passes until `end`."""
    if not amount:
        return end
    left = amount
    for begin, finish in _spans_back(calendar, _local_day(end)):
        finish = min(finish, end)
        if begin >= finish:
            continue
        if finish - begin >= left:
            return finish - left
        left -= finish - begin
    raise AssertionError("the span iterator does not end")


def working_time_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Working time from `start` to `end`; zero if `end` is not later."""
    total = timedelta()
    day, last = _local_day(start), _local_day(end)
    while day <= last:
        for begin, finish in calendar.spans(day):
            total += max(min(finish, end) - max(begin, start), timedelta())
        day += _DAY
    return total


def end_of_nth_working_day(calendar: Calendar, start: datetime, count: int) -> datetime:
    """The close of the last interval of the `count`-th working day after the day of `start`."""
    day = _local_day(start)
    for _ in range(count):
        day = _next_working_day(calendar, day + _DAY)
    if count == 0:
        day = _next_working_day(calendar, day)
    return calendar.spans(day)[-1][1]


def roll_over(calendar: Calendar, instant: datetime) -> datetime:
    """The instant itself on a working day; else the close of the next working day (Henan's rule for 24 h)."""
    day = _local_day(instant)
    if calendar.is_working_day(day):
        return instant
    return calendar.spans(_next_working_day(calendar, day))[-1][1]


def _next_working_day(calendar: Calendar, day: date) -> date:
    return _search(calendar, day, _DAY)


def _search(calendar: Calendar, day: date, step: timedelta) -> date:
    for _ in range(_SEARCH_LIMIT):
        if calendar.is_working_day(day):
            return day
        day += step
    raise PolicyInvalid(f"工作日历在 {day} 前后一年没有工作日，请检查日历设置。")


def _spans_from(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    while True:
        yield from calendar.spans(day)
        day = _next_working_day(calendar, day + _DAY)


def _spans_back(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    while True:
        yield from reversed(calendar.spans(day))
        day = _search(calendar, day - _DAY, -_DAY)


def _local_day(instant: datetime) -> date:
    return instant.astimezone(SHANGHAI).date()


def _utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)
