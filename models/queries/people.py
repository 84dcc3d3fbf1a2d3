"""Users by log-in and by role."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.people import User


def user_by_login(session: Session, login: str) -> User | None:
    """The user with this log-in name, active or not."""
    return session.scalars(select(User).where(User.login == login)).one_or_none()
