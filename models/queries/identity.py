"""Who somebody is: by token, by log-in, by user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from models.direct import Driver
from models.domain.permissions import Person
from models.domain.words import Level, Role
from models.tables.people import Login, Unit, User

USED_EVERY = timedelta(hours=1)
_HOLDER: LiteralString = """
    SELECT token.id, (SELECT policy_id FROM publication ORDER BY id DESC LIMIT 1),
           holder.id, holder.name, holder.role, holder.unit_id, unit.level, holder.department_id,
           token.used_at
    FROM token
    JOIN app_user AS holder ON holder.id = token.user_id
    JOIN unit ON unit.id = holder.unit_id
    WHERE token.secret_hash = %(secret)s AND token.revoked_at IS NULL AND holder.active
    """


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who holds a token, and which policy was in force when they were asked (None: the package's own)."""

    person: Person
    token_id: int
    published: str | None
    used_at: datetime | None


def person_of(session: Session, user: User) -> Person:
    """The user as the rules know them."""
    level = session.scalars(select(Unit.level).where(Unit.id == user.unit_id)).one()
    return _person(user, level)


def by_token(driver: Driver, secret_hash: bytes) -> Bearer | None:
    """The holder of a token that is in force; asked at every request, so that a revoked one ends at once."""
    for row in driver.rows(_HOLDER, {"secret": secret_hash}):
        token_id, published, user_id, name, role, unit_id, level, department_id, used_at = row
        person = Person(user_id, name, Role(role), unit_id, Level(level), department_id)
        return Bearer(person, token_id, published, used_at)
    return None


_USE: LiteralString = "UPDATE token SET used_at = %(now)s WHERE id = %(token_id)s"


def note_use(driver: Driver, bearer: Bearer, now: datetime) -> None:
    """When a token was used last, to the hour: most requests write nothing."""
    if bearer.used_at is None or now - bearer.used_at >= USED_EVERY:
        driver.rows(_USE, {"now": now, "token_id": bearer.token_id})


def login_by_secret(session: Session, secret_hash: bytes) -> Row[Login, User, str] | None:
    """(log-in, user, level) of a log-in that nobody has ended."""
    query = (
        select(Login, User, Unit.level)
        .join(User, User.id == Login.user_id)
        .join(Unit, Unit.id == User.unit_id)
        .where(Login.secret_hash == secret_hash, Login.ended_at.is_(None), User.active)
    )
    return session.execute(query).one_or_none()


def person_of_login(row: Row[Login, User, str]) -> Person:
    """The person behind a log-in."""
    return _person(row[1], row[2])


def lock_user(session: Session, login: str) -> User | None:
    """The active user with this log-in name, locked: tries are counted one after the other."""
    query = select(User).where(User.login == login, User.active).with_for_update()
    return session.scalars(query).one_or_none()


def lock_by_id(session: Session, user_id: int) -> User:
    """The user, locked; must exist."""
    return session.scalars(select(User).where(User.id == user_id).with_for_update()).one()


def logins_of(session: Session, user_id: int, limit: int) -> Sequence[Login]:
    """The log-ins of a user, running ones first, then the newest."""
    query = select(Login).where(Login.user_id == user_id)
    return session.scalars(
        query.order_by(Login.ended_at.is_not(None), Login.id.desc()).limit(limit)
    ).all()


def end_other_logins(session: Session, user_id: int, kept: bytes, now: datetime) -> int:
    """End every log-in of a user but the one with this secret; returns how many."""
    ended = (
        update(Login)
        .where(Login.user_id == user_id, Login.ended_at.is_(None), Login.secret_hash != kept)
        .values(ended_at=now)
        .returning(Login.id)
    )
    return len(session.scalars(ended).all())


def end_logins(session: Session, user_id: int, now: datetime) -> None:
    """End every log-in of a user: one account, one session (domain.md 8)."""
    session.execute(
        update(Login).where(Login.user_id == user_id, Login.ended_at.is_(None)).values(ended_at=now)
    )


def end_login(session: Session, secret_hash: bytes, now: datetime) -> None:
    """End this log-in."""
    session.execute(
        update(Login)
        .where(Login.secret_hash == secret_hash, Login.ended_at.is_(None))
        .values(ended_at=now)
    )


def _person(user: User, level: str) -> Person:
    return Person(
        user.id,
        user.name,
        Role(user.role),
        user.unit_id,
        Level(level),
        user.department_id,
        must_change_password=user.must_change_password,
    )
