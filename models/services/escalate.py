"""Fires due rungs of ladders: event, next rung and notices in the transaction that claimed the rung (exactly once)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Row

from models.domain.ladder import Recipient
from models.domain.permissions import SYSTEM
from models.domain.ticket import OPEN
from models.domain.words import Status
from models.queries import due
from models.services import clocks
from models.services.act import Act
from models.services.notices import tell
from models.services.recipients import recipients
from models.services.trail import Happening, record
from models.tables.clocks import Step, TicketClock
from models.tables.tickets import Ticket

Claimed = Sequence[Row[Step, TicketClock, Ticket]]


def fire_due(act: Act, limit: int, but_for: Collection[int] = ()) -> int:
    """Fire up to `limit` rungs that are due at `act.now`; returns how many fired.

    `but_for` are ids of rungs that failed: they must not stop the others (workers/drain.py).
    """
    return _fire_claimed(act, due.claim_due_steps(act.session, act.now, limit, but_for))


def fire_one(act: Act, step_id: int) -> int:
    """Fire this rung if it is still due; returns 1 if it fired."""
    return _fire_claimed(act, due.claim_due_step(act.session, act.now, step_id))


def _fire_claimed(act: Act, rows: Claimed) -> int:
    system = replace(act, person=SYSTEM)
    fired = [
        (step, clock, ticket) for step, clock, ticket in rows if _wanted(act, step, clock, ticket)
    ]
    for step, clock, ticket in fired:
        _fire(system, step, clock, ticket)
    return len(fired)


def _wanted(act: Act, step: Step, clock: TicketClock, ticket: Ticket) -> bool:
    """A rung of a stopped clock or an ended ticket must not fire; stopping cancels it, this is the second lock."""
    if clock.stopped_at is None and Status(ticket.status) in OPEN:
        return True
    step.cancelled_at = act.now
    return False


def _fire(act: Act, step: Step, clock: TicketClock, ticket: Ticket) -> None:
    step.fired_at = act.now
    following = clocks.next_step(clock, step.position + 1)
    if following is not None:
        act.session.add(following)
    ticket.escalation_level = max(ticket.escalation_level, step.level)
    codes = {
        "clock": clock.kind,
        "clock_id": clock.id,
        "step": step.code,
        "level": step.level,
        "due": step.due_at.isoformat(),
        "clock_due": clock.due_at.isoformat(),
    }
    event = record(act, ticket, Happening("escalated", codes, ticket.status, ticket.status))
    act.session.flush()
    named = [Recipient(name) for name in clock.plan[step.position]["notify"]]
    tell(act, ticket, event, recipients(act, ticket, named))
