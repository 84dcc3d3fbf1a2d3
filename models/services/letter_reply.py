"""来信答复: who writes a letter gets a written answer, within a time that begins with its receipt (issue 5 point 2)."""

from __future__ import annotations

from models.domain.ticket import CLOCKS_IN
from models.domain.words import Channel, ClockKind, ContactWay, Status
from models.services import clocks
from models.services.act import Act
from models.tables.tickets import Ticket

WRITTEN = frozenset({ContactWay.LETTER, ContactWay.MESSAGE})


def clocks_from_receipt(channel: str) -> frozenset[ClockKind]:
    """What runs on a plea that just came, by how it came."""
    letter = {ClockKind.LETTER_REPLY} if channel == Channel.LETTER else set()
    return CLOCKS_IN[Status.RECEIVED] | letter


def is_letter(ticket: Ticket) -> bool:
    """Whether the plea came as a letter."""
    return ticket.channel == Channel.LETTER


def expect(act: Act, ticket: Ticket) -> None:
    """An answered letter came back to be done again: it is owed a written answer again."""
    if is_letter(ticket) and clocks.running(act, ticket, ClockKind.LETTER_REPLY) is None:
        clocks.start(act, ticket, clocks.plan_clock(act, ClockKind.LETTER_REPLY, ticket))
