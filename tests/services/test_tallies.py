"""The tally of a ticket: kept with the events, equal to what the events themselves say, whoever counts."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from models.domain.words import Status, Urgency
from models.services import call_back, chase, reopen, reply, return_, supervise, urgency
from tests.builders import World, a_plea, a_red_flag, a_verdict
from tests.services.standing import SATISFIED, WISH, stand
from tests.services.ways import a_disposal, accepted, replied

_MIGRATION = importlib.import_module("models.migrations.versions.0025_tally")


def _tally(world: World, number: str) -> dict[str, Any]:
    with world.sessions() as session:
        row = session.execute(
            text("SELECT y.* FROM tally y JOIN ticket t ON t.id = y.ticket_id WHERE number = :n"),
            {"n": number},
        ).mappings()
        return dict(row.one_or_none() or {})


def test_a_ticket_that_goes_straight_has_no_tally(world: World) -> None:
    """Intake, reading and dispatch cost nothing more than before."""
    number = world.dispatched().number

    assert _tally(world, number) == {}


def test_an_unsure_reader_is_counted(world: World) -> None:
    """Abstention is a figure, not a failure."""
    number = stand(world, Status.IN_REVIEW)

    assert _tally(world, number)["abstained"]


def test_a_missed_emergency_is_one_that_a_person_found(world: World) -> None:
    """Read as ordinary and raised by hand: a miss. The program's own P1 is an alarm, and false once it is lowered."""
    missed, alarm = (
        world.dispatched().number,
        world.receive(a_plea(red_flags=(a_red_flag(),))).number,
    )
    with world.act("social_security") as act:
        urgency.raise_(act, missed, Urgency.P1, "来电人爬上了塔吊")
    with world.act("supervisor") as act:
        urgency.lower(act, alarm, Urgency.P3, "说的是去年的事")

    assert _tally(world, missed)["missed"]
    assert not _tally(world, missed)["alarm"]
    assert _tally(world, alarm)["false_alarm"]
    assert not _tally(world, alarm)["missed"]


def test_late_is_late_for_good(world: World) -> None:
    """A reply after the end of the finish clock; the call-back then says whether it was solved."""
    on_time, late = replied(world), accepted(world)
    world.clock.move(timedelta(days=40))
    with world.act("social_security") as act:
        reply.reply(act, late, a_disposal(world))
    for number in (on_time, late):
        with world.act("callback") as act:
            call_back.call_back(act, number, SATISFIED)
            call_back.close(act, number)

    assert _tally(world, on_time)["late"] is False
    assert _tally(world, late)["late"] is True
    assert _tally(world, late)["solved"] is True
    assert _tally(world, late)["ended"] == "closed"


def test_reopened_within_a_week_was_not_solved(world: World) -> None:
    """What comes back so soon had not been finished."""
    number = stand(world, Status.CLOSED)
    world.clock.move(timedelta(days=3))
    with world.act("supervisor") as act:
        reopen.reopen(act, number, "来电人说钱没到账")

    tally = _tally(world, number)
    assert tally["relapsed"]
    assert tally["ended"] is None
    assert tally["solved"] is None


def test_a_supervisors_demand_reaches_the_department(world: World) -> None:
    """督办通知: event, note, level and notices; no clock moves."""
    number = accepted(world)

    with world.act("supervisor") as act:
        supervise.supervise(act, number, "三日内拿出方案并联系来电人")

    assert world.kinds(number)[-1] == "supervised"
    assert world.ticket(number).escalation_level == supervise.LEVEL
    assert _tally(world, number)["urged"] == 1
    with world.sessions() as session:
        told = session.execute(text("SELECT user_id FROM notice WHERE kind = 'supervised'"))
        heard = {row.user_id for row in told}
    assert world.people["leader"].user_id in heard


@pytest.mark.parametrize("status", Status)
def test_counted_while_it_happens_equals_counted_afterwards(
    world: World, owner_engine: Engine, status: Status
) -> None:
    """The migration reads the same tally from the events of old tickets as the verbs wrote with them."""
    number = stand(world, status)
    _wander(world)
    with world.act("supervisor") as act:
        if status in {Status.ACCEPTED, Status.REWORK, Status.DISPATCHED}:
            supervise.supervise(act, number, "请抓紧")
            chase.chase(act, number, "催")
    kept = _all(owner_engine)

    with owner_engine.begin() as connection:
        connection.execute(text("DELETE FROM tally"))
        connection.execute(text(_MIGRATION.FROM_EVENTS))

    assert _all(owner_engine) == kept
    assert kept


def _wander(world: World) -> None:
    """Tickets that were returned twice, missed, falsely alarmed, answered late, reopened."""
    returned = world.dispatched().number
    with world.act("social_security") as act:
        return_.return_(act, returned, WISH)
    with world.act("dispatcher") as act:
        return_.decide_return(act, returned, return_.ReturnDecision(agreed=False, reason="属人社"))
    missed = world.dispatched().number
    with world.act("social_security") as act:
        urgency.raise_(act, missed, Urgency.P1, "有人受伤")
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.triage(a_verdict(abstained=True))
    late = accepted(world)
    closed = stand(world, Status.CLOSED)
    world.clock.move(timedelta(days=20))
    with world.act("social_security") as act:
        reply.reply(act, late, a_disposal(world))
    with world.act("supervisor") as act:
        reopen.reopen(act, closed, "又欠了")


def _all(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM tally ORDER BY ticket_id")).mappings()
        return [dict(row) for row in rows]
