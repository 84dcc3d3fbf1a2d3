"""The dated facts of a ticket that stand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.facts import FactRow


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
