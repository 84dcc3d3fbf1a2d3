"""如果没人处理会怎样: what is rehearsed is exactly what happens."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.domain.rehearsal import DayKind
from models.domain.roster import Duty
from models.domain.words import Urgency
from models.domain.worktime import SHANGHAI
from models.queries import roster as roster_rows
from models.services import accept, escalate, roster
from models.services.rehearse import RehearsedRung, rehearse
from models.tables.clocks import Notice, Step
from models.tables.tickets import Ticket
from models.tables.trail import Event
from tests.builders import World, a_plea, a_red_flag


def rehearsed(world: World, number: str) -> tuple[RehearsedRung, ...]:
    """The rehearsal of a ticket."""
    with world.act() as act:
        ticket = act.session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return rehearse(act, ticket)


def _fire_all(world: World) -> None:
    while True:
        with world.act() as act:
            if not escalate.fire_due(act, 1000):
                return


@pytest.mark.parametrize("urgency", [Urgency.P1, Urgency.P2, Urgency.P3])
def test_what_is_rehearsed_is_what_happens(world: World, urgency: Urgency) -> None:
    """Same rungs, same times, same people: stepped through time rung by rung."""
    if urgency is Urgency.P1:
        number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    else:
        number = world.receive(a_plea(urgency=urgency)).number
        world.triage()
    foretold = rehearsed(world, number)
    planned = [(one.future.rung.due_at, one.future.kind, one.future.rung.code) for one in foretold]

    for at in sorted({due for due, _, _ in planned}):
        world.clock.move(at - world.clock.now())
        _fire_all(world)

    happened = [
        (datetime.fromisoformat(event.codes["due"]), event.codes["clock"], event.codes["step"])
        for event in world.events(number)
        if event.kind == "escalated"
    ]
    assert sorted(happened) == sorted(planned)
    assert happened
    with world.sessions() as session:
        told = session.execute(
            select(Event.codes, Notice.user_id)
            .join(Notice, Notice.event_id == Event.id)
            .where(Event.kind == "escalated")
        ).all()
        names = roster_rows.names_of(session, {user for _, user in told})
    heard: dict[tuple[str, str], set[str]] = {}
    for codes, user in told:
        heard.setdefault((codes["clock"], codes["step"]), set()).add(names[user][0])
    assert heard == {
        (one.future.kind, one.future.rung.code): {person.name for person in one.people}
        for one in foretold
    }


def test_rungs_that_have_fired_are_not_foretold_again(world: World) -> None:
    """Only what lies ahead."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    before = rehearsed(world, number)
    world.clock.move(timedelta(minutes=6))
    _fire_all(world)

    after = rehearsed(world, number)

    with world.sessions() as session:
        fired = session.scalars(select(Step).where(Step.fired_at.is_not(None))).all()
    assert len(after) == len(before) - len(fired)
    assert all(one.future.rung.due_at > world.clock.now() for one in after)


def test_the_people_on_duty_that_day_are_foretold(world: World) -> None:
    """The roster of the rung's day, not of today."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept.accept(act, number)
    red = next(one for one in rehearsed(world, number) if one.future.rung.code == "red")
    with world.act("supervisor") as act:
        person, at = world.people["city_supervisor"].user_id, red.future.rung.due_at
        assert person is not None
        roster.put_on_duty(act, Duty(person, at - timedelta(hours=1), at + timedelta(hours=1)))

    again = next(one for one in rehearsed(world, number) if one.future.rung.code == "red")

    on_duty = [one.name for one in again.people if one.on_duty]
    assert on_duty == [world.people["city_supervisor"].name]


def test_days_off_are_marked_and_ordinary_notices_wait(world: World) -> None:
    """A P1 on Saturday climbs on Saturday; an ordinary one is heard on Monday."""
    saturday = datetime(2026, 11, 28, 10, tzinfo=SHANGHAI)
    world.clock.move(saturday - world.clock.now())
    urgent = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    ordinary = world.dispatched().number

    first = rehearsed(world, urgent)[0]

    assert first.future.day is DayKind.OFF_DAY
    assert first.future.heard_at == first.future.rung.due_at
    for one in rehearsed(world, ordinary):
        assert one.future.heard_at >= datetime(2026, 11, 30, 8, 30, tzinfo=SHANGHAI)


def test_a_closed_ticket_has_no_future(world: World) -> None:
    """Nothing climbs any more."""
    number = world.receive().number
    with world.act("operator") as act:
        ticket = act.session.scalars(select(Ticket).where(Ticket.number == number)).one()
        ticket.status = "answered"
    world.clock.move(timedelta(days=1))
    _fire_all(world)

    assert [one for one in world.events(number) if one.kind == "escalated"] == []
