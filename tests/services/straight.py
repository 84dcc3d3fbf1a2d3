"""What the tests of a ticket's way share."""

from __future__ import annotations

from models.domain.words import ContactWay
from models.queries import due, tickets
from models.services import (
    accept,
    reply,
)
from tests.builders import World


def kinds_running(world: World, number: str) -> set[str]:
    """Kinds of the clocks that run."""
    with world.act() as act:
        ticket = tickets.visible_ticket(act.session, act.person, number)
        assert ticket is not None
        return {clock.kind for clock in due.running_clocks(act.session, ticket.id)}


def called_disposal(world: World) -> reply.Disposal:
    """A form after a call to the caller."""
    return reply.Disposal(
        "已联系单位，工资今日补发。",
        solved=True,
        contacted_at=world.clock.now(),
        contact_way=ContactWay.PHONE,
    )


def answered(world: World) -> str:
    """A ticket whose department has answered the caller."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept.accept(act, number)
    with world.act("social_security") as act:
        reply.reply(act, number, called_disposal(world))
    return number
