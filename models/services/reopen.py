"""重新办理: a closed ticket comes back inside 30 days on new facts (domain.md 3.5)."""

from __future__ import annotations

from datetime import timedelta

from models.domain.errors import LimitPassed
from models.domain.ticket import REOPEN_DAYS
from models.domain.words import Move, Queue
from models.services import letter_reply, places
from models.services.act import Act
from models.services.dispatch import place_of, planned_route
from models.services.move import Outcome, hand_to, make, take
from models.services.notes import write_note
from models.services.notices import tell_department
from models.tables.tickets import Ticket


def reopen(act: Act, number: str, reason: str) -> Ticket:
    """A supervisor brings it back on new facts."""
    return bring_back(act, take(act, number, Move.REOPEN), Move.REOPEN, reason)


def bring_back(act: Act, ticket: Ticket, move: Move, reason: str) -> Ticket:
    """Back to the department that had it; one that was answered at the desk goes where policy routes it.

    Raises LimitPassed after 30 days: then a new ticket is made and linked.
    """
    ended = ticket.closed_at or ticket.received_at
    if act.now - ended > timedelta(days=REOPEN_DAYS):
        raise LimitPassed(
            f"工单 {ticket.number} 办结已超过 {REOPEN_DAYS} 天，不能重新办理，请登记新工单并注明原工单号。"
        )
    if ticket.queue == Queue.DISPATCH_DESK:
        plan = planned_route(act, ticket)
        place = place_of(act, ticket)
        hand_to(act, ticket, places.responsible(act, place, plan.queue, plan.lowest_level))
    ticket.closed_at = None
    note = write_note(act, ticket, "reopen", reason)
    event = make(act, ticket, move, Outcome({"note_id": note, "by_caller": move is Move.RELAPSE}))
    act.session.flush()
    letter_reply.expect(act, ticket)
    tell_department(act, ticket, event, ticket.department_id)
    return ticket
