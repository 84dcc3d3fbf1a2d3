"""Mends what did not happen, through the normal verbs, and writes `repaired` into the ticket's history."""

from __future__ import annotations

from models.domain.ticket import CLOCKS_IN
from models.domain.words import ClockKind, Status
from models.queries import audit, due
from models.services import clocks
from models.services.act import Act
from models.services.trail import Happening, record
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket


def start_clocks(act: Act, ticket_id: int) -> bool:
    """Give an open ticket the clocks that its status needs; False if it has them by now."""
    ticket = audit.lock_ticket(act.session, ticket_id)
    running = {ClockKind(clock.kind) for clock in due.running_clocks(act.session, ticket_id)}
    missing = CLOCKS_IN[Status(ticket.status)] - running
    if not missing:
        return False
    clocks.follow_status(act, ticket)
    _say(act, ticket, "clock_missing", clocks=sorted(missing))
    return True


def restore_rung(act: Act, clock_id: int) -> bool:
    """Give a running clock the next rung of its ladder; False if it has one by now or all have fired."""
    clock = act.session.get_one(TicketClock, clock_id)
    ticket = audit.lock_ticket(act.session, clock.ticket_id)
    act.session.refresh(clock)
    rung = clocks.next_step(clock, audit.rungs_fired(act.session, clock_id))
    if clock.stopped_at is not None or rung is None or due.pending_step(act.session, clock_id):
        return False
    cancelled = audit.cancelled_rung(act.session, clock_id, rung.position)
    if cancelled is None:
        act.session.add(rung)
    else:
        cancelled.cancelled_at = None
    _say(act, ticket, "rung_missing", clock=clock.kind, step=rung.code)
    return True


def owe_reading(act: Act, ticket_id: int) -> bool:
    """Let the reader owe an answer again on a ticket that nobody has read or sent on."""
    ticket = audit.lock_ticket(act.session, ticket_id)
    if ticket.status != Status.RECEIVED or ticket.triage_due_at is not None:
        return False
    ticket.triage_due_at = act.now
    ticket.triage_attempts = 0
    _say(act, ticket, "reading_forgotten")
    return True


def _say(act: Act, ticket: Ticket, what: str, **codes: object) -> None:
    record(act, ticket, Happening("repaired", {"what": what} | codes, ticket.status, ticket.status))
