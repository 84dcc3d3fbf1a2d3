"""Drafts of one operator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.tables.drafts import Draft


def save(session: Session, user_id: int, key: str, body_sealed: bytes, at: datetime) -> None:
    """Write or overwrite one draft; the newest typing wins."""
    statement = insert(Draft).values(user_id=user_id, key=key, body_sealed=body_sealed, saved_at=at)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "key"],
            set_={"body_sealed": body_sealed, "saved_at": at},
        )
    )


def of_user(session: Session, user_id: int) -> Sequence[Draft]:
    """Newest first."""
    query = select(Draft).where(Draft.user_id == user_id)
    return session.scalars(query.order_by(Draft.saved_at.desc(), Draft.key)).all()


def one(session: Session, user_id: int, key: str) -> Draft | None:
    """This draft of this person; other people's drafts do not exist for them."""
    return session.get(Draft, (user_id, key))


def drop(session: Session, user_id: int, keys: Sequence[str]) -> None:
    """These drafts are done with."""
    session.execute(delete(Draft).where(Draft.user_id == user_id, Draft.key.in_(keys)))


def drop_before(session: Session, at: datetime) -> None:
    """Forgotten drafts of everybody: personal data that serves nobody any more."""
    session.execute(delete(Draft).where(Draft.saved_at < at))
