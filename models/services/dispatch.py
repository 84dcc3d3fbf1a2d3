"""派单: gives a ticket to the department that its category, urgency and place ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.domain.errors import InvalidInput
from models.domain.routing import Route, route
from models.domain.words import ClockKind, DemandType, Move, Queue, Urgency
from models.queries import directory
from models.services import places
from models.services.act import Act
from models.services.move import Outcome, hand_to, keep_sight, make, take
from models.services.notes import write_note
from models.services.notices import tell_department
from models.tables.people import Department
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class DispatchOrder:
    """What the dispatcher decided. Without department the policy's routing and the place decide."""

    category: str | None = None
    demand_type: DemandType | None = None
    queue: Queue | None = None
    unit_code: str | None = None
    reason: str | None = None


def dispatch(act: Act, number: str, order: DispatchOrder) -> Ticket:
    """A person at the dispatch desk sends a ticket to a department."""
    ticket = take(act, number, Move.DISPATCH)
    set_by_person(ticket, order)
    note = write_note(act, ticket, "dispatch", order.reason)
    send(act, ticket, Move.DISPATCH, ordered_department(act, ticket, order), note)
    return ticket


def set_by_person(ticket: Ticket, order: DispatchOrder) -> None:
    """Keep what a person decided, and remember that a person did (design.md D7)."""
    if order.category is not None:
        ticket.category = order.category
    if order.demand_type is not None:
        ticket.demand_type = order.demand_type
    named = [n for n in ("category", "demand_type") if getattr(order, n) is not None]
    ticket.set_by_person = sorted({*ticket.set_by_person, *named})


def ordered_department(act: Act, ticket: Ticket, order: DispatchOrder) -> Department:
    """The department that was named, or else the one that the policy's routing finds at the place."""
    plan = planned_route(act, ticket)
    queue = order.queue or plan.queue
    if queue is Queue.DISPATCH_DESK or (queue is Queue.EMERGENCY) != (plan.urgency is Urgency.P1):
        raise InvalidInput(
            "应急部门只承办特急（P1）工单，特急工单也只能派给应急部门。需要变更时请先提级或由督办降级。"
        )
    ticket.co_handlers = [str(helper) for helper in plan.co_handlers if helper != queue]
    if order.unit_code is None:
        return places.responsible(act, place_of(act, ticket), queue, plan.lowest_level)
    unit = directory.unit_by_code(act.session, order.unit_code)
    found = directory.department_at(act.session, unit.id, queue) if unit else None
    if unit is None or found is None or not unit.active:
        raise InvalidInput(f"没有找到单位 {order.unit_code} 的这个部门，请从列表中选择承办单位。")
    return found


def planned_route(act: Act, ticket: Ticket) -> Route:
    """What the policy says about this ticket's labels, with the overrides of domain.md 2.5."""
    urgency = Urgency(ticket.urgency)
    return route(
        act.policy.taxonomy,
        ticket.category or UNREAD_CATEGORY,
        urgency=urgency,
        emergency=urgency is Urgency.P1,
        persons=ticket.persons,
        demand_type=DemandType(ticket.demand_type) if ticket.demand_type else None,
    )


UNREAD_CATEGORY = "1403"  # the union answers for what nobody has read yet


def place_of(act: Act, ticket: Ticket) -> int:
    """The unit of the employer's place; unknown place -> the unit that received the plea."""
    return places.receiving_unit(act, ticket.region_code, ticket.receiving_unit_id)


def send(
    act: Act, ticket: Ticket, move: Move, department: Department, note_id: int | None = None
) -> None:
    """Make `department` the owner by `move`, with co-handlers beside it, a new accept clock and notices."""
    hand_to(act, ticket, department)
    ticket.dispatches += 1
    ticket.dispatched_at = act.now
    ticket.triage_due_at = ticket.triage_due_at if ticket.verdict is None else None
    co_departments = [
        places.responsible(act, place_of(act, ticket), Queue(queue)) for queue in ticket.co_handlers
    ]
    for helper in co_departments:
        if helper.id != department.id:
            keep_sight(act, ticket, helper.id, "co_handler")
    codes = sent_codes(ticket, department, note_id)
    event = make(act, ticket, move, Outcome(codes, restart=(ClockKind.ACCEPT,)))
    act.session.flush()
    for told in [department, *co_departments]:
        tell_department(act, ticket, event, told.id)


def sent_codes(
    ticket: Ticket, department: Department, note_id: int | None = None
) -> dict[str, Any]:
    """What the event of a dispatch says."""
    return {
        "department_id": department.id,
        "queue": str(department.queue),
        "category": ticket.category,
        "urgency": str(ticket.urgency),
        "co_handlers": list(ticket.co_handlers),
        "note_id": note_id,
    }
