"""The ways that are not straight: returned, disputed, done again, reopened, merged, transferred."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.domain.errors import InvalidInput, LimitPassed
from models.domain.words import Queue, Status
from models.queries import callers as caller_queries
from models.queries import tickets
from models.services import (
    accept,
    call_back,
    dispatch,
    merge,
    reopen,
    reply,
    return_,
)
from models.services import transfer as transferring
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket
from tests.builders import World
from tests.services.straight import answered, called_disposal, kinds_running


def test_returned_and_sent_elsewhere_while_the_finish_clock_runs(world: World) -> None:
    """退单: the worker's time does not stop while departments argue; the first keeps sight."""
    number = world.dispatched().number
    finish_before = _finish_due(world, number)
    with world.act("social_security") as act:
        return_.return_(
            act, number, return_.ReturnReason("属仲裁事项", "仲裁法第二条", Queue.LEGAL)
        )
    assert kinds_running(world, number) == {"return_decision", "finish"}
    with world.act("dispatcher") as act:
        order = dispatch.DispatchOrder(queue=Queue.LEGAL)
        return_.decide_return(act, number, return_.ReturnDecision(True, "同意", order))

    ticket = world.ticket(number)
    assert (ticket.queue, ticket.dispatches) == (Queue.LEGAL, 2)
    assert _finish_due(world, number) == finish_before
    with world.act("social_security") as act:
        assert tickets.visible_ticket(act.session, act.person, number) is not None


def _finish_due(world: World, number: str) -> object:
    with world.sessions() as session:
        query = select(TicketClock.due_at).join(Ticket, Ticket.id == TicketClock.ticket_id)
        running = query.where(
            Ticket.number == number, TicketClock.kind == "finish", TicketClock.stopped_at.is_(None)
        )
        return session.scalars(running).one()


def test_a_refused_return_cannot_be_repeated(world: World) -> None:
    """After the desk said no, the unit must handle it (Tianjin rule)."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        return_.return_(act, number, return_.ReturnReason("不归我们", "三定方案", Queue.UNION))
    with world.act("dispatcher") as act:
        return_.decide_return(act, number, return_.ReturnDecision(False, "属你科职责"))

    with pytest.raises(LimitPassed, match="不能再退"), world.act("social_security") as act:
        return_.return_(act, number, return_.ReturnReason("还是不归我们", "三定方案", Queue.UNION))


def test_a_late_return_is_refused(world: World) -> None:
    """After the limit the return is closed and the unit must handle."""
    number = world.dispatched().number
    world.clock.move(timedelta(days=3))

    with pytest.raises(LimitPassed, match="超过退单最后期限"), world.act("social_security") as act:
        return_.return_(act, number, return_.ReturnReason("不归我们", "三定方案", Queue.UNION))


def test_the_third_department_that_returns_makes_a_dispute_for_the_supervisor(
    world: World,
) -> None:
    """会商: nobody wants it, the supervisor designates, no more return."""
    number = world.dispatched().number
    for owner, following in (("social_security", Queue.LEGAL), ("legal", Queue.UNION)):
        with world.act(owner) as act:
            return_.return_(act, number, return_.ReturnReason("不归我们", "三定方案", Queue.UNION))
        with world.act("dispatcher") as act:
            order = dispatch.DispatchOrder(queue=following)
            return_.decide_return(act, number, return_.ReturnDecision(True, "另派", order))
    with world.act("union") as act:
        return_.return_(act, number, return_.ReturnReason("也不归我们", "三定方案", Queue.UNION))
    assert world.ticket(number).status == Status.IN_CONSULTATION

    with world.act("supervisor") as act:
        order = dispatch.DispatchOrder(queue=Queue.SOCIAL_SECURITY)
        return_.designate(act, number, return_.ReturnDecision(True, "指定人社", order))

    assert world.ticket(number).status == Status.DISPATCHED
    with pytest.raises(LimitPassed), world.act("social_security") as act:
        return_.return_(act, number, return_.ReturnReason("不归我们", "三定方案", Queue.UNION))


def test_reply_without_contact_is_refused_with_the_field_named(world: World) -> None:
    """Nobody may say "done" without having spoken to the worker."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept.accept(act, number)

    with pytest.raises(InvalidInput) as fault, world.act("social_security") as act:
        reply.reply(act, number, reply.Disposal("办好了", solved=True))
    assert [error.field for error in fault.value.errors] == ["contacted_at"]
    assert world.ticket(number).status == Status.ACCEPTED


def test_dissatisfied_is_handled_again_twice_then_the_supervisor_rules(world: World) -> None:
    """重办 has a limit."""
    number = answered(world)
    for _ in range(2):
        with world.act("callback") as act:
            call_back.rework(act, number, "来电人说没有解决")
        assert kinds_running(world, number) == {"finish"}
        world.clock.move(timedelta(minutes=5))
        with world.act("social_security") as act:
            reply.reply(act, number, called_disposal(world))

    with pytest.raises(LimitPassed, match="已重办 2 次"), world.act("callback") as act:
        call_back.rework(act, number, "还是没有解决")


def test_reopened_inside_thirty_days_goes_back_to_its_department(world: World) -> None:
    """New facts; after thirty days a new ticket is needed."""
    number = answered(world)
    with world.act("callback") as act:
        call_back.call_back(act, number, call_back.CallBackResult(True, True, True))
        call_back.close(act, number)
    world.clock.move(timedelta(days=29))
    with world.act("supervisor") as act:
        reopen.reopen(act, number, "单位反悔")

    ticket = world.ticket(number)
    assert (ticket.status, ticket.queue) == (Status.REWORK, Queue.SOCIAL_SECURITY)
    assert kinds_running(world, number) == {"finish"}


def test_merging_keeps_every_caller_and_stops_the_child_clocks(world: World) -> None:
    """并单: merged tickets never escalate (peers: zammad 904)."""
    parent, child = world.dispatched().number, world.dispatched().number
    with world.act("dispatcher") as act:
        merge.merge(act, child, parent, "同一单位同一诉求")

    assert kinds_running(world, child) == set()
    with world.act() as act:
        kept = tickets.visible_ticket(act.session, act.person, parent)
        assert kept is not None
        assert len(caller_queries.of_ticket(act.session, kept.id)) == 2
    with pytest.raises(InvalidInput, match="它自己"), world.act("dispatcher") as act:
        merge.merge(act, parent, parent)


def test_transfer_changes_the_owner_and_restarts_the_accept_clock(world: World) -> None:
    """改派: the new owner has its own 签收 time."""
    number = world.dispatched().number
    world.clock.move(timedelta(hours=5))
    with world.act("dispatcher") as act:
        transferring.transfer(act, number, dispatch.DispatchOrder(queue=Queue.LEGAL, reason="改派"))

    ticket = world.ticket(number)
    assert ticket.queue == Queue.LEGAL
    with world.sessions() as session:
        started = session.scalars(
            select(TicketClock.started_at).where(
                TicketClock.kind == "accept", TicketClock.stopped_at.is_(None)
            )
        ).one()
    assert started == world.clock.now()
