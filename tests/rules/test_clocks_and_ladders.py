"""Limits and ladders: when a clock is due, and who hears when, by the table of domain.md 3.3 and 3.6."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.clocks import due, rule_for
from models.domain.ladder import planned_steps
from models.domain.words import ClockKind, DemandType, Urgency
from models.domain.worktime import SHANGHAI
from models.policy.load import default_policy

POLICY = default_policy()
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
EVERYTHING = list(product(ClockKind, Urgency, DemandType))


def local(words: str) -> datetime:
    """ "2026-11-24 10:00" in Beijing as aware UTC."""
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI).astimezone(UTC)


def due_of(kind: str, urgency: str, demand: str, start: str) -> tuple[str, bool]:
    """The due time in Beijing, and whether it is an estimate."""
    rule = rule_for(POLICY, ClockKind(kind), Urgency(urgency), DemandType(demand))
    found = due(rule, local(start), POLICY.calendar)
    return f"{found.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", found.estimated


def steps_of(kind: str, urgency: str, demand: str, start: str) -> list[tuple[str, str]]:
    """The rungs with their times in Beijing."""
    rule = rule_for(POLICY, ClockKind(kind), Urgency(urgency), DemandType(demand))
    end = due(rule, local(start), POLICY.calendar).at
    steps = planned_steps(POLICY.ladders[rule.ladder], rule, local(start), end, POLICY.calendar)
    return [(step.code, f"{step.due_at.astimezone(SHANGHAI):%m-%d %H:%M}") for step in steps]


@pytest.mark.parametrize(("kind", "urgency", "demand"), EVERYTHING)
def test_no_open_ticket_is_without_a_clock(
    kind: ClockKind, urgency: Urgency, demand: DemandType
) -> None:
    """The full product has a rule, a later end, and a ladder on which somebody is told."""
    start = local("2026-11-24 10:00")
    rule = rule_for(POLICY, kind, urgency, demand)

    end = due(rule, start, POLICY.calendar).at
    steps = planned_steps(POLICY.ladders[rule.ladder], rule, start, end, POLICY.calendar)

    assert end > start
    assert steps
    assert all(step.notify for step in steps)


@pytest.mark.parametrize(
    ("kind", "urgency", "demand", "end"),
    [
        ("dispatch", "P1", "E", "2026-11-24 10:05"),
        ("dispatch", "P2", "C", "2026-11-24 10:30"),
        ("dispatch", "P3", "C", "2026-11-25 10:00"),
        ("confirm", "P1", "E", "2026-11-24 10:05"),
        ("accept", "P1", "E", "2026-11-24 10:15"),
        ("accept", "P2", "C", "2026-11-24 11:00"),
        ("accept", "P3", "C", "2026-11-25 10:00"),
        ("accept", "P4", "Q", "2026-11-25 10:00"),
        ("finish", "P1", "E", "2026-11-24 12:00"),
        ("finish", "P2", "C", "2026-12-01 17:30"),
        ("finish", "P3", "C", "2026-12-08 17:30"),
        ("finish", "P3", "R", "2026-12-08 17:30"),
        ("finish", "P3", "H", "2026-12-01 17:30"),
        ("finish", "P3", "S", "2026-12-01 17:30"),
        ("finish", "P3", "L", "2026-12-03 17:30"),
        ("finish", "P4", "Q", "2026-11-27 17:30"),
        ("finish", "P4", "P", "2026-11-27 17:30"),
        ("finish", "P4", "X", "2026-11-27 17:30"),
        ("return_decision", "P3", "C", "2026-11-25 17:30"),
        ("call_back", "P3", "C", "2026-11-25 17:30"),
    ],
)
def test_limits_of_the_default_table(kind: str, urgency: str, demand: str, end: str) -> None:
    """Started on Tuesday 2026-11-24 at 10:00."""
    assert due_of(kind, urgency, demand, "2026-11-24 10:00") == (end, False)


@pytest.mark.parametrize(
    ("kind", "urgency", "start", "end"),
    [
        ("accept", "P1", "2026-10-01 03:00", "2026-10-01 03:15"),  # an emergency knows no holiday
        ("accept", "P2", "2026-10-01 03:00", "2026-10-01 04:00"),
        ("accept", "P3", "2026-11-27 16:00", "2026-11-30 17:30"),  # Friday evening rolls to Monday
        ("accept", "P3", "2026-09-30 20:00", "2026-10-08 17:30"),  # over 国庆
        # Counted by hand: 18, 20 (worked Sunday), 21-24, 28-30 September, 8 October.
        ("finish", "P3", "2026-09-17 10:00", "2026-10-08 17:30"),
    ],
)
def test_off_days_stop_only_what_may_wait(kind: str, urgency: str, start: str, end: str) -> None:
    """P1 and P2 accept clocks never stop; the 24-hour limits roll over, working days are counted."""
    assert due_of(kind, urgency, "C", start)[0] == end


@pytest.mark.parametrize(
    ("kind", "urgency", "estimated"),
    [("finish", "P3", True), ("accept", "P3", True), ("accept", "P1", False)],
)
def test_limits_into_2027_say_that_they_are_estimates(
    kind: str, urgency: str, estimated: bool
) -> None:
    """The table of 2027 is not out; clock minutes need none."""
    assert due_of(kind, urgency, "C", "2026-12-31 18:00")[1] is estimated


def test_an_unknown_demand_counts_as_help() -> None:
    """Before triage nobody knows what the caller wants, but the clock runs."""
    unknown = rule_for(POLICY, ClockKind.FINISH, Urgency.P3, None)

    assert unknown is rule_for(POLICY, ClockKind.FINISH, Urgency.P3, DemandType.HELP)


@pytest.mark.parametrize(
    ("kind", "urgency", "steps"),
    [
        ("accept", "P1", [("yellow", "11-24 10:05"), ("orange", "11-24 10:15"), ("red", "11-24 10:30")]),
        ("accept", "P2", [("yellow", "11-24 11:00"), ("orange", "11-24 12:00"), ("red", "11-24 14:00")]),
        (
            "finish",
            "P3",
            [
                ("reminder", "12-04 10:22"),  # a quarter of 62.5 working hours before the end
                ("yellow", "12-08 17:30"),
                ("orange", "12-09 17:30"),
                ("red", "12-11 17:30"),
                ("criticism", "12-15 17:30"),
            ],
        ),
    ],
)  # fmt: skip
def test_ladders_of_the_default_table(
    kind: str, urgency: str, steps: list[tuple[str, str]]
) -> None:
    """临期提醒, 黄牌, 橙牌, 红牌, 通报批评; the urgent ones by minutes and hours."""
    assert steps_of(kind, urgency, "C", "2026-11-24 10:00") == steps


def test_nobody_is_reminded_in_the_night_of_a_limit_that_spares_off_days() -> None:
    """A Friday's 24 hours end on Monday; the reminder comes on Monday, not on Sunday night."""
    assert steps_of("accept", "P3", "C", "2026-11-27 16:00")[0] == ("reminder", "11-30 15:37")


@given(st.sampled_from(EVERYTHING), st.integers(0, 364 * 24 * 60))
@settings(max_examples=300, deadline=None)
def test_rungs_climb_and_never_stand_before_the_start(
    clock: tuple[ClockKind, Urgency, DemandType], minute: int
) -> None:
    """At any minute of a year: each rung after the start, none before the rung below it."""
    start = FIRST + timedelta(minutes=minute)
    rule = rule_for(POLICY, *clock)
    end = due(rule, start, POLICY.calendar).at

    steps = planned_steps(POLICY.ladders[rule.ladder], rule, start, end, POLICY.calendar)

    assert steps[0].due_at > start
    assert all(
        lower.due_at < higher.due_at and lower.level < higher.level
        for lower, higher in pairwise(steps)
    )
