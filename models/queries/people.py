"""Users by log-in and by role."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.tables.people import Token, UnitAbove, User


def user_by_login(session: Session, login: str) -> User | None:
    """The user with this log-in name, active or not."""
    return session.scalars(select(User).where(User.login == login)).one_or_none()


def token_by_hash(session: Session, secret_hash: bytes) -> Token | None:
    """The token with this hash, revoked or not."""
    return session.scalars(select(Token).where(Token.secret_hash == secret_hash)).one_or_none()


def tokens_below(session: Session, above_id: int) -> Sequence[Row[Token, User]]:
    """(token, holder) under a unit: those in force first, then the newest."""
    query = (
        select(Token, User)
        .join(User, User.id == Token.user_id)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .where(UnitAbove.above_id == above_id)
        .order_by(Token.revoked_at.is_not(None), Token.id.desc())
    )
    return session.execute(query).all()


def lock_token_below(session: Session, token_id: int, above_id: int) -> Token | None:
    """The token, locked, if its holder works under the unit."""
    query = (
        select(Token)
        .join(User, User.id == Token.user_id)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .where(Token.id == token_id, UnitAbove.above_id == above_id)
        .with_for_update(of=Token)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one_or_none()
