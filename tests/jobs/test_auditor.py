"""The auditor finds what did not happen and mends it; in a healthy house it finds nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from models.queries import health
from models.services import accept, escalate
from models.services import reply as replying
from models.services.seal import verify
from models.tables.clocks import Step, TicketClock
from tests.builders import World, a_plea, a_red_flag
from tests.jobs.hands import a_runtime
from tests.services.ways import a_disposal
from workers.auditor import Auditor


def _audit(world: World) -> int:
    return Auditor(a_runtime(world)).audit()


def _sql(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0


def _what(world: World, number: str) -> list[str]:
    return [event.codes["what"] for event in world.events(number) if event.kind == "repaired"]


def test_a_healthy_house_needs_no_repair(world: World) -> None:
    """Every status of the straight way has the clocks and rungs that the auditor wants to see."""
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.receive()
    answered = world.dispatched().number
    accepted = world.dispatched().number
    world.dispatched()
    for number in (answered, accepted):
        with world.act("social_security") as act:
            accept.accept(act, number)
    with world.act("social_security") as act:
        replying.reply(act, answered, a_disposal(world))
    world.clock.move(timedelta(days=3))
    with world.act() as act:
        escalate.fire_due(act, 1000)

    assert _audit(world) == 0


@pytest.mark.parametrize("kind", ["accept", "finish"])
def test_a_lost_clock_is_started_again(world: World, owner_engine: Engine, kind: str) -> None:
    """osTicket 757: the sweep must see the tickets that have no clock, not only late ones."""
    number = world.dispatched().number
    _sql(owner_engine, f"UPDATE ticket_clock SET stopped_at = started_at WHERE kind = '{kind}'")

    assert _audit(world) == 1
    assert _audit(world) == 0
    assert _what(world, number) == ["clock_missing"]
    with world.sessions() as session:
        assert list(verify(session)) == []


def test_a_lost_rung_is_put_back_and_fires(world: World, owner_engine: Engine) -> None:
    """A ladder that stopped half-way goes on (oncall 1206)."""
    number = world.dispatched().number
    _sql(owner_engine, "DELETE FROM step WHERE cancelled_at IS NULL")

    assert _audit(world) == 2
    assert _what(world, number) == ["rung_missing"] * 2
    world.clock.move(timedelta(days=30))
    with world.act() as act:
        # After such a silence all five rungs of both clocks come together.
        assert escalate.fire_due(act, 100) == 10


def test_a_rung_cancelled_under_a_running_clock_is_put_back(
    world: World, owner_engine: Engine
) -> None:
    """Its unique key is taken by the cancelled row: that one comes to life again."""
    world.dispatched()
    _sql(owner_engine, "UPDATE step SET cancelled_at = due_at WHERE cancelled_at IS NULL")

    assert _audit(world) == 2
    with world.sessions() as session:
        waiting = session.query(Step).join(TicketClock, TicketClock.id == Step.clock_id)
        waiting = waiting.filter(TicketClock.stopped_at.is_(None), Step.cancelled_at.is_(None))
        assert waiting.count() == 2


def test_a_text_that_nobody_owes_an_answer_is_read_after_all(
    world: World, owner_engine: Engine
) -> None:
    """A ticket that waits for a reader who forgot it."""
    number = world.receive().number
    _sql(owner_engine, "UPDATE ticket SET triage_due_at = NULL")

    assert _audit(world) == 1
    assert world.triage() == 1
    assert "triaged" in world.kinds(number)


def test_a_ticket_that_cannot_be_mended_holds_up_no_other(
    world: World, owner_engine: Engine
) -> None:
    """Each fault is mended in a transaction of its own."""
    broken, other = world.dispatched().number, world.dispatched().number
    _sql(owner_engine, "UPDATE ticket_clock SET stopped_at = started_at WHERE kind = 'accept'")
    _sql(owner_engine, f"UPDATE ticket SET event_seq = 0 WHERE number = '{broken}'")

    assert _audit(world) == 1
    assert _what(world, other) == ["clock_missing"]


def test_an_audit_leaves_a_heartbeat(world: World) -> None:
    """Work done, not a process alive: supervisors are alarmed when it stops."""
    _audit(world)

    with world.act() as act:
        assert health.last_beat(act.session, "auditor") == act.now
