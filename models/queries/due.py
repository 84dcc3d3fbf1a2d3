"""What is due: clocks, steps, untriaged tickets, unsent notices. Claims skip what another process holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from models.tables.beside import Pause
from models.tables.clocks import Notice, Step, TicketClock
from models.tables.facts import UNTOLD, StatutoryNotice
from models.tables.tickets import Ticket

_PENDING = Step.fired_at.is_(None) & Step.cancelled_at.is_(None)
_IS_SET_ASIDE = Step.set_aside_until.is_not(None)
_UNSENT = Notice.sent_at.is_(None) & Notice.failed_at.is_(None)


def running_clocks(session: Session, ticket_id: int) -> Sequence[TicketClock]:
    """The clocks of a ticket that nobody has stopped."""
    query = select(TicketClock).where(
        TicketClock.ticket_id == ticket_id, TicketClock.stopped_at.is_(None)
    )
    return session.scalars(query.order_by(TicketClock.id)).all()


def clocks_of(session: Session, ticket_id: int) -> Sequence[TicketClock]:
    """Every clock a ticket ever had, oldest first."""
    query = select(TicketClock).where(TicketClock.ticket_id == ticket_id)
    return session.scalars(query.order_by(TicketClock.id)).all()


def pending_step(session: Session, clock_id: int) -> Step | None:
    """The rung that comes next if nobody acts."""
    return session.scalars(select(Step).where(Step.clock_id == clock_id, _PENDING)).one_or_none()


def cancel_pending_steps(session: Session, clock_id: int, now: datetime) -> None:
    """The clock was stopped: its next rung is not wanted any more."""
    session.execute(
        update(Step).where(Step.clock_id == clock_id, _PENDING).values(cancelled_at=now)
    )


def due_step_ids(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Ids of due rungs that are not set aside, the oldest first, not locked."""
    waits = Step.set_aside_until.is_(None) | (Step.set_aside_until <= now)
    query = select(Step.id).where(_PENDING, Step.due_at <= now, waits)
    return session.scalars(query.order_by(Step.due_at).limit(limit)).all()


def lock_step(session: Session, step_id: int) -> Step | None:
    """A rung that still waits, locked."""
    query = select(Step).where(Step.id == step_id, _PENDING).with_for_update()
    return session.scalars(query).one_or_none()


def set_aside(session: Session) -> tuple[int, datetime | None]:
    """How many rungs wait because they failed, and since when the oldest of them has been due."""
    query = select(func.count(), func.min(Step.due_at)).where(_PENDING, _IS_SET_ASIDE)
    count, oldest = session.execute(query).one()
    return count, oldest


def claim_untriaged(
    session: Session, now: datetime, lease: timedelta, limit: int
) -> Sequence[Row[int, str, int]]:
    """(id, text, attempts) of tickets that the reader owes an answer; leased, so that a crash gives them back."""
    due = (
        select(Ticket.id)
        .where(Ticket.triage_due_at <= now)
        .order_by(Ticket.triage_due_at, Ticket.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claim = (
        update(Ticket)
        .where(Ticket.id.in_(due))
        .values(triage_due_at=now + lease, triage_attempts=Ticket.triage_attempts + 1)
        .returning(Ticket.id, Ticket.text, Ticket.triage_attempts)
        .execution_options(synchronize_session=False)
    )
    return session.execute(claim).all()


def lock_untriaged(session: Session, ids: Sequence[int]) -> dict[int, Ticket]:
    """Those of `ids` that still owe an answer, locked in order of id."""
    query = (
        select(Ticket)
        .where(Ticket.id.in_(ids), Ticket.triage_due_at.is_not(None))
        .order_by(Ticket.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {ticket.id: ticket for ticket in session.scalars(query)}


def claim_unsent(session: Session, now: datetime, lease: timedelta, limit: int) -> Sequence[Notice]:
    """Notices to send, urgent ones first; leased while they are with the sender."""
    due = (
        select(Notice.id)
        .where(_UNSENT, Notice.due_at <= now)
        .order_by(Notice.urgent.desc(), Notice.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claim = (
        update(Notice)
        .where(Notice.id.in_(due))
        .values(due_at=now + lease, attempts=Notice.attempts + 1)
        .returning(Notice)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalars(claim).all()


def oldest_due(session: Session, now: datetime) -> dict[str, datetime | None]:
    """The oldest due row of each kind, None where nothing is due: what the scheduler rings for."""
    return {kind: at if at and at <= now else None for kind, at in soonest(session).items()}


def soonest(session: Session) -> dict[str, datetime | None]:
    """When the first row of each kind is or becomes due; the first entries of partial indexes.

    A rung that was set aside counts from its next try: what can't be done must not ring for ever.
    """
    escalations = (
        select(func.min(Step.due_at)).where(_PENDING, Step.set_aside_until.is_(None)),
        select(func.min(Step.set_aside_until)).where(_PENDING, _IS_SET_ASIDE),
        select(func.min(Pause.resume_at)).where(Pause.ended_at.is_(None)),
        select(func.min(StatutoryNotice.due_at)).where(UNTOLD),
    )
    row = session.execute(
        select(
            select(func.min(Ticket.triage_due_at))
            .where(Ticket.triage_due_at.is_not(None))
            .scalar_subquery(),
            func.least(*(query.scalar_subquery() for query in escalations)),
            select(func.min(Notice.due_at)).where(_UNSENT).scalar_subquery(),
        )
    ).one()
    return {"triage": row[0], "escalate": row[1], "notify": row[2]}
