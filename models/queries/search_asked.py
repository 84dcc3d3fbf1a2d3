"""Searches under their keys: sealed, each its asker's own, forgotten within a day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.tables.search import SearchAsked


def keep(session: Session, row: SearchAsked) -> None:
    """A new search."""
    session.add(row)
    session.flush()


def sealed(session: Session, user_id: int, key: str, since: datetime) -> bytes | None:
    """What this person asked under this key, if that was not long ago."""
    query = select(SearchAsked.sealed).where(
        SearchAsked.key == key, SearchAsked.user_id == user_id, SearchAsked.at >= since
    )
    return session.scalars(query).one_or_none()


def forget(session: Session, user_id: int, before: datetime) -> None:
    """This person's old ones; whoever never searches again leaves at most a day's."""
    session.execute(
        delete(SearchAsked).where(SearchAsked.user_id == user_id, SearchAsked.at < before)
    )
