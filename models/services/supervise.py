"""督办通知: the supervisor demands action on a ticket in writing; the department and its leader hear it, no clock changes."""

from __future__ import annotations

from models.domain.ladder import Recipient
from models.domain.words import Move
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.notices import tell
from models.services.recipients import recipients
from models.tables.tickets import Ticket

LEVEL = 2  # the rung of the same-level supervisor (domain.md 3.6); a higher one stays


def supervise(act: Act, number: str, reason: str) -> Ticket:
    """Write the demand down, mark the ticket as supervised, tell staff and leader of the owner (domain.md 3.6)."""
    ticket = take(act, number, Move.SUPERVISE)
    ticket.escalation_level = max(ticket.escalation_level, LEVEL)
    note = write_note(act, ticket, "supervision", reason)
    codes = {"level": ticket.escalation_level, "note_id": note}
    event = make(act, ticket, Move.SUPERVISE, Outcome(codes))
    act.session.flush()
    named = (Recipient.OWNER_STAFF, Recipient.OWNER_LEADER)
    tell(act, ticket, event, recipients(act, ticket, named))
    return ticket
