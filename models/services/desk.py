"""What ends at the desk: 直接答复 and 不予受理."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.errors import InvalidInput, NotAllowed
from models.domain.refusals import RejectReason, told_words
from models.domain.ticket import ANSWERABLE, REJECT_NEEDS_SUPERVISOR
from models.domain.words import DemandType, Move, Role
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Rejection:
    """`told`: the right channel in the operator's own words; without them the policy's words are told (S15)."""

    reason: RejectReason
    told: str | None = None


def answer(act: Act, number: str, text: str) -> Ticket:
    """Answer the caller at the desk; only for questions and small help, never for a complaint."""
    ticket = take(act, number, Move.ANSWER)
    demand = ticket.demand_type and DemandType(ticket.demand_type)
    if demand and demand not in ANSWERABLE:
        raise InvalidInput("投诉、举报、法律援助和紧急事项不能直接答复，请派单办理。")
    ticket.closed_at = act.now
    ticket.triage_due_at = None
    note = write_note(act, ticket, "answer", text, public=True)
    make(act, ticket, Move.ANSWER, Outcome({"note_id": note}))
    return ticket


def reject(act: Act, number: str, rejection: Rejection) -> Ticket:
    """Refuse with a reason of the list; the caller reads it with the right channel."""
    ticket = take(act, number, Move.REJECT)
    demand = ticket.demand_type and DemandType(ticket.demand_type)
    if demand in REJECT_NEEDS_SUPERVISOR and act.person.role is not Role.SUPERVISOR:
        raise NotAllowed("举报和紧急事项不予受理须由督办决定，请转督办处理。")
    ticket.closed_at = act.now
    ticket.triage_due_at = None
    channel = act.policy.right_channels[rejection.reason]
    own = rejection.told if rejection.told != channel else None
    told = told_words(rejection.reason, "" if own else channel)
    note = write_note(act, ticket, "rejection", own, public=True, preface=told)
    make(act, ticket, Move.REJECT, Outcome({"reason": str(rejection.reason), "note_id": note}))
    return ticket
