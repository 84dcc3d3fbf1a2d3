"""Working time against a clerk with a watch: every minute of a year and a half is looked at, one after the other.

2,000 random cases by default; HOTLINE_WORKTIME_CASES=100000 asks for more (`make chaos` does).
"""

from __future__ import annotations

import os
import random
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any

import pytest

from models.domain.worktime import (
    Calendar,
    add_working_time,
    end_of_nth_working_day,
    next_working_instant,
    roll_over,
    subtract_working_time,
    working_day_after,
    working_time_between,
)
from models.policy.calendars import calendar_from, unit_calendars_from

CASES = int(os.environ.get("HOTLINE_WORKTIME_CASES", "2000"))
FIRST_DAY = date(
    2026, 7, 1
)  # over 国庆 with its make-up days, a year end, and into a year without a table
DAYS = 560
MINUTE, DAY_MINUTES = timedelta(minutes=1), 24 * 60
# Beijing has had no summer time since 1991: local midnight is 16:00 UTC of the day before, written as a number.
ZERO = datetime(2026, 7, 1, tzinfo=UTC) - timedelta(hours=8)
SPLIT = [["08:30", "11:30"], ["14:30", "17:30"]]
COMMON: dict[str, Any] = {
    "intervals": SPLIT,
    "days": {"2026-11-24": False, "2026-12-05": True},
    "hours": {"2026-12-31": [["08:30", "11:30"]], "2026-12-24": []},
    "units": {
        "410100": {"intervals": [["09:00", "12:00"], ["13:00", "17:00"]]},
        "410105": {"weekly": {"sat": [["09:00", "12:00"]], "wed": []}},
        "410300": {
            "hours": {"2026-10-03": [["10:00", "11:00"], ["15:00", "16:30"], ["20:00", "24:00"]]},
            "days": {"2026-12-31": True, "2027-03-19": False},
        },
        "410500": {
            "intervals": [["00:00", "24:00"]],
            "weekly": {day: [["00:00", "24:00"]] for day in ("sat", "sun")},
        },
        "410700": {"intervals": [["08:00", "10:07"], ["10:20", "12:00"], ["14:00", "18:33"]]},
    },
}


class Clerk:
    """Looks at each minute by rules of his own, and counts."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.worked = bytearray(DAYS * DAY_MINUTES)
        for offset in range(DAYS):
            for begin, end in self._hours(FIRST_DAY + timedelta(days=offset)):
                for minute in range(begin, end):
                    self.worked[offset * DAY_MINUTES + minute] = 1

    def _hours(self, day: date) -> Iterator[tuple[int, int]]:
        calendar = self.calendar
        if day in calendar.hours:
            hours = calendar.hours[day]
        elif calendar.days.get(day) is False:
            hours = ()
        elif calendar.days.get(day) is True:
            hours = calendar.intervals
        elif day.weekday() in calendar.weekly:
            hours = calendar.weekly[day.weekday()]
        else:
            hours = calendar.intervals if day.weekday() in (0, 1, 2, 3, 4) else ()
        for begin, end in hours:
            last = DAY_MINUTES if end == time(0) else end.hour * 60 + end.minute
            yield begin.hour * 60 + begin.minute, last

    @cached_property
    def sums(self) -> list[int]:
        """sums[m]: minutes worked before minute m."""
        return [0, *accumulate(self.worked)]

    def add(self, start: int, amount: int) -> int:
        return bisect_left(self.sums, self.sums[start] + amount)

    def subtract(self, end: int, amount: int) -> int:
        minute, left = end, amount
        while left:
            minute -= 1
            left -= self.worked[minute]
        return minute

    def works_on(self, day: int) -> bool:
        return any(self.worked[day * DAY_MINUTES : (day + 1) * DAY_MINUTES])

    def next_day(self, day: int) -> int:
        while not self.works_on(day):
            day += 1
        return day

    def close(self, day: int) -> int:
        minute = (day + 1) * DAY_MINUTES
        while not self.worked[minute - 1]:
            minute -= 1
        return minute

    def nth_close(self, start: int, count: int) -> int:
        day = start // DAY_MINUTES
        for _ in range(count):
            day = self.next_day(day + 1)
        return self.close(self.next_day(day))


def _clerks() -> dict[str, Clerk]:
    calendars = {"common": calendar_from(COMMON)} | unit_calendars_from(COMMON)
    return {name: Clerk(calendar) for name, calendar in calendars.items()}


CLERKS = _clerks()


def at(minute: int) -> datetime:
    """The instant at which this minute begins."""
    return ZERO + minute * MINUTE


@pytest.mark.parametrize("name", CLERKS)
def test_every_rule_equals_the_clerk(name: str) -> None:
    """Add, subtract, count, n-th working day, roll-over, next opening: no shortcut may differ by a minute."""
    clerk, seed = CLERKS[name], random.Random(f"12351-{name}")
    calendar = clerk.calendar
    for _ in range(max(1, CASES // len(CLERKS))):
        start = seed.randrange(60 * DAY_MINUTES, 380 * DAY_MINUTES)
        amount = seed.randint(1, 20 * 60)
        count = seed.randint(0, 30)
        case = (name, at(start).isoformat(), amount, count)

        end = clerk.add(start, amount)
        assert add_working_time(calendar, at(start), amount * MINUTE) == at(end), case
        assert subtract_working_time(calendar, at(start), amount * MINUTE) == at(
            clerk.subtract(start, amount)
        ), case
        other = start + seed.randint(-5000, 50_000)
        counted = max(0, clerk.sums[max(other, start)] - clerk.sums[start])
        assert working_time_between(calendar, at(start), at(other)) == counted * MINUTE, case
        assert end_of_nth_working_day(calendar, at(start), count) == at(
            clerk.nth_close(start, count)
        ), case
        day = start // DAY_MINUTES
        rolled = start if clerk.works_on(day) else clerk.close(clerk.next_day(day))
        assert roll_over(calendar, at(start)) == at(rolled), case
        assert next_working_instant(calendar, at(start)) == at(clerk.add(start, 1) - 1), case
        opening = clerk.worked.index(1, clerk.next_day(day + 1) * DAY_MINUTES)
        assert working_day_after(calendar, at(start)) == at(opening), case


@pytest.mark.parametrize("name", CLERKS)
def test_laws_of_working_time(name: str) -> None:
    """subtract(add(t, x), x) = t inside working time; adding twice is adding once; time between is what was added."""
    clerk, seed = CLERKS[name], random.Random(f"laws-{name}")
    calendar = clerk.calendar
    for _ in range(max(1, CASES // len(CLERKS))):
        start = clerk.add(seed.randrange(60 * DAY_MINUTES, 380 * DAY_MINUTES), 1) - 1
        inside = at(start) + timedelta(seconds=seed.randint(1, 59))
        one = timedelta(minutes=seed.randint(1, 900))
        two = timedelta(minutes=seed.randint(1, 900), seconds=seed.randint(0, 59))

        there = add_working_time(calendar, inside, one)
        assert subtract_working_time(calendar, there, one) == inside, (name, inside, one)
        assert add_working_time(calendar, there, two) == add_working_time(
            calendar, inside, one + two
        ), (name, inside, one, two)
        assert working_time_between(calendar, inside, there) == one, (name, inside, one)
        assert there <= add_working_time(calendar, inside, one + MINUTE), (name, inside, one)


def test_a_half_day_closes_at_noon_and_a_day_off_by_hours_is_off() -> None:
    """The last day of the year ends with the morning; an empty list is no working day."""
    calendar = CLERKS["common"].calendar

    assert calendar.intervals_of(date(2026, 12, 31)) == ((time(8, 30), time(11, 30)),)
    assert not calendar.is_working_day(date(2026, 12, 24))
    assert end_of_nth_working_day(calendar, datetime(2026, 12, 30, 2, tzinfo=UTC), 1) == datetime(
        2026, 12, 31, 3, 30, tzinfo=UTC
    )


def test_a_make_up_saturday_is_worked_in_full_although_duty_saturdays_are_short() -> None:
    """调休 makes a common day of it; the weekly duty hours are for common Saturdays."""
    calendar = CLERKS["410105"].calendar

    assert calendar.intervals_of(date(2026, 10, 10)) == calendar.intervals
    assert calendar.intervals_of(date(2026, 10, 17)) == ((time(9), time(12)),)
    assert calendar.intervals_of(date(2026, 10, 3)) == ()


def test_an_office_keeps_its_own_decision_about_a_day() -> None:
    """Luoyang works in full on the day that the others halve."""
    calendar = CLERKS["410300"].calendar

    assert calendar.intervals_of(date(2026, 12, 31)) == calendar.intervals
    assert calendar.intervals_of(date(2026, 10, 3))[-1] == (time(20), time(0))
