"""Working time: add, subtract, measure; split days, holidays and make-up days. Aware UTC in and out (domain.md 3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.domain.errors import PolicyInvalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
_DAY = timedelta(days=1)
_SEARCH_LIMIT = (
    400  # days; a year without a working day is a fault of the policy, not a long holiday
)


Interval = tuple[time, time]  # an end of 00:00 is the midnight at which the day ends
Span = tuple[datetime, datetime]  # aware UTC


@dataclass(frozen=True)
class Calendar:
    """When one office works: the hours of a common day, and everything that is not common.

    `days` holds the official table with its 调休 days, overrides and local days off (True = works); a day that
    is not in it works by its weekday. `hours` are the hours of single days (half days, duty on a holiday) and
    win over everything; an empty tuple there is an off-day. `weekly` are hours by weekday (0 = Monday) for
    offices with duty weekends. `official_years` are the years whose table is complete; others are estimates.
    """

    intervals: tuple[Interval, ...]
    days: Mapping[date, bool]
    official_years: frozenset[int]
    hours: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)
    weekly: Mapping[int, tuple[Interval, ...]] = field(default_factory=dict)
    _spans: dict[date, tuple[Span, ...]] = (
        field(  # of days that were asked for: a ladder asks often
            default_factory=dict, init=False, repr=False, compare=False
        )
    )

    def intervals_of(self, day: date) -> tuple[Interval, ...]:
        """The working intervals of this day in local time; empty on an off-day."""
        if day in self.hours:
            return self.hours[day]
        if day in self.days:
            return self.intervals if self.days[day] else ()
        common = self.intervals if day.weekday() < SATURDAY else ()
        return self.weekly.get(day.weekday(), common)

    def is_working_day(self, day: date) -> bool:
        return bool(self.spans(day))

    def is_official(self, year: int) -> bool:
        return year in self.official_years

    def spans(self, day: date) -> tuple[Span, ...]:
        """The working intervals of this day in UTC; empty on an off-day."""
        known = self._spans.get(day)
        if known is None:
            known = tuple(
                (_utc(day, begin), _end(day, end)) for begin, end in self.intervals_of(day)
            )
            self._spans[day] = known
        return known


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


def next_working_instant(calendar: Calendar, instant: datetime) -> datetime:
    """The instant itself in office hours, else the opening of the next interval: when a letter is read."""
    for begin, end in _spans_from(calendar, _local_day(instant)):
        if instant < end:
            return max(begin, instant)
    raise AssertionError("the span iterator does not end")


def working_day_after(calendar: Calendar, instant: datetime) -> datetime:
    """The opening of the first working day after the day of `instant` (“自收到次日起”)."""
    day = _next_working_day(calendar, _local_day(instant) + _DAY)
    return calendar.spans(day)[0][0]


def _next_working_day(calendar: Calendar, day: date) -> date:
    return _search(calendar, day, _DAY)


def _search(calendar: Calendar, day: date, step: timedelta) -> date:
    for _ in range(_SEARCH_LIMIT):
        if calendar.is_working_day(day):
            return day
        day += step
    raise PolicyInvalid(f"工作日历在 {day} 前后一年没有工作日，请检查日历设置。")


def _spans_from(calendar: Calendar, day: date) -> Iterator[Span]:
    while True:
        yield from calendar.spans(day)
        day = _next_working_day(calendar, day + _DAY)


def _spans_back(calendar: Calendar, day: date) -> Iterator[Span]:
    while True:
        yield from reversed(calendar.spans(day))
        day = _search(calendar, day - _DAY, -_DAY)


def _local_day(instant: datetime) -> date:
    return instant.astimezone(SHANGHAI).date()


def _utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def _end(day: date, at: time) -> datetime:
    return _utc(day + _DAY, at) if at == time.min else _utc(day, at)
