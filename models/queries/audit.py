"""What did not happen: open tickets without their clocks, ladders without a next rung, texts that nobody reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models.domain.ticket import CLOCKS_IN, OPEN
from models.domain.words import ClockKind, Status
from models.tables.clocks import Step, TicketClock
from models.tables.tickets import Ticket

_IS_OPEN = Ticket.status.in_(sorted(OPEN))


def lock_ticket(session: Session, ticket_id: int) -> Ticket:
    """The ticket as it is now, locked."""
    return session.get_one(Ticket, ticket_id, with_for_update=True, populate_existing=True)


def tickets_missing_a_clock(session: Session, limit: int) -> Sequence[int]:
    """Ids of tickets without one of the clocks that run in their status; there must be none."""
    missing = or_(
        *(
            and_(Ticket.status == status, or_(*(~_is_running(kind) for kind in sorted(kinds))))
            for status, kinds in CLOCKS_IN.items()
            if kinds
        )
    )
    query = select(Ticket.id).where(_IS_OPEN, missing).order_by(Ticket.id).limit(limit)
    return session.scalars(query).all()


def clocks_missing_a_rung(session: Session, limit: int) -> Sequence[int]:
    """Ids of running clocks whose ladder goes on although no rung waits; there must be none."""
    of_this_clock = select(Step.id).where(Step.clock_id == TicketClock.id)
    pending = of_this_clock.where(Step.fired_at.is_(None), Step.cancelled_at.is_(None))
    fired = (
        select(func.count())
        .where(Step.clock_id == TicketClock.id, Step.fired_at.is_not(None))
        .scalar_subquery()
    )
    query = (
        select(TicketClock.id)
        .join(Ticket, Ticket.id == TicketClock.ticket_id)
        .where(TicketClock.stopped_at.is_(None), _IS_OPEN, ~pending.exists())
        .where(fired < func.jsonb_array_length(TicketClock.plan))
    )
    return session.scalars(query.order_by(TicketClock.id).limit(limit)).all()


def rungs_fired(session: Session, clock_id: int) -> int:
    """How many rungs of this clock have fired: the position of the next."""
    query = select(func.count()).where(Step.clock_id == clock_id, Step.fired_at.is_not(None))
    return session.execute(query).scalar_one()


def cancelled_rung(session: Session, clock_id: int, position: int) -> Step | None:
    """The rung at this position, if it was cancelled although its clock runs."""
    query = select(Step).where(Step.clock_id == clock_id, Step.position == position)
    return session.scalars(query.where(Step.cancelled_at.is_not(None))).one_or_none()


def tickets_nobody_reads(session: Session, limit: int) -> Sequence[int]:
    """Ids of tickets that wait for a reader who owes them nothing; there must be none."""
    query = select(Ticket.id).where(
        Ticket.status == Status.RECEIVED, Ticket.triage_due_at.is_(None)
    )
    return session.scalars(query.order_by(Ticket.id).limit(limit)).all()


def ended_tickets(session: Session, before: datetime, limit: int) -> Sequence[int]:
    """Ids of tickets that ended before this and are not archived yet, the oldest first."""
    ended = Ticket.status.in_(("answered", "rejected", "closed", "merged"))
    query = select(Ticket.id).where(ended, Ticket.closed_at < before)
    return session.scalars(query.order_by(Ticket.closed_at).limit(limit)).all()


def _is_running(kind: ClockKind) -> ColumnElement[bool]:
    return (
        select(TicketClock.id)
        .where(
            TicketClock.ticket_id == Ticket.id,
            TicketClock.kind == kind,
            TicketClock.stopped_at.is_(None),
        )
        .correlate(Ticket)
        .exists()
    )
