"""The dated facts of a ticket that stand, and the notices about the limits that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.facts import UNTOLD, FactRow, StatutoryNotice


def standing(session: Session, ticket_id: int) -> Sequence[FactRow]:
    """Facts that nobody withdrew, by date."""
    query = select(FactRow).where(FactRow.ticket_id == ticket_id, FactRow.withdrawn_at.is_(None))
    return session.scalars(query.order_by(FactRow.on, FactRow.id)).all()


def standing_fact(session: Session, ticket_id: int, fact_id: int) -> FactRow | None:
    """One of them."""
    query = select(FactRow).where(
        FactRow.id == fact_id, FactRow.ticket_id == ticket_id, FactRow.withdrawn_at.is_(None)
    )
    return session.scalars(query).one_or_none()


def notices_of(session: Session, ticket_id: int) -> Sequence[StatutoryNotice]:
    """Every notice that was ever planned for a ticket."""
    query = select(StatutoryNotice).where(StatutoryNotice.ticket_id == ticket_id)
    return session.scalars(query.order_by(StatutoryNotice.id)).all()


def due_notices(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Ids of notices whose day has come."""
    query = select(StatutoryNotice.id).where(UNTOLD, StatutoryNotice.due_at <= now)
    return session.scalars(query.order_by(StatutoryNotice.due_at).limit(limit)).all()
