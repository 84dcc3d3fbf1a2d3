"""After an outage people hear once per ticket, of the highest level; emergencies singly; no due time moves."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from models.domain.words import Urgency
from models.queries import beats
from models.services import escalate
from models.tables.clocks import Notice, Step
from models.tables.tickets import Ticket
from tests.builders import World, a_plea, a_red_flag


def _fire_all(world: World) -> None:
    while True:
        with world.act() as act:
            if not escalate.fire_due(
                act, 3
            ):  # small batches: condensing must not depend on their size
                return


def _told(world: World) -> list[tuple[str, int, str, int | None]]:
    """(urgency, person, rung, missed) of every notice about an escalation, by the ticket's urgency."""
    rungs = {}
    with world.sessions() as session:
        rows = session.execute(
            select(Notice, Ticket)
            .join(Ticket, Ticket.id == Notice.ticket_id)
            .where(Notice.kind == "escalated")
        ).all()
    for number in {ticket.number for _, ticket in rows}:
        rungs |= {event.id: event.codes.get("step", "") for event in world.events(number)}
    return [
        (ticket.urgency, notice.user_id, rungs[notice.event_id], notice.missed)
        for notice, ticket in rows
    ]


def test_six_hours_of_silence_become_one_notice_per_person_and_ticket(world: World) -> None:
    """A P2 that nobody accepted: three rungs missed, each in the history, told once as the highest."""
    with world.act() as act:
        beats.beat(act.session, "scheduler:a:1", act.now, {})
    number = world.receive(a_plea(urgency=Urgency.P2)).number
    world.triage()
    began = world.clock.now()
    plan = {(step.clock_id, step.code): step.due_at for step in _steps(world)}
    world.clock.move(timedelta(hours=6))
    with world.act() as act:
        assert beats.write_outage(act.session, act.now)
    _fire_all(world)

    told = _told(world)
    assert Counter(person for _, person, _, _ in told).most_common(1)[0][1] == 1
    assert {rung for _, _, rung, _ in told} == {"red"}
    fired = [event.codes for event in world.events(number) if event.kind == "escalated"]
    assert {missed for *_, missed in told} == {len(fired)}
    assert [one["step"] for one in fired if one["clock"] == "accept"] == ["yellow", "orange", "red"]
    assert all(
        step.due_at == plan[(step.clock_id, step.code)]
        for step in _steps(world)
        if (step.clock_id, step.code) in plan
    )
    with world.sessions() as session:
        notice = session.scalars(select(Notice).where(Notice.missed.is_not(None))).first()
    assert notice is not None
    assert (notice.outage_began_at, notice.outage_ended_at) == (began, world.clock.now())


def test_an_emergency_is_told_rung_by_rung_however_late(world: World) -> None:
    """Nothing about a life is folded into a digest."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    world.clock.move(timedelta(hours=6))
    _fire_all(world)

    escalated = [event.id for event in world.events(number) if event.kind == "escalated"]
    with world.sessions() as session:
        told = set(session.scalars(select(Notice.event_id).where(Notice.kind == "escalated")))
    assert told == set(escalated)
    assert {missed for *_, missed in _told(world)} == {None}


def test_a_few_seconds_late_is_no_outage(world: World) -> None:
    """A rung that is nearly on time is told as always."""
    world.receive(a_plea(urgency=Urgency.P2))
    world.triage()
    world.clock.move(timedelta(hours=1, seconds=20))
    _fire_all(world)

    told = _told(world)
    assert told
    assert {missed for *_, missed in told} == {None}


def test_a_restart_is_no_outage_and_two_schedulers_write_one(world: World) -> None:
    """Sixty seconds of silence make one; both that come back find the same."""
    with world.act() as act:
        beats.beat(act.session, "scheduler:a:1", act.now, {})
    world.clock.move(beats.SILENCE)
    with world.act() as act:
        assert not beats.write_outage(act.session, act.now)
    world.clock.move(timedelta(seconds=1))
    for _ in range(2):
        with world.act() as act:
            beats.write_outage(act.session, act.now)
    with world.act() as act:
        assert beats.outages(act.session) == 1


def _steps(world: World) -> list[Step]:
    with world.sessions() as session:
        return list(session.scalars(select(Step).order_by(Step.id)))
