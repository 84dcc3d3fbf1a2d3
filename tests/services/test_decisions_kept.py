"""Every human judgement of a verdict is kept with who, when, why and what the reader had said."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from models.domain.words import Queue
from models.services import accept, dispatch, return_, transfer
from models.tables.decisions import Decision
from tests.builders import World, a_plea, a_verdict


def kept(world: World, number: str) -> list[Decision]:
    """The decisions on this ticket in their order."""
    ticket = world.ticket(number)
    with world.sessions() as session:
        query = select(Decision).where(Decision.ticket_id == ticket.id).order_by(Decision.id)
        return list(session.scalars(query))


def test_a_changed_category_is_kept_with_what_the_reader_said(world: World) -> None:
    """Who, when, why (the note), the bundle that spoke, and what held afterwards."""
    number = world.receive().number
    world.triage(a_verdict(abstained=True, confidence=0.41, bundle="b" * 64))

    with world.act("dispatcher") as act:
        order = dispatch.DispatchOrder(category="0401", reason="问的是社保")
        dispatch.dispatch(act, number, order)

    (one,) = kept(world, number)
    assert (one.kind, one.by_user_id) == ("changed", world.people["dispatcher"].user_id)
    assert (one.said_category, one.said_confidence, one.said_abstained) == ("0102", 0.41, True)
    assert (one.category, one.bundle, one.named) == ("0401", "b" * 64, True)
    assert one.note_id is not None
    assert one.at == world.clock.now()


def test_accepting_returning_and_sending_on_are_kept(world: World) -> None:
    """The department's word counts like the desk's; the system's own dispatch is nobody's decision."""
    number = world.dispatched().number
    assert kept(world, number) == []

    with world.act("social_security") as act:
        return_.return_(act, number, return_.ReturnReason("属仲裁事项", "仲裁法", Queue.LEGAL))
    with world.act("dispatcher") as act:
        decision = return_.ReturnDecision(True, "改派", dispatch.DispatchOrder(queue=Queue.LEGAL))
        return_.decide_return(act, number, decision)
    with world.act("legal") as act:
        accept.accept(act, number)
    with world.act("supervisor") as act:
        order = dispatch.DispatchOrder(category="0401", queue=Queue.SOCIAL_SECURITY, reason="社保")
        transfer.transfer(act, number, order)

    assert [one.kind for one in kept(world, number)] == [
        "returned",
        "redispatched",
        "accepted",
        "redispatched",
    ]
    assert [one.queue for one in kept(world, number)][-1] == "social_security"


def test_the_operator_s_choice_is_compared_when_the_reader_has_spoken(world: World) -> None:
    """At the call desk nothing was said yet; both stand in one row from the reading on."""
    number = world.receive(a_plea(category="0401")).number
    world.triage(a_verdict())

    (one,) = kept(world, number)

    assert (one.kind, one.by_user_id) == ("changed", world.people["operator"].user_id)
    assert (one.said_category, one.category) == ("0102", "0401")


def test_decisions_cannot_be_rewritten(world: World) -> None:
    """What the model learns from is as append-only as the history."""
    with pytest.raises(ProgrammingError, match="permission denied"), world.act() as act:
        act.session.execute(text("UPDATE decision SET category = '0101'"))
