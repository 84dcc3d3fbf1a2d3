"""Child tasks, extensions, pauses, quality checks and consultations of a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.tables.beside import Assist, Consultation, Extension, Pause, QualityCheck
from models.tables.clocks import TicketClock
from models.tables.people import Department, Unit
from models.tables.tickets import Note
from models.tables.trail import Event


def open_assists(session: Session, ticket_id: int) -> Sequence[Assist]:
    """Child tasks that wait for an answer, oldest first."""
    query = select(Assist).where(Assist.ticket_id == ticket_id, Assist.ended.is_(None))
    return session.scalars(query.order_by(Assist.id)).all()


def open_assist_of(session: Session, ticket_id: int, department_id: int | None) -> Assist | None:
    """The child task that this department owes an answer to."""
    query = select(Assist).where(
        Assist.ticket_id == ticket_id,
        Assist.department_id == department_id,
        Assist.ended.is_(None),
    )
    return session.scalars(query).one_or_none()


def assists(session: Session, ticket_id: int) -> Sequence[Row[Assist, str, str, str, str | None]]:
    """(child task, unit, department, question, answer), oldest first."""
    question, answer = Note.__table__.alias("question"), Note.__table__.alias("answer")
    query = (
        select(Assist, Unit.name, Department.name, question.c.text, answer.c.text)
        .join(Department, Department.id == Assist.department_id)
        .join(Unit, Unit.id == Department.unit_id)
        .join(question, question.c.id == Assist.question_id)
        .outerjoin(answer, answer.c.id == Assist.answer_id)
        .where(Assist.ticket_id == ticket_id)
        .order_by(Assist.id)
    )
    return session.execute(query).all()


def clock_of_assist(session: Session, assist_id: int) -> TicketClock | None:
    """The running clock of a child task; None while the ticket is paused."""
    query = select(TicketClock).where(
        TicketClock.assist_id == assist_id, TicketClock.stopped_at.is_(None)
    )
    return session.scalars(query).one_or_none()


def extension(session: Session, ticket_id: int) -> Extension | None:
    """The one request for more time that counts, decided or not."""
    query = select(Extension).where(Extension.ticket_id == ticket_id, ~Extension.overtaken)
    return session.scalars(query).one_or_none()


def running_pause(session: Session, ticket_id: int) -> Pause | None:
    """The pause that lasts."""
    query = select(Pause).where(Pause.ticket_id == ticket_id, Pause.ended_at.is_(None))
    return session.scalars(query).one_or_none()


def ended_pauses(session: Session, ticket_id: int, since: datetime) -> Sequence[Pause]:
    """Pauses that began at or after `since` and are over, oldest first."""
    query = select(Pause).where(
        Pause.ticket_id == ticket_id, Pause.began_at >= since, Pause.ended_at.is_not(None)
    )
    return session.scalars(query.order_by(Pause.id)).all()


def paused_clocks(session: Session, ticket_id: int, at: datetime) -> Sequence[TicketClock]:
    """Clocks that the pause which began at `at` stopped."""
    query = select(TicketClock).where(
        TicketClock.ticket_id == ticket_id,
        TicketClock.stop_reason == "paused",
        TicketClock.stopped_at == at,
    )
    return session.scalars(query.order_by(TicketClock.id)).all()


def due_pauses(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Ticket ids of pauses whose date has come, the oldest first; not locked."""
    query = select(Pause.ticket_id).where(Pause.ended_at.is_(None), Pause.resume_at <= now)
    return session.scalars(query.order_by(Pause.resume_at).limit(limit)).all()


def open_consultation(session: Session, ticket_id: int) -> Consultation | None:
    """The dispute that is not settled."""
    query = select(Consultation).where(
        Consultation.ticket_id == ticket_id, Consultation.ended_at.is_(None)
    )
    return session.scalars(query).one_or_none()


def last_consultation(session: Session, ticket_id: int) -> Consultation | None:
    """The newest dispute, settled or not."""
    query = select(Consultation).where(Consultation.ticket_id == ticket_id)
    return session.scalars(query.order_by(Consultation.id.desc()).limit(1)).one_or_none()


def last_check_since_reply(session: Session, ticket_id: int) -> QualityCheck | None:
    """The newest quality check of what the department replied last."""
    replied = (
        select(func.max(Event.at))
        .where(Event.ticket_id == ticket_id, Event.kind == "replied")
        .scalar_subquery()
    )
    query = select(QualityCheck).where(
        QualityCheck.ticket_id == ticket_id, QualityCheck.at >= replied
    )
    return session.scalars(query.order_by(QualityCheck.id.desc()).limit(1)).one_or_none()


def has_note(session: Session, ticket_id: int, kind: str, since: datetime) -> bool:
    """Whether somebody has written such a note since then."""
    query = select(Note.id).where(Note.ticket_id == ticket_id, Note.kind == kind, Note.at >= since)
    return session.scalar(query.limit(1)) is not None
