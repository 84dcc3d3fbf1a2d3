"""催办: the caller asks again; it is counted, the owner hears of it, no clock changes."""

from __future__ import annotations

from models.domain.words import Move
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.notices import tell_department
from models.tables.tickets import Ticket


def chase(act: Act, number: str, words: str | None = None) -> Ticket:
    """Each call raises the pressure on the unit, not on the caller (peers.md 4 item 11)."""
    ticket = take(act, number, Move.CHASE)
    ticket.chases += 1
    note = write_note(act, ticket, "chase", words)
    event = make(act, ticket, Move.CHASE, Outcome({"chases": ticket.chases, "note_id": note}))
    act.session.flush()
    tell_department(act, ticket, event, ticket.department_id)
    return ticket
