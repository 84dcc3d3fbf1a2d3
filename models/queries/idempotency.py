"""Submissions that were already kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.tables.tickets import IdempotencyKey


def find(session: Session, token_id: int, key: str) -> IdempotencyKey | None:
    """The submission of this token with this key."""
    return session.get(IdempotencyKey, (token_id, key))


def insert(
    session: Session,
    token_id: int,
    key: str,
    body_hash: bytes,
    answer: dict[str, Any],
    kept_until: datetime,
) -> None:
    """Write it now, so that a rival waits here and then fails."""
    session.add(
        IdempotencyKey(
            token_id=token_id, key=key, body_hash=body_hash, answer=answer, kept_until=kept_until
        )
    )
    session.flush()


def replace_expired(session: Session, token_id: int, key: str, now: datetime) -> None:
    """A key that was used more than seven days ago is free again."""
    session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.token_id == token_id,
            IdempotencyKey.key == key,
            IdempotencyKey.kept_until < now,
        )
    )
