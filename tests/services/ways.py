"""How far tests let a ticket go before they begin, and what they look at afterwards."""

from __future__ import annotations

from datetime import datetime

from models.domain.words import ContactWay
from models.queries import due, tickets
from models.services import accept, reply
from models.tables.clocks import TicketClock
from tests.builders import World


def accepted(world: World, **plea: object) -> str:
    """A ticket that 人社 of the county works on."""
    number = world.dispatched(**plea).number
    with world.act("social_security") as act:
        accept.accept(act, number)
    return number


def replied(world: World, **plea: object) -> str:
    """A ticket whose department has answered the caller."""
    number = accepted(world, **plea)
    with world.act("social_security") as act:
        reply.reply(act, number, a_disposal(world))
    return number


def a_disposal(world: World) -> reply.Disposal:
    """A complete form."""
    return reply.Disposal(
        "已联系单位，工资今日补发。",
        confirmed=True,
        solved=True,
        contacted_at=world.clock.now(),
        contact_way=ContactWay.MESSAGE,
    )


def running(world: World, number: str) -> dict[str, datetime]:
    """kind -> due time of the clocks that run (of several 会办 clocks: the last)."""
    return {clock.kind: clock.due_at for clock in clocks(world, number) if clock.stopped_at is None}


def clocks(world: World, number: str) -> list[TicketClock]:
    """Every clock the ticket ever had, oldest first."""
    with world.act() as act:
        ticket = tickets.visible_ticket(act.session, act.person, number)
        assert ticket is not None
        found = list(due.clocks_of(act.session, ticket.id))
        act.session.expunge_all()
        return found
