"""回访: three tries on different half-days, and when the next one counts."""

from __future__ import annotations

from datetime import datetime

import pytest

from models.domain.call_backs import (
    CallOutcome,
    Matter,
    Rating,
    Tried,
    content_with,
    half_day_begin,
    half_days_tried,
    may_be_let_be,
    missed_in_this_half_day,
    next_half_day,
    spoken,
)
from models.domain.worktime import SHANGHAI

MISSED, REACHED, REFUSED = CallOutcome.NO_ANSWER, CallOutcome.REACHED, CallOutcome.REFUSED


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "begin", "following", "words"),
    [
        (_at(24, 9), _at(24, 0), _at(24, 12), "今天 12:00"),
        (_at(24, 11, 59), _at(24, 0), _at(24, 12), "今天 12:00"),
        (_at(24, 12), _at(24, 12), _at(25, 8), "明天 08:00"),
        (_at(24, 23, 59), _at(24, 12), _at(25, 8), "明天 08:00"),
        (_at(30, 20), _at(30, 12), datetime(2026, 12, 1, 8, tzinfo=SHANGHAI), "明天 08:00"),
    ],
)
def test_the_next_half_day_is_said_as_an_operator_says_it(
    now: datetime, begin: datetime, following: datetime, words: str
) -> None:
    """Noon, or eight in the morning: nobody is phoned at midnight."""
    assert (half_day_begin(now), next_half_day(now)) == (begin, following)
    assert spoken(next_half_day(now), now) == words


@pytest.mark.parametrize(
    ("tries", "half_days", "enough"),
    [
        ([], 0, False),
        ([(24, 9, MISSED), (24, 10, MISSED), (24, 11, MISSED)], 1, False),
        ([(24, 9, MISSED), (24, 14, MISSED)], 2, False),
        ([(24, 9, MISSED), (24, 14, CallOutcome.OFF), (25, 9, CallOutcome.DEAD)], 3, True),
        ([(24, 9, REFUSED)], 1, True),  # who asks not to be called is not called again
    ],
)
def test_three_half_days_or_a_refusal_are_enough(
    tries: list[tuple[int, int, CallOutcome]], half_days: int, *, enough: bool
) -> None:
    """Ten calls in one morning are one try."""
    tried = [Tried(_at(day, hour), outcome) for day, hour, outcome in tries]

    assert half_days_tried(tried) == half_days
    assert may_be_let_be(tried, 3) is enough


def test_only_a_miss_of_this_half_day_stands_in_the_way() -> None:
    """Who was reached may ring back at once; this morning's miss is over at noon."""
    missed, reached = Tried(_at(24, 9), MISSED), Tried(_at(24, 9), REACHED)

    assert missed_in_this_half_day([missed], _at(24, 11)) == missed
    assert missed_in_this_half_day([missed], _at(24, 12)) is None
    assert missed_in_this_half_day([reached], _at(24, 11)) is None


def test_one_poor_matter_makes_a_discontented_caller() -> None:
    """一事一评: a friendly department that solved nothing has not satisfied."""
    assert content_with({}) is None
    assert content_with({Matter.RESULT: Rating.FAIR, Matter.MANNER: Rating.GOOD}) is True
    assert content_with({Matter.RESULT: Rating.GOOD, Matter.MANNER: Rating.POOR}) is False
