"""Draining: everything due is done once, and one bad row stops no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text

from models.domain.words import Status
from models.queries import due
from models.services import triage as triaging
from models.tables.clocks import Notice, Step
from models.tables.tickets import Ticket
from tests.builders import World, a_plea, a_red_flag
from tests.jobs.hands import POISON, FakeReader, Post, a_runtime, refused
from workers import drain


def _statuses(world: World) -> list[str]:
    with world.sessions() as session:
        return list(session.scalars(select(Ticket.status).order_by(Ticket.id)))


def _again(world: World, reader: FakeReader, times: int) -> None:
    for _ in range(times):
        drain.triage(a_runtime(world, reader=reader))
        world.clock.move(triaging.LEASE)


def test_everything_unread_is_read_in_batches(world: World) -> None:
    """One job, many tickets: 250 are three batches."""
    for _ in range(250):
        world.receive()
    reader = FakeReader()

    done = drain.triage(a_runtime(world, reader=reader), seconds=600)

    assert done == drain.Done(250, more=False)
    assert reader.asked == [100, 100, 50]
    assert set(_statuses(world)) == {Status.DISPATCHED}


def test_a_drain_out_of_time_says_that_there_is_more(world: World) -> None:
    """Then the job ends and rings again, so that an emergency gets its turn."""
    for _ in range(150):
        world.receive()

    done = drain.triage(a_runtime(world), seconds=0)

    assert done == drain.Done(100, more=True)


def test_a_text_that_the_reader_cannot_bear_holds_up_nobody(world: World) -> None:
    """The ninety-nine beside it are sent on in the same job (bugbug 450)."""
    for number in range(100):
        world.receive(a_plea(POISON if number == 40 else "厂里三个月没发工资了"))

    drain.triage(a_runtime(world))

    statuses = _statuses(world)
    assert statuses.count(Status.DISPATCHED) == 99
    assert statuses[40] == Status.RECEIVED


def test_what_the_reader_never_bears_goes_to_a_person(world: World) -> None:
    """After some attempts the dispatch desk reads it; nothing is tried for ever."""
    number = world.receive(a_plea(POISON)).number

    _again(world, FakeReader(), triaging.MAX_ATTEMPTS)

    ticket = world.ticket(number)
    assert ticket.status == Status.IN_REVIEW
    assert ticket.triage_due_at is None
    assert "unreadable" in ticket.flags


def test_a_text_that_kills_its_reader_is_read_alone_and_then_by_a_person(world: World) -> None:
    """A process that dies can't say which text it was: whoever was claimed often is read by itself."""
    killer = world.receive(a_plea("杀手")).number
    for _ in range(2):
        with world.act() as act:
            triaging.claim(act, 100)  # and the process dies
        world.clock.move(triaging.LEASE)
    other = world.receive().number
    reader = FakeReader()
    drain.triage(a_runtime(world, reader=reader))

    assert reader.asked == [1, 1]
    assert world.ticket(other).status == Status.DISPATCHED
    assert world.ticket(killer).status == Status.DISPATCHED


def test_a_text_that_killed_every_reader_is_not_tried_again(world: World) -> None:
    """The last attempt is a person's."""
    killer = world.receive(a_plea("杀手")).number
    for _ in range(triaging.MAX_ATTEMPTS):
        with world.act() as act:
            triaging.claim(act, 100)
        world.clock.move(triaging.LEASE)
    reader = FakeReader()
    drain.triage(a_runtime(world, reader=reader))

    assert reader.asked == []
    assert world.ticket(killer).status == Status.IN_REVIEW


def test_without_a_reader_nothing_is_claimed(world: World) -> None:
    """While a model is trained the tickets stay due, and no attempt is counted against them."""
    number = world.receive().number

    done = drain.triage(a_runtime(world, reader=FakeReader(ready=False)))

    assert done == drain.Done()
    assert world.ticket(number).triage_attempts == 0


def test_a_ticket_that_cannot_be_sent_on_holds_up_nobody(
    world: World, owner_engine: Engine
) -> None:
    """A row that the database refuses: its batch is written one by one."""
    numbers = [world.receive().number for _ in range(5)]
    _break_history(owner_engine, numbers[2])

    drain.triage(a_runtime(world))

    assert [world.ticket(n).status for n in numbers].count(Status.DISPATCHED) == 4
    assert world.ticket(numbers[2]).status == Status.RECEIVED


def _break_history(engine: Engine, number: str) -> None:
    """Its next event's number is taken already: a violated constraint, as after a bad restore."""
    with engine.begin() as connection:
        statement = "UPDATE ticket SET event_seq = 0 WHERE number = :number"
        connection.execute(text(statement), {"number": number})


def test_a_broken_ladder_stops_no_other(world: World, owner_engine: Engine) -> None:
    """One clock whose plan can't be read must not silence every other escalation of the province."""
    numbers = [world.receive(a_plea(red_flags=(a_red_flag(),))).number for _ in range(5)]
    with owner_engine.begin() as connection:
        pending = select(Step.clock_id).where(Step.cancelled_at.is_(None))
        oldest = pending.order_by(Step.due_at, Step.id).limit(1)
        clock_id = connection.execute(oldest).scalar_one()
        statement = "UPDATE ticket_clock SET plan = '[]' WHERE id = :id"
        connection.execute(text(statement), {"id": clock_id})
    world.clock.move(timedelta(minutes=6))

    for _ in range(2):  # the second job meets it again
        drain.escalate(a_runtime(world))

    with world.sessions() as session:
        still = select(Step.clock_id).where(
            Step.fired_at.is_(None),
            Step.cancelled_at.is_(None),
            Step.due_at <= world.clock.now(),
        )
        assert session.scalars(still).all() == [clock_id]
    fired = [kind for number in numbers for kind in world.kinds(number) if kind == "escalated"]
    assert len(fired) == 2 * len(numbers) - 1  # confirm and accept of each, but for the broken one


def test_a_rung_that_fails_is_tried_ever_less_often_and_never_forgotten(
    world: World, owner_engine: Engine
) -> None:
    """Set aside for one minute, two, four: in the row, so that a new worker knows; mended, it fires."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    _statement(owner_engine, "UPDATE ticket_clock SET plan = '[]' WHERE kind = 'confirm'")
    world.clock.move(timedelta(minutes=6))

    waits = []
    for _ in range(4):
        drain.escalate(a_runtime(world))
        drain.escalate(a_runtime(world))  # inside the wait nobody touches it
        step = _set_aside(world)
        assert step.set_aside_until is not None
        waits.append((step.failures, step.set_aside_until - world.clock.now()))
        world.clock.move(step.set_aside_until - world.clock.now())
    with world.sessions() as session:
        counted, _since = due.set_aside(session)
        soonest = due.soonest(session)["escalate"]
    plan = '[{"code": "yellow", "level": 1, "due_at": "2026-11-24T02:00:00+00:00", "notify": ["supervisor"]}]'
    _statement(owner_engine, f"UPDATE ticket_clock SET plan = '{plan}' WHERE kind = 'confirm'")
    drain.escalate(a_runtime(world))

    minutes = [(tries, wait // timedelta(minutes=1)) for tries, wait in waits]
    assert minutes == [(1, 1), (2, 2), (3, 4), (4, 8)]
    assert counted == 1
    assert soonest is not None
    assert soonest <= world.clock.now()
    climbed = [e.codes["clock"] for e in world.events(number) if e.kind == "escalated"]
    assert "confirm" in climbed


def _statement(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount == 1


def _set_aside(world: World) -> Step:
    with world.sessions() as session:
        return session.scalars(select(Step).where(Step.failures > 0)).one()


@pytest.mark.parametrize(
    ("failure", "again"),
    [
        (refused(retryable=True), True),
        (refused(retryable=False), False),
        (KeyError("a fault"), True),
    ],
)
def test_a_failed_letter_comes_again_unless_it_is_refused_for_good(
    world: World, failure: Exception, again: bool
) -> None:
    """Whether to try again is the sender's word; a fault of ours is tried again."""
    world.dispatched()
    drain.notify(a_runtime(world, senders={"in_app": Post(failure)}))
    world.clock.move(timedelta(minutes=5))
    post = Post()

    drain.notify(a_runtime(world, senders={"in_app": post}))

    with world.sessions() as session:
        unsent = session.scalars(select(Notice).where(Notice.sent_at.is_(None))).all()
    assert bool(post.sent) is again
    assert all(notice.failed_at for notice in unsent) if not again else unsent == []


def test_a_channel_without_a_sender_holds_up_no_other(world: World, owner_engine: Engine) -> None:
    """The letters beside it go out."""
    world.dispatched()
    with owner_engine.begin() as connection:
        connection.execute(
            text("UPDATE notice SET channel = 'pigeon' WHERE id = (SELECT min(id) FROM notice)")
        )
    world.dispatched()

    drain.notify(a_runtime(world))

    with world.sessions() as session:
        unsent = session.scalars(select(Notice.channel).where(Notice.sent_at.is_(None))).all()
    assert unsent == ["pigeon"]
