"""首次联系: somebody of the department speaks to the caller, by a clock of its own (domain.md 3.3)."""

from __future__ import annotations

from models.domain.words import ClockKind, Move
from models.queries import callers
from models.services import clocks
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.tables.tickets import Ticket


def contact(act: Act, number: str, *, reached: bool, words: str | None = None) -> Ticket:
    """Record a call to the caller. Only one that reached somebody stops the clock."""
    ticket = take(act, number, Move.CONTACT)
    note = write_note(act, ticket, "contact", words)
    if reached and ticket.contacted_at is None:
        ticket.contacted_at = act.now
        clocks.stop_kind(act, ticket, ClockKind.FIRST_CONTACT, "done")
    make(act, ticket, Move.CONTACT, Outcome({"reached": reached, "note_id": note}))
    return ticket


def expect(act: Act, ticket: Ticket) -> None:
    """The department has taken the ticket: from now on it owes the caller a call, if there is a number."""
    if ticket.contacted_at is not None or not can_be_reached(act, ticket):
        return
    if clocks.running(act, ticket, ClockKind.FIRST_CONTACT) is None:
        clocks.start(act, ticket, clocks.plan_clock(act, ClockKind.FIRST_CONTACT, ticket))


def can_be_reached(act: Act, ticket: Ticket) -> bool:
    """Whether any caller left a number; without one nobody owes a call."""
    return any(caller.phone_sealed for caller in callers.of_ticket(act.session, ticket.id))
