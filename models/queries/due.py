"""What is due: clocks, steps, untriaged tickets, unsent notices. Claims skip what another process holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.orm import Session

from models.tables.beside import Pause
from models.tables.clocks import Notice, Step, TicketClock
from models.tables.tickets import Ticket

_PENDING = Step.fired_at.is_(None) & Step.cancelled_at.is_(None)
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


def due_step_ids(
    session: Session, now: datetime, limit: int, but_for: Collection[int] = ()
) -> Sequence[int]:
    """Ids of due rungs, the oldest first, not locked."""
    query = select(Step.id).where(*_due_steps(now, but_for)).order_by(Step.due_at).limit(limit)
    return session.scalars(query).all()


def _due_steps(now: datetime, but_for: Collection[int] = ()) -> list[ColumnElement[bool]]:
    conditions = [_PENDING, Step.due_at <= now]
    return [*conditions, Step.id.not_in(sorted(but_for))] if but_for else conditions


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
    """When the first row of each kind is or becomes due; the first entries of four partial indexes."""
    resumes = select(func.min(Pause.resume_at)).where(Pause.ended_at.is_(None))
    rungs = select(func.min(Step.due_at)).where(_PENDING)
    row = session.execute(
        select(
            select(func.min(Ticket.triage_due_at))
            .where(Ticket.triage_due_at.is_not(None))
            .scalar_subquery(),
            func.least(rungs.scalar_subquery(), resumes.scalar_subquery()),
            select(func.min(Notice.due_at)).where(_UNSENT).scalar_subquery(),
        )
    ).one()
    return {"triage": row[0], "escalate": row[1], "notify": row[2]}
