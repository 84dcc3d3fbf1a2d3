"""2027 has no table: ends that cross into it are estimates, marked, and recounted when the table is loaded."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hotline.commands.calendar import load
from models.domain.errors import PolicyInvalid
from models.domain.words import PauseReason
from models.domain.worktime import SHANGHAI
from models.queries.clocks_running import Estimates
from models.services import escalate, suspend
from models.services.policies import Shelf
from models.services.recount import YearTable, estimates, table_from
from tests.builders import World
from tests.services.ways import accepted, clocks, running

# As the State Council might announce it: New Year's Day to Sunday, the Monday after made up on Saturday the 9th.
TABLE = YearTable(
    2027,
    {
        "2027-01-01": False,
        "2027-01-04": False,
        "2027-01-05": False,
        "2027-01-09": True,
        "2027-02-05": False,
    },
)


@pytest.fixture
def ticket(world: World) -> str:
    """Ten working days from Thursday 24 December: into the new year."""
    world.clock.move(datetime(2026, 12, 24, 10, tzinfo=SHANGHAI) - world.clock.now())
    return accepted(world)


def test_an_end_in_a_year_without_a_table_is_marked(world: World, ticket: str) -> None:
    """1 January is free in every year; the rest is Monday to Friday."""
    finish = next(
        clock for clock in clocks(world, ticket) if clock.kind == "finish" and not clock.stopped_at
    )

    assert finish.estimated
    assert finish.due_at.astimezone(SHANGHAI) == datetime(2027, 1, 8, 17, 30, tzinfo=SHANGHAI)
    with world.act() as act:
        assert estimates(act).running > 0


def test_loading_the_table_recounts_with_an_event_and_moves_the_rungs(
    world: World, ticket: str
) -> None:
    """Two days off more, one Saturday worked: one working day later."""
    version, moved = load(world.sessions, world.keys, TABLE)

    finish = next(
        clock for clock in clocks(world, ticket) if clock.kind == "finish" and not clock.stopped_at
    )
    assert moved >= 1
    assert not finish.estimated
    assert finish.due_at.astimezone(SHANGHAI) == datetime(2027, 1, 11, 17, 30, tzinfo=SHANGHAI)
    recounted = [event for event in world.events(ticket) if event.kind == "recounted"]
    assert [event.codes["clock"] for event in recounted].count("finish") == 1
    assert recounted[0].codes["policy"] == version
    yellow = next(rung for rung in finish.plan if rung["code"] == "yellow")
    assert datetime.fromisoformat(yellow["due_at"]) == finish.due_at


def test_the_ladder_climbs_at_the_new_times(world: World, ticket: str) -> None:
    """The old pending rung is not fired, the new one is, once."""
    load(world.sessions, world.keys, TABLE)
    with world.sessions() as session:
        world.policy = Shelf(world.policy).in_force(session)
    due = running(world, ticket)["finish"]

    world.clock.move(due - world.clock.now())
    while True:
        with world.act() as act:
            if not escalate.fire_due(act, 100):
                break

    fired = [e.codes for e in world.events(ticket) if e.kind == "escalated"]
    finish = [(one["step"], one["due"]) for one in fired if one["clock"] == "finish"]
    assert [step for step, _ in finish] == ["reminder", "yellow"]
    assert datetime.fromisoformat(finish[-1][1]) == due


def test_loading_twice_changes_nothing_more(world: World, ticket: str) -> None:
    """The operator of the machine may run it again."""
    first, _ = load(world.sessions, world.keys, TABLE)
    second, moved = load(world.sessions, world.keys, TABLE)

    assert (second, moved) == (first, 0)
    assert world.kinds(ticket).count("recounted") == len(
        {e.codes["clock_id"] for e in world.events(ticket) if e.kind == "recounted"}
    )


def test_a_clock_that_stands_still_is_recounted_too(world: World, ticket: str) -> None:
    """The table comes during a pause: the end moves to 11 January, then by the five working days of the pause."""
    began = world.clock.now()
    wish = suspend.Suspension(PauseReason.CALLER_PAPERS, began + timedelta(days=7), "等工资条")
    with world.act("supervisor") as act:
        suspend.suspend(act, ticket, wish)
    world.clock.move(timedelta(days=4))
    load(world.sessions, world.keys, TABLE)
    with world.sessions() as session:
        world.policy = Shelf(world.policy).in_force(session)
    world.clock.move(timedelta(days=3))
    with world.act("social_security") as act:
        suspend.resume(act, ticket)

    finish = next(
        clock for clock in clocks(world, ticket) if clock.kind == "finish" and not clock.stopped_at
    )
    moved = [e.codes["to"] for e in world.events(ticket) if e.kind == "recounted"]
    standing = datetime(2027, 1, 11, 17, 30, tzinfo=SHANGHAI)
    assert [datetime.fromisoformat(end) for end in moved] == [standing]
    assert not finish.estimated
    assert finish.due_at.astimezone(SHANGHAI) == datetime(2027, 1, 18, 17, 30, tzinfo=SHANGHAI)
    yellow = next(rung for rung in finish.plan if rung["code"] == "yellow")
    assert datetime.fromisoformat(yellow["due_at"]) == finish.due_at


def test_a_pause_ends_at_its_date_whatever_the_table_says(world: World, ticket: str) -> None:
    """Somebody agreed upon the date; only what stands still meanwhile is an estimate."""
    until = datetime(2027, 1, 6, 10, tzinfo=SHANGHAI)
    wish = suspend.Suspension(PauseReason.CALLER_PAPERS, until, "等工资条")
    with world.act("supervisor") as act:
        suspend.suspend(act, ticket, wish)

    load(world.sessions, world.keys, TABLE)

    assert running(world, ticket) == {"pause": until}


def test_what_an_ended_pause_had_stopped_is_history(world: World, ticket: str) -> None:
    """Only the row that runs now is recounted, not the one that it took over from."""
    wish = suspend.Suspension(
        PauseReason.CALLER_PAPERS, world.clock.now() + timedelta(days=7), "等工资条"
    )
    with world.act("supervisor") as act:
        suspend.suspend(act, ticket, wish)
    world.clock.move(timedelta(days=4))
    with world.act("social_security") as act:
        suspend.resume(act, ticket)

    load(world.sessions, world.keys, TABLE)

    recounted = [event.codes for event in world.events(ticket) if event.kind == "recounted"]
    live = {clock.id for clock in clocks(world, ticket) if clock.stopped_at is None}
    assert recounted
    assert {codes["clock_id"] for codes in recounted} <= live


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"year": 2027},
        {"year": "2027", "days": {}},
        {"year": 2027, "days": {"2027-01-01": "off"}},
    ],
)
def test_a_file_without_its_parts_is_refused(content: dict[str, object]) -> None:
    """In a sentence that says what is missing."""
    with pytest.raises(PolicyInvalid):
        table_from(content)


@pytest.mark.parametrize(
    "days", [{}, {"2027-01-01": True}, {"2027-01-01": False, "2026-12-31": False}]
)
def test_a_table_that_can_not_be_a_year_s_is_refused(world: World, days: dict[str, bool]) -> None:
    """An empty table would make every holiday a working day, officially."""
    with pytest.raises(PolicyInvalid):
        load(world.sessions, world.keys, YearTable(2027, days))


def test_what_stands_still_and_steps_beyond_the_end_are_counted_too(world: World) -> None:
    """The banner says how many run, how many are paused, and how many only climb their ladder in such a year."""
    world.clock.move(datetime(2026, 12, 24, 10, tzinfo=SHANGHAI) - world.clock.now())
    paused = accepted(world)
    until = datetime(2026, 12, 31, 10, tzinfo=SHANGHAI)
    with world.act("supervisor") as act:
        wish = suspend.Suspension(PauseReason.AGREED_DATE, until, "约好年底")
        suspend.suspend(act, paused, wish)
        found = estimates(act)

    # 办结 stands still and ends in January; the pause ends in December and would be reminded of in January.
    assert found == Estimates(running=0, paused=1, steps=1)
