"""提级, 降级 and 确认: raising is free for everybody on the ticket, lowering is the supervisor's."""

from __future__ import annotations

from models.domain.errors import InvalidInput
from models.domain.words import ClockKind, Move, Queue, Status, Urgency
from models.services import clocks, decisions, places
from models.services.act import Act
from models.services.dispatch import place_of, planned_route, send
from models.services.emergency import dispatch_emergency
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.replan import replan
from models.tables.tickets import Ticket


def raise_(act: Act, number: str, to: Urgency, reason: str) -> Ticket:
    """More urgent from now on; P1 goes to the emergency department at once."""
    ticket = take(act, number, Move.RAISE)
    if to.rank >= Urgency(ticket.urgency).rank:
        raise InvalidInput(f"工单已经是 {ticket.urgency}，提级须选择更高的级别。")
    note = write_note(act, ticket, "raise", reason)
    _mark(ticket)
    if to is Urgency.P1:
        dispatch_emergency(act, ticket, confirmed=True)
        decisions.keep(act, ticket, Move.RAISE, note)
        return ticket
    codes = {"from": ticket.urgency, "to": str(to), "note_id": note}
    ticket.urgency = to
    ticket.difficulty = None  # what is more urgent has the time of what is urgent
    make(act, ticket, Move.RAISE, Outcome(codes))
    replan(act, ticket, from_receipt=False)
    return ticket


def lower(act: Act, number: str, to: Urgency, reason: str) -> Ticket:
    """Less urgent; out of P1 the ticket goes to the department of its category, with clocks from their start."""
    ticket = take(act, number, Move.LOWER)
    if to.rank <= Urgency(ticket.urgency).rank:
        raise InvalidInput(f"工单现在是 {ticket.urgency}，降级须选择更低的级别。")
    note = write_note(act, ticket, "lower", reason)
    _mark(ticket)
    was_emergency = ticket.urgency == Urgency.P1
    codes: dict[str, object] = {"from": ticket.urgency, "to": str(to), "note_id": note}
    ticket.urgency = to
    clocks.stop_kind(act, ticket, ClockKind.CONFIRM, "lowered")
    if was_emergency and ticket.queue == Queue.EMERGENCY:
        _back_to_its_department(act, ticket, codes)
    else:
        make(act, ticket, Move.LOWER, Outcome(codes))
    replan(act, ticket, from_receipt=True)
    return ticket


def confirm(act: Act, number: str) -> Ticket:
    """A person says that the system's P1 is one; the five-minute clock stops."""
    ticket = take(act, number, Move.CONFIRM)
    if not clocks.stop_kind(act, ticket, ClockKind.CONFIRM, "confirmed"):
        raise InvalidInput(f"工单 {number} 没有待确认的特急判断。")
    _mark(ticket)
    make(act, ticket, Move.CONFIRM, Outcome({"urgency": ticket.urgency}))
    return ticket


def _back_to_its_department(act: Act, ticket: Ticket, codes: dict[str, object]) -> None:
    plan = planned_route(act, ticket)
    queue = plan.queue if plan.queue is not Queue.EMERGENCY else Queue.UNION
    ticket.co_handlers = [str(q) for q in plan.co_handlers if q not in (queue, Queue.EMERGENCY)]
    department = places.responsible(act, place_of(act, ticket), queue, plan.lowest_level)
    make(act, ticket, Move.LOWER, Outcome(codes))
    if ticket.status != Status.DISPATCHED:
        ticket.status = Status.ACCEPTED
    send(act, ticket, Move.TRANSFER, department)


def _mark(ticket: Ticket) -> None:
    ticket.set_by_person = sorted({*ticket.set_by_person, "urgency"})
