"""What a draft would have changed beside limits: rungs, who hears, ways of tickets, offices and pauses."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from models.domain.allowances import Standstill
from models.domain.policy import Policy
from models.domain.rehearse_policy import OpenClock, What, rehearse_policy
from models.domain.rehearse_routing import Labelled, rerouted
from models.domain.words import ClockKind, DemandType, Difficulty, Queue, Urgency
from models.policy.load import default_body, default_policy, policy_from_body

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)  # a Tuesday, ten in the morning
FINISH = OpenClock("1", ClockKind.FINISH, Urgency.P3, DemandType.COMPLAINT, NOW)
LATER_RED = {"code": "red", "level": 3, "at": "+4 working_days", "notify": ["supervisor"]}


def _draft(*path: str | int, value: Any) -> Policy:
    body: Any = copy.deepcopy(default_body())
    inner = body
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return policy_from_body(body)


def _found(draft: Policy, clock: OpenClock = FINISH) -> set[What]:
    rehearsal = rehearse_policy([clock], default_policy(), draft, NOW)
    return {what for what in What if rehearsal.count(what)}


RUNGS = default_body()["ladders"]["ordinary"]["rungs"]


@pytest.mark.parametrize(
    ("rungs", "found"),
    [
        (RUNGS, set()),
        (RUNGS[:-1], {What.STEP_REMOVED}),
        ([*RUNGS, {"code": "again", "level": 5, "at": "+9 working_days", "notify": ["supervisor"]}], {What.STEP_ADDED}),
        ([*RUNGS[:3], LATER_RED, RUNGS[4]], {What.STEP_MOVED, What.RECIPIENTS}),
        ([*RUNGS[:3], RUNGS[3] | {"notify": ["supervisor"]}, RUNGS[4]], {What.RECIPIENTS}),
    ],
)  # fmt: skip
def test_every_change_of_a_ladder_is_told_apart(
    rungs: list[dict[str, Any]], found: set[What]
) -> None:
    """Steps added, removed, moved, told to others: the end itself stays."""
    assert _found(_draft("ladders", "ordinary", "rungs", value=rungs)) == found


def test_an_office_s_own_calendar_moves_only_its_own_clocks() -> None:
    """Shorter hours at one city: who is elsewhere keeps his dates."""
    draft = _draft(
        "calendar", "units", value={"410100": {"intervals": [["09:00", "12:00"], ["13:00", "16:00"]]}}
    )  # fmt: skip
    there = OpenClock(
        "2", ClockKind.FINISH, Urgency.P3, DemandType.COMPLAINT, NOW, ("410105", "410100")
    )

    assert _found(draft) == set()
    assert {What.CHANGED, What.EARLIER} <= _found(draft, there)


def test_pauses_extensions_and_marks_count_in_both_versions() -> None:
    """Without them the rehearsal would call a paused clock overdue that is not."""
    draft = _draft("ladders", "ordinary", "rungs", value=RUNGS[:-1])
    paused = OpenClock(
        "3", ClockKind.FINISH, Urgency.P3, DemandType.COMPLAINT, NOW,
        pauses=(Standstill(NOW, datetime(2026, 12, 1, 2, tzinfo=UTC)),), extension_days=5,
        difficulty=Difficulty.HARD,
    )  # fmt: skip

    (plain,) = rehearse_policy([FINISH], default_policy(), draft, NOW).of(What.STEP_REMOVED)
    (longer,) = rehearse_policy([paused], default_policy(), draft, NOW).of(What.STEP_REMOVED)

    # Ten working days; fifteen, five of pause and five of extension.
    assert plain.before.date().isoformat() == "2026-12-08"
    assert longer.before.date().isoformat() == "2026-12-29"


def test_tickets_that_would_go_elsewhere_are_named() -> None:
    """By owner, helpers or level; the others are not counted."""
    place = next(
        place
        for place, row in enumerate(default_body()["taxonomy"]["category"])
        if row["code"] == "0102"
    )
    draft = _draft("taxonomy", "category", place, "queues", value=["union", "legal"])
    tickets = [
        Labelled("1", "0102", Urgency.P3, DemandType.COMPLAINT, None),
        Labelled("2", "0201", Urgency.P3, DemandType.COMPLAINT, None),
        Labelled("3", "0102", Urgency.P1, None, None),
    ]

    found = rerouted(tickets, default_policy(), draft)

    assert [one.ticket.number for one in found if one.after.queue is Queue.UNION] == ["1"]
    assert "2" not in {one.ticket.number for one in found}
    assert rerouted(tickets, default_policy(), default_policy()) == ()
