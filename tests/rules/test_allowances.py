"""More time and help by the figures of domain.md 3.3: pure rules on the default policy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.domain.allowances import (
    Standstill,
    after_pause,
    co_handler_due,
    half_day,
    longest_extension,
)
from models.domain.clocks import rule_for
from models.domain.words import ClockKind, DemandType, Urgency
from models.policy.load import default_policy

POLICY = default_policy()


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """Beijing time in November 2026 (the 23rd is a Monday)."""
    return datetime(2026, 11, day, hour - 8, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("urgency", "demands", "days"),
    [
        (Urgency.P1, "QHCRLSPE", 0),
        (Urgency.P2, "QHCRLSPE", 5),
        (Urgency.P3, "CR", 10),
        (Urgency.P3, "HSL", 5),
        (Urgency.P3, "QP", 0),
        (Urgency.P4, "QP", 0),
    ],
)
def test_the_longest_extension_is_that_of_the_table(
    urgency: Urgency, demands: str, days: int
) -> None:
    """P1 and 咨询 none, P2 five working days, 投诉/举报 ten, 求助/建议 five."""
    for letter in demands:
        assert longest_extension(POLICY.allowances, urgency, DemandType(letter)) == days


@pytest.mark.parametrize(
    ("finish", "now", "due"),
    [
        (_at(27, 17, 30), _at(23, 10), _at(26, 17, 30)),  # a working day before
        (_at(30, 17, 30), _at(23, 10), _at(27, 17, 30)),  # Monday's: Friday, not Sunday
        (_at(23, 17, 30), _at(23, 14, 30), _at(23, 16)),  # too near: half of what is left
        (_at(22, 14), _at(22, 12), _at(22, 13)),  # on Sunday nobody works: half of the clock time
        (_at(23, 9), _at(23, 10), None),  # late already: the policy's own limit
    ],
)
def test_a_co_unit_is_due_before_the_main_unit(
    finish: datetime, now: datetime, due: datetime | None
) -> None:
    """Main minus one working day (domain.md 3.5), but never in the past."""
    lead_days = POLICY.allowances.co_handler_lead_days
    assert co_handler_due(finish, now, lead_days, POLICY.calendar) == due


def test_a_pause_moves_working_clocks_by_working_time_and_others_by_all_of_it() -> None:
    """Friday 16:30 to Monday 09:30: two office hours, or two days and seventeen hours."""
    pause = Standstill(_at(27, 16, 30), _at(30, 9, 30))
    working = rule_for(POLICY, ClockKind.FINISH, Urgency.P3, DemandType.COMPLAINT)
    plain = rule_for(POLICY, ClockKind.FIRST_CONTACT, Urgency.P2, DemandType.COMPLAINT)

    assert after_pause(_at(30, 14, 30), working, pause, POLICY.calendar) == _at(30, 16, 30)
    assert after_pause(_at(27, 17), plain, pause, POLICY.calendar) == _at(30, 10)


def test_morning_and_afternoon_are_two_half_days() -> None:
    """By Beijing's clock, not by UTC's."""
    assert half_day(_at(24, 9)) == half_day(_at(24, 11, 59))
    assert half_day(_at(24, 9)) != half_day(_at(24, 12))
    assert half_day(_at(24, 9)) != half_day(_at(25, 9))
