"""The groups of the work queue: an hour means an hour of work, and nothing late hides behind its status."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hotline.pages.clock_words import day_length, in_working_days
from hotline.pages.marked import summary
from models.domain.policy import Policy
from models.domain.queue_groups import Group, bounds_at, group_of
from models.domain.words import Status

MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday, 10:00 in Beijing
EVENING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # 17:30


def test_an_hour_at_the_end_of_the_day_reaches_into_the_next_morning(policy: Policy) -> None:
    """Half an hour before closing, what is due at nine tomorrow is the next thing to do, not "later"."""
    bounds = bounds_at(EVENING, policy.calendar)

    tomorrow = EVENING + timedelta(hours=15)
    assert group_of(Status.ACCEPTED, tomorrow, bounds) is Group.SOON
    assert bounds.soon_until == bounds.today_until > tomorrow


@pytest.mark.parametrize(
    ("status", "minutes", "group"),
    [
        (Status.DISPATCHED, -1, Group.OVERDUE),
        (Status.ACCEPTED, -1, Group.OVERDUE),
        (Status.SUSPENDED, -1, Group.PAUSED),
        (Status.DISPATCHED, 0, Group.SOON),
        (Status.ACCEPTED, 59, Group.SOON),
        (Status.ACCEPTED, 60, Group.TODAY),
        (Status.DISPATCHED, 60, Group.WAITING),
        (Status.REWORK, 14 * 60 - 1, Group.TODAY),
        (Status.REWORK, 14 * 60, Group.LATER),
        (Status.DISPATCHED, 14 * 60, Group.WAITING),
        (Status.SUSPENDED, 30, Group.PAUSED),
    ],
)
def test_every_border_of_the_groups(
    policy: Policy, status: Status, minutes: int, group: Group
) -> None:
    """At ten in the morning: the hour ends at eleven, the day at midnight."""
    bounds = bounds_at(MORNING, policy.calendar)

    assert group_of(status, MORNING + timedelta(minutes=minutes), bounds) is group


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (timedelta(0), "工时不到1分"),
        (timedelta(minutes=20), "工时20分"),
        (timedelta(hours=3, minutes=5), "工时3小时5分"),
        (timedelta(hours=8), "1工作日"),
        (timedelta(hours=19), "2工作日3小时"),
    ],
)
def test_working_time_says_that_it_is_working_time(work: timedelta, words: str) -> None:
    """Ten hours of work are not ten hours: the words must not mislead at a weekend."""
    assert in_working_days(work, timedelta(hours=8)) == words


def test_a_common_day_is_as_long_as_its_intervals(policy: Policy) -> None:
    """The lunch break is no work."""
    assert day_length(policy.calendar) == timedelta(hours=6)


def test_the_summary_shows_the_danger_however_late_it_is_said() -> None:
    """Old people tell the weather first; the words that decided must be in the line."""
    text = "俺先说说俺是干啥的，" * 12 + "俺工友爬塔吊上去了"
    verdict = {"red_flags": [{"word": "爬塔吊"}], "because": [{"word": "工友", "weight": 1.2}]}

    shown = summary(text, verdict)

    assert ("爬塔吊", "flag") in shown
    assert ("工友", "for") in shown
    assert shown[0][0].startswith("…")
