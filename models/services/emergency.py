"""P1: the system dispatches at once to E and U of the place; a person confirms or lowers it (design.md D6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.domain.permissions import SYSTEM
from models.domain.ticket import AT_THE_DESK
from models.domain.verdict import RedFlag
from models.domain.words import ClockKind, DemandType, Move, Queue, Status, Urgency
from models.queries import due
from models.services import clocks, places
from models.services.act import Act
from models.services.dispatch import place_of, planned_route, send
from models.services.move import hand_to
from models.services.notices import tell_supervisors
from models.services.plea import Plea
from models.services.replan import replan
from models.services.trail import Happening, record
from models.tables.tickets import Ticket


def is_emergency(plea: Plea) -> bool:
    """A P1 rule hit the text, or a person pressed the button."""
    by_rule = any(flag.urgency is Urgency.P1 for flag in plea.red_flags)
    return by_rule or plea.urgency is Urgency.P1 or plea.demand_type is DemandType.EMERGENCY


def dispatch_emergency(
    act: Act, ticket: Ticket, flags: Sequence[RedFlag] = (), *, confirmed: bool = False
) -> None:
    """Make it P1 and hand it to the emergency department of the place, with the union beside it.

    Works from every status in which somebody still works on the ticket. The confirm clock starts unless
    `confirmed`: a person raised it, so no person need confirm it.
    """
    system = replace(act, person=SYSTEM)
    if ticket.category is None and flags:
        ticket.category = min(flags, key=lambda flag: flag.urgency.rank).category
    department = places.responsible(system, place_of(act, ticket), Queue.EMERGENCY)
    codes = {
        "from": str(ticket.urgency),
        "to": "P1",
        "red_flags": sorted({flag.rule for flag in flags}),
    }
    # Urgency and owner change together: the table refuses a P1 that another queue holds, even for a moment.
    ticket.urgency = Urgency.P1
    ticket.difficulty = None  # an emergency has no longer time because it is hard
    hand_to(act, ticket, department)
    record(act, ticket, Happening("raised", codes, ticket.status, ticket.status))
    ticket.co_handlers = [
        str(queue)
        for queue in dict.fromkeys((*planned_route(act, ticket).co_handlers, Queue.UNION))
        if queue is not Queue.EMERGENCY
    ]
    move = Move.DISPATCH if Status(ticket.status) in AT_THE_DESK else Move.TRANSFER
    _to_a_status_with_department(ticket)
    replan(act, ticket, from_receipt=False)
    send(system, ticket, move, department)
    if not confirmed and not _confirming(act, ticket):
        clocks.start(system, ticket, clocks.plan_clock(system, ClockKind.CONFIRM, ticket))
    event = record(system, ticket, Happening("emergency_announced", {"urgency": "P1"}))
    act.session.flush()
    tell_supervisors(system, ticket, event)


def _confirming(act: Act, ticket: Ticket) -> bool:
    return any(c.kind == ClockKind.CONFIRM for c in due.running_clocks(act.session, ticket.id))


def _to_a_status_with_department(ticket: Ticket) -> None:
    # A dispute or a pause does not hold up an emergency: it is transferred as from 办理中.
    if ticket.status in (Status.RETURN_REQUESTED, Status.IN_CONSULTATION, Status.SUSPENDED):
        ticket.status = Status.ACCEPTED
