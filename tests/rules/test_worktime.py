"""Working time: make-up days, split days, holidays, year ends; checked against counting minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.errors import PolicyInvalid
from models.domain.worktime import (
    SHANGHAI,
    Calendar,
    add_working_time,
    end_of_nth_working_day,
    roll_over,
    subtract_working_time,
    working_time_between,
)
from models.policy.calendars import agrees_with_library
from models.policy.load import default_policy

CALENDAR = default_policy().calendar
MINUTE = timedelta(minutes=1)
MAKE_UP_2026 = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
starts = st.integers(0, 364 * 24 * 60).map(lambda minutes: FIRST + minutes * MINUTE)
amounts = st.integers(1, 12 * 60).map(lambda minutes: minutes * MINUTE)


def local(words: str) -> datetime:
    """ "2026-11-24 10:00" in Beijing as aware UTC."""
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI).astimezone(UTC)


def is_office_minute(minute: datetime) -> bool:
    """The slow truth: whether the minute that begins here is worked."""
    there = minute.astimezone(SHANGHAI)
    return CALENDAR.is_working_day(there.date()) and any(
        begin <= there.time() < end for begin, end in CALENDAR.intervals
    )


@given(starts, amounts)
@settings(max_examples=200, deadline=None)
def test_adding_equals_counting_minute_by_minute(start: datetime, amount: timedelta) -> None:
    """No arithmetic shortcut may differ from a clerk with a watch."""
    minute, left = start, amount
    while left:
        left -= MINUTE if is_office_minute(minute) else timedelta()
        minute += MINUTE

    assert add_working_time(CALENDAR, start, amount) == minute
    assert working_time_between(CALENDAR, start, minute) == amount


@given(starts, amounts)
@settings(max_examples=200, deadline=None)
def test_subtracting_undoes_adding_inside_office_hours(start: datetime, amount: timedelta) -> None:
    """What the reminder goes back is what the limit went forward."""
    inside = add_working_time(CALENDAR, start, MINUTE) - timedelta(seconds=30)

    there = add_working_time(CALENDAR, inside, amount)

    assert subtract_working_time(CALENDAR, there, amount) == inside


@given(starts, starts)
@settings(max_examples=200, deadline=None)
def test_time_between_never_goes_backwards(one: datetime, other: datetime) -> None:
    """Zero when the end is not later, else at most the time on the wall."""
    between = working_time_between(CALENDAR, one, other)

    assert timedelta() <= between <= max(other - one, timedelta())


@given(starts, st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_nth_working_day_counts_whole_days(start: datetime, count: int) -> None:
    """The day of the start never counts, and the limit ends when the office closes."""
    day, left = start.astimezone(SHANGHAI).date(), count
    while left:
        day += timedelta(days=1)
        left -= CALENDAR.is_working_day(day)

    end = end_of_nth_working_day(CALENDAR, start, count)

    assert end.astimezone(SHANGHAI) == datetime.combine(day, time(17, 30), SHANGHAI)


@pytest.mark.parametrize("day", MAKE_UP_2026)
def test_make_up_days_of_2026_are_worked(day: str) -> None:
    """调休 weekends are working days; each of them is a Saturday or a Sunday."""
    made_up = date.fromisoformat(f"2026-{day}")

    assert made_up.weekday() >= 5
    assert CALENDAR.is_working_day(made_up)


@pytest.mark.parametrize("year", range(2004, 2027))
def test_official_years_equal_the_published_table(year: int) -> None:
    """Our days are the library's days, every day of every published year."""
    assert CALENDAR.is_official(year)
    assert agrees_with_library(CALENDAR, year)


def test_a_year_without_a_table_is_an_estimate_with_the_fixed_holidays() -> None:
    """Monday to Friday, without the days that are free in every year."""
    assert not CALENDAR.is_official(2027)
    assert not CALENDAR.is_working_day(date(2027, 1, 1))
    assert not CALENDAR.is_working_day(date(2027, 10, 1))
    assert CALENDAR.is_working_day(date(2027, 1, 4))
    assert not CALENDAR.is_working_day(date(2027, 1, 9))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-24 11:00", 1, "2026-11-24 15:00"),  # over the lunch break
        ("2026-11-24 11:30", 1, "2026-11-24 15:30"),  # on the edge of it
        ("2026-11-24 08:30", 3, "2026-11-24 11:30"),  # ends with the morning, not after lunch
        ("2026-11-24 17:00", 1, "2026-11-25 09:00"),  # over night
        ("2026-11-27 17:00", 1, "2026-11-30 09:00"),  # over a weekend
        ("2026-11-24 03:00", 1, "2026-11-24 09:30"),  # from the night
        ("2026-09-30 17:00", 1, "2026-10-08 09:00"),  # over 国庆
        ("2026-10-09 17:00", 1, "2026-10-10 09:00"),  # into a Saturday that is worked
        ("2026-02-14 17:00", 1, "2026-02-24 09:00"),  # over 春节 from a worked Saturday
    ],
)
def test_hours_of_work(start: str, hours: int, end: str) -> None:
    """The cases that a clerk would ask about."""
    assert add_working_time(CALENDAR, local(start), timedelta(hours=hours)) == local(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 23:00", "2026-11-24 23:00"),
        ("2026-11-28 10:00", "2026-11-30 17:30"),
        ("2026-10-01 00:00", "2026-10-08 17:30"),
        ("2026-10-10 10:00", "2026-10-10 10:00"),
    ],
)
def test_off_days_roll_over_to_the_close_of_the_next_working_day(start: str, end: str) -> None:
    """Henan's rule for the 24-hour limits."""
    assert roll_over(CALENDAR, local(start)) == local(end)


def test_nothing_takes_no_time() -> None:
    """Zero keeps the instant, also at night."""
    night = local("2026-11-24 03:00")

    assert add_working_time(CALENDAR, night, timedelta()) == night
    assert subtract_working_time(CALENDAR, night, timedelta()) == night


def test_years_go_forward_and_back() -> None:
    """A span of two decades is measured, and undone."""
    start, amount = local("2004-03-01 09:00"), timedelta(hours=6 * 5000)

    end = add_working_time(CALENDAR, start, amount)

    assert working_time_between(CALENDAR, start, end) == amount
    assert subtract_working_time(CALENDAR, end, amount) == start


def test_a_calendar_that_never_works_is_refused_instead_of_searched_for_ever() -> None:
    """A fault of the policy is an error with a sentence, not a hanging job."""
    first = date(2026, 1, 1)
    never = Calendar(
        intervals=CALENDAR.intervals,
        days={first + timedelta(days=n): False for n in range(-900, 900)},
        official_years=frozenset(),
    )

    with pytest.raises(PolicyInvalid, match="没有工作日"):
        end_of_nth_working_day(never, FIRST, 1)
    with pytest.raises(PolicyInvalid, match="没有工作日"):
        subtract_working_time(never, FIRST, MINUTE)
