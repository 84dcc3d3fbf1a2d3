"""Named views of one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.saved_views import SavedView


def of_user(session: Session, user_id: int) -> Sequence[SavedView]:
    """The person's own views, the oldest first: their places on the page do not change."""
    query = select(SavedView).where(SavedView.user_id == user_id)
    return session.scalars(query.order_by(SavedView.created_at, SavedView.name)).all()


def save(session: Session, user_id: int, name: str, query: str, now: datetime) -> None:
    """Keep it under this name; the same name again means the new filters."""
    row = insert(SavedView).values(user_id=user_id, name=name, query=query, created_at=now)
    session.execute(
        row.on_conflict_do_update(index_elements=["user_id", "name"], set_={"query": query})
    )


def drop(session: Session, user_id: int, name: str) -> None:
    """Forget it."""
    session.execute(delete(SavedView).where(SavedView.user_id == user_id, SavedView.name == name))
