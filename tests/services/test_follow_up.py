"""续报: a danger is reported every few hours until the supervisor says that it is over (domain.md 4.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.domain.errors import InvalidInput, NotAllowed
from models.domain.words import ClockKind, Urgency
from models.services import accept, dispatch, follow_up, transfer, urgency
from models.services.escalate import fire_due
from models.tables.tickets import Note
from tests.builders import CITY, World, a_plea, a_red_flag
from tests.services.ways import accepted, clocks, running

HOUR = timedelta(hours=1)
WORDS = "人已劝下塔吊，现场还有二十余人，正在协商。"


def _emergency(world: World) -> str:
    number = world.receive(a_plea("他爬塔吊了", red_flags=(a_red_flag(),))).number
    with world.act("emergency") as act:
        accept.accept(act, number)
    return number


def _report(world: World, number: str, *, again: bool = False) -> None:
    with world.act("emergency") as act:
        follow_up.report(act, number, WORDS, again=again)


def _over(world: World, number: str) -> None:
    with world.act("supervisor") as act:
        follow_up.stand_down(act, number, "现场已平息，人员全部撤离。")


def test_an_accepted_emergency_owes_a_report_and_each_report_begins_the_next(world: World) -> None:
    """Reminded after two hours, late after four; one report pays for one limit only."""
    number = _emergency(world)
    began = world.clock.now()

    first = running(world, number)["follow_up"]
    world.clock.move(3 * HOUR)
    _report(world, number)

    assert first == began + 4 * HOUR
    assert running(world, number)["follow_up"] == began + 7 * HOUR
    assert world.kinds(number)[-1] == "reported"


def test_an_ordinary_ticket_owes_no_report(world: World) -> None:
    """续报 is for dangers; everything else has its reply."""
    number = accepted(world)

    assert "follow_up" not in running(world, number)
    with (
        pytest.raises(InvalidInput, match="不需要续报"),
        world.act("social_security") as act,
    ):
        follow_up.report(act, number, WORDS)


def test_the_first_report_is_the_feedback_and_the_answer_has_until_the_next_day(
    world: World,
) -> None:
    """P1 asks for feedback in two hours and for the report file in 24: reporting units are not red meanwhile."""
    number = _emergency(world)
    began = world.ticket(number).received_at
    before = running(world, number)["finish"]

    _report(world, number)
    after = running(world, number)["finish"]
    world.clock.move(HOUR)
    _report(world, number)

    assert (before, after) == (began + 2 * HOUR, began + 24 * HOUR)
    assert running(world, number)["finish"] == after


def test_silence_climbs_the_ladder(world: World) -> None:
    """Nobody reports: reminder, yellow, orange, red, by the rungs of the policy."""
    number = _emergency(world)
    world.clock.move(7 * HOUR)

    fired = 1
    while fired:
        with world.act() as act:
            fired = fire_due(act, 100)

    climbed = [
        event.codes["step"]
        for event in world.events(number)
        if event.kind == "escalated" and event.codes["clock"] == "follow_up"
    ]
    assert climbed == ["reminder", "yellow", "orange", "red"]


def test_only_the_supervisor_says_that_the_danger_is_over(world: World) -> None:
    """Then no report is owed; the ticket is still P1 and still to be answered."""
    number = _emergency(world)

    with pytest.raises(NotAllowed), world.act("emergency") as act:
        follow_up.stand_down(act, number, "已平息")
    _over(world, number)

    assert "follow_up" not in running(world, number)
    assert "finish" in running(world, number)
    assert world.ticket(number).urgency == Urgency.P1
    with pytest.raises(InvalidInput, match="没有进行中的续报"):
        _over(world, number)


def test_a_danger_that_is_over_stays_over_with_the_next_department_unless_it_comes_back(
    world: World,
) -> None:
    """Transferred and signed for anew: no reports. A late report changes nothing; "again" begins them anew."""
    number = _emergency(world)
    _over(world, number)
    with world.act("supervisor") as act:
        transfer.transfer(act, number, dispatch.DispatchOrder(unit_code=CITY))
    with world.act("city_emergency") as act:
        accept.accept(act, number)
        follow_up.report(act, number, WORDS)
    quiet = running(world, number)

    with world.act("city_emergency") as act:
        follow_up.report(act, number, "又有人上了塔吊。", again=True)

    assert "follow_up" not in quiet
    assert running(world, number)["follow_up"] == world.clock.now() + 4 * HOUR


def test_a_transferred_danger_is_reported_by_whoever_has_it(world: World) -> None:
    """Until somebody there has signed for it the accept clock runs, then the reports begin."""
    number = _emergency(world)

    with world.act("supervisor") as act:
        transfer.transfer(act, number, dispatch.DispatchOrder(unit_code=CITY))
    between = running(world, number)
    with world.act("city_emergency") as act:
        accept.accept(act, number)

    assert "follow_up" not in between
    assert "follow_up" in running(world, number)


def test_lowering_ends_the_reports(world: World) -> None:
    """What is no emergency any more has the clocks of what it is."""
    number = _emergency(world)

    with world.act("supervisor") as act:
        urgency.lower(act, number, Urgency.P3, "误报")

    ends = [one for one in clocks(world, number) if one.kind == ClockKind.FOLLOW_UP]
    assert [one.stopped_at is not None for one in ends] == [True]


def test_a_report_keeps_no_number_in_its_text(world: World) -> None:
    """As every note: phone numbers become tokens, the words are the note's and not the event's."""
    number = _emergency(world)

    with world.act("emergency") as act:
        follow_up.report(act, number, "联系人 13900005678，人已安全。")
        text = act.session.scalars(select(Note.text).where(Note.kind == "report")).one()

    assert "13900005678" not in text
    assert set(world.events(number)[-1].codes) == {"first", "again", "note_id"}
