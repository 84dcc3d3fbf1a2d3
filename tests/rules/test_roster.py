"""值班: on duty first, else the next in the line; nobody is left out when somebody is needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import InvalidInput
from models.domain.roster import LONGEST_DUTY, Duty, Roster, check_duty, choose, gaps

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
STAFF, LEADER, SUPERVISOR, HIGHER = (
    frozenset({1, 2, 3}),
    frozenset({3}),
    frozenset({7, 8}),
    frozenset({9}),
)
LINE = (STAFF, LEADER, SUPERVISOR, HIGHER)


def duty(user_id: int, start: int, end: int) -> Duty:
    """A duty in hours from now."""
    return Duty(user_id, NOW + start * HOUR, NOW + end * HOUR)


@pytest.mark.parametrize(
    ("duties", "hears"),
    [
        ([], STAFF),  # no roster: everybody of the department
        ([duty(2, -1, 1)], {2}),  # whoever is on duty
        ([duty(2, -1, 1), duty(1, -2, 5)], {1, 2}),
        ([duty(2, 1, 9)], LEADER),  # a roster with a hole: the leader
        ([duty(2, -9, 0)], LEADER),  # the end is not part of a duty
        ([duty(2, 0, 9)], {2}),  # the begin is
        (
            [duty(2, 1, 9), duty(8, -1, 1)],
            {8},
        ),  # a supervisor on duty is nearer than a leader who sleeps
        ([duty(8, -1, 1)], STAFF),  # the supervisors' roster is none of the department
    ],
)
def test_who_hears(duties: list[Duty], hears: set[int]) -> None:
    """The table of who hears."""
    assert choose(LINE, Roster(duties), NOW) == hears


@pytest.mark.parametrize(
    ("line", "hears"),
    [
        ((frozenset(), frozenset(), SUPERVISOR), SUPERVISOR),
        ((frozenset(), LEADER), LEADER),
        ((frozenset(), frozenset()), frozenset()),
    ],
)
def test_empty_groups_are_passed_over(
    line: tuple[frozenset[int], ...], hears: frozenset[int]
) -> None:
    """A department without people is no end of the line."""
    assert choose(line, Roster(), NOW) == hears


people = st.frozensets(st.integers(1, 12), max_size=4)
duties = st.builds(
    lambda who, start, length: duty(who, start, start + length),
    st.integers(1, 12),
    st.integers(-30, 30),
    st.integers(1, 20),
)


@given(st.lists(people, max_size=5), st.lists(duties, max_size=8))
def test_never_nobody_where_there_is_somebody(line: list[frozenset[int]], some: list[Duty]) -> None:
    """And nobody who is not in the line."""
    hears = choose(line, Roster(some), NOW)

    assert bool(hears) == any(line)
    assert hears <= frozenset().union(*line)


def test_a_duty_ends_after_it_begins_and_within_a_month() -> None:
    """Both are slips of the keyboard."""
    for wrong in (duty(1, 5, 5), duty(1, 5, 4), Duty(1, NOW, NOW + LONGEST_DUTY + HOUR)):
        with pytest.raises(InvalidInput):
            check_duty(wrong)
    check_duty(duty(1, 0, 24))


def test_gaps_are_found() -> None:
    """The page warns of hours without anybody."""
    found = gaps([duty(1, 8, 20), duty(2, 0, 8), duty(3, 22, 30)], NOW, NOW + 48 * HOUR)

    assert found == [
        (NOW + 20 * HOUR, NOW + 22 * HOUR),
        (NOW + 30 * HOUR, NOW + 48 * HOUR),
    ]
    assert gaps([duty(1, -5, 50)], NOW, NOW + 48 * HOUR) == []
