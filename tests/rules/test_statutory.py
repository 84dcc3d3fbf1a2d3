"""The worker's limits by law: a table of cases as a lawyer would read them. Every date names its inputs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.domain.facts import Fact
from models.domain.statutory import Colour
from models.domain.statutory_words import (
    DeadlineKind,
)
from tests.rules.statutory_cases import IE, IW, TODAY, A, K, N, S, W, fact, limit


@pytest.mark.parametrize(
    ("kind", "facts", "last_day"),
    [
        # One year from knowing; the day itself does not count, the same date a year later is the last.
        (A, [fact(K.KNEW, "2025-12-01")], "2026-12-01"),
        # 29 February has no date a year later: the last of February; 2025-02-28 is a Friday.
        (A, [fact(K.KNEW, "2024-02-29")], "2025-02-28"),
        # The last day is a Sunday: the Monday after it.
        (A, [fact(K.KNEW, "2025-11-29")], "2026-11-30"),
        # The last day lies in 国庆: the first working day after the holiday.
        (A, [fact(K.KNEW, "2025-10-03")], "2026-10-08"),
        # A Saturday that is worked (调休) is a working day: no roll-over.
        (A, [fact(K.KNEW, "2025-10-10")], "2026-10-10"),
        # Each kind of restart begins the year anew.
        (A, [fact(K.KNEW, "2025-03-03"), fact(K.CLAIMED, "2025-09-01")], "2026-09-01"),
        (A, [fact(K.KNEW, "2025-03-03"), fact(K.SOUGHT_RELIEF, "2025-09-01")], "2026-09-01"),
        (A, [fact(K.KNEW, "2025-03-03"), fact(K.EMPLOYER_AGREED, "2025-09-01")], "2026-09-01"),
        # The last of several restarts holds, in whatever order they are told.
        (
            A,
            [
                fact(K.CLAIMED, "2026-05-06"),
                fact(K.KNEW, "2024-09-02"),
                fact(K.CLAIMED, "2025-06-03"),
            ],
            "2027-05-06",
        ),
        # A restart on the very last day still counts; one day later it does not.
        (A, [fact(K.KNEW, "2024-09-02"), fact(K.CLAIMED, "2025-09-02")], "2026-09-02"),
        (A, [fact(K.KNEW, "2024-09-02"), fact(K.CLAIMED, "2025-09-03")], "2025-09-02"),
        # A claim before the worker knew changes nothing.
        (A, [fact(K.KNEW, "2025-12-01"), fact(K.CLAIMED, "2025-11-01")], "2026-12-01"),
        # 30 days of hindrance inside the year are added at its end.
        (
            A,
            [fact(K.KNEW, "2025-11-03"), fact(K.HINDERED, "2026-03-01", "2026-03-31")],
            "2026-12-03",
        ),
        # Overlapping hindrances count once; one before the start or after the end does not count.
        (
            A,
            [
                fact(K.KNEW, "2025-11-03"),
                fact(K.HINDERED, "2026-03-01", "2026-03-21"),
                fact(K.HINDERED, "2026-03-11", "2026-03-31"),
                fact(K.HINDERED, "2025-01-01", "2025-02-01"),
            ],
            "2026-12-03",
        ),
        # A hindrance that began before the worker knew counts from that day only.
        (
            A,
            [fact(K.KNEW, "2025-11-03"), fact(K.HINDERED, "2025-10-01", "2025-11-13")],
            "2026-11-13",
        ),
        # Wages: one year from the end of the relation, however old the arrears.
        (W, [fact(K.KNEW, "2019-05-06"), fact(K.LEFT, "2026-03-10")], "2027-03-10"),
        (W, [fact(K.LEFT, "2025-06-03"), fact(K.CLAIMED, "2026-03-02")], "2027-03-02"),
        # Suit within 15 days of receipt; the day of receipt does not count.
        (S, [fact(K.AWARD_RECEIVED, "2026-11-10")], "2026-11-25"),
        (S, [fact(K.AWARD_RECEIVED, "2026-11-13")], "2026-11-30"),  # the 28th is a Saturday
        # Work injury: the employer 30 days, longer with consent; worker or union one year.
        (IE, [fact(K.INJURED, "2026-11-02")], "2026-12-02"),
        (
            IE,
            [fact(K.INJURED, "2026-11-02"), fact(K.EMPLOYER_EXTENSION, "2026-12-31")],
            "2026-12-31",
        ),
        (IW, [fact(K.INJURED, "2025-12-07")], "2026-12-07"),
        (IW, [fact(K.INJURED, "2024-01-02"), fact(K.DIAGNOSED, "2026-01-05")], "2027-01-05"),
        (
            IW,
            [fact(K.INJURED, "2025-12-07"), fact(K.HINDERED, "2026-02-01", "2026-03-03")],
            "2027-01-06",
        ),
        # Inspection: two years from the breach, or from its end.
        (N, [fact(K.BREACH, "2024-12-02")], "2026-12-02"),
        (N, [fact(K.BREACH, "2022-12-02"), fact(K.BREACH_ENDED, "2025-03-03")], "2027-03-03"),
        (
            N,
            [fact(K.BREACH_CONTINUES, "2025-01-01"), fact(K.BREACH_ENDED, "2025-03-03")],
            "2027-03-03",
        ),
    ],
)
def test_last_day(kind: DeadlineKind, facts: list[Fact], last_day: str) -> None:
    """Computed from the facts in any order; the inputs are named."""
    found = limit(kind, *facts)

    assert found == limit(kind, *reversed(facts))
    assert found.last_day == date.fromisoformat(last_day)
    assert found.days_left == (found.last_day - TODAY).days
    assert found.used
    assert set(found.used) <= set(facts)
    assert found.article.startswith("《")


@pytest.mark.parametrize(
    ("left", "colour"),
    [
        (-1, Colour.PASSED),
        (0, Colour.RED),
        (7, Colour.RED),
        (8, Colour.ORANGE),
        (30, Colour.ORANGE),
        (31, Colour.GREEN),
    ],
)
def test_colours(left: int, colour: Colour) -> None:
    """Red up to 7 days, orange up to 30 (domain.md 6.1); the last day itself still counts."""
    last_day = date(2026, 12, 1)

    found = limit(A, fact(K.KNEW, "2025-12-01"), today=last_day - timedelta(days=left))

    assert (found.days_left, found.colour) == (left, colour)
