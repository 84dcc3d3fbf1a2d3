"""签收: somebody of the department takes the ticket; the accept clock stops, the finish clock runs on."""

from __future__ import annotations

from models.domain.words import Move
from models.services import contact, follow_up
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.tables.tickets import Ticket


def accept(act: Act, number: str) -> Ticket:
    """Atomic: of fifty who try at once one wins, the others learn who did (MoveNotPossible)."""
    ticket = take(act, number, Move.ACCEPT)
    ticket.accepted_by = act.person.user_id
    ticket.accepted_at = act.now
    make(act, ticket, Move.ACCEPT, Outcome({"department_id": ticket.department_id}))
    act.session.flush()
    contact.expect(act, ticket)
    follow_up.expect(act, ticket)
    return ticket
