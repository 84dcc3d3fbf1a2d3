"""Users by log-in and by role."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.people import Token, User


def user_by_login(session: Session, login: str) -> User | None:
    """The user with this log-in name, active or not."""
    return session.scalars(select(User).where(User.login == login)).one_or_none()


def token_by_hash(session: Session, secret_hash: bytes) -> Token | None:
    """The token with this hash, revoked or not."""
    return session.scalars(select(Token).where(Token.secret_hash == secret_hash)).one_or_none()
