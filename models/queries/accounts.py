"""Accounts and units as administrators see them: inside the subtree of their own unit, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, or_, select, tuple_
from sqlalchemy.orm import Session

from models.domain.words import Role
from models.tables.admin_changes import AdminChange
from models.tables.people import Department, Login, Unit, UnitAbove, User

_HISTORY = 50


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """What a list of accounts is narrowed by; empty means any."""

    words: str = ""
    role: str = ""
    unit_code: str = ""
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the list shows it."""

    user: User
    unit: Unit
    department: str | None
    seen_at: datetime | None


def page(
    session: Session,
    above_id: int,
    narrow: AccountFilter,
    *,
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> list[Account]:
    """Accounts under a unit by unit code and id; keyset by both."""
    seen = (
        select(func.max(Login.seen_at))
        .where(Login.user_id == User.id)
        .correlate(User)
        .scalar_subquery()
    )
    query = (
        select(User, Unit, Department.name, seen)
        .join(Unit, Unit.id == User.unit_id)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(UnitAbove.above_id == above_id, *_conditions(narrow))
        .order_by(Unit.code, User.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(Unit.code, User.id) > tuple_(*after))
    return [Account(*row) for row in session.execute(query)]


def count(session: Session, above_id: int, narrow: AccountFilter) -> int:
    """How many the list has."""
    query = (
        select(func.count(User.id))
        .join(Unit, Unit.id == User.unit_id)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .where(UnitAbove.above_id == above_id, *_conditions(narrow))
    )
    return session.execute(query).scalar_one()


def _conditions(narrow: AccountFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if narrow.words:
        like = f"%{escaped(narrow.words)}%"
        found.append(or_(User.login.ilike(like), User.name.ilike(like)))
    if narrow.role:
        found.append(User.role == narrow.role)
    if narrow.unit_code:
        found.append(Unit.code == narrow.unit_code)
    if narrow.active is not None:
        found.append(User.active.is_(narrow.active))
    return found


def escaped(words: str) -> str:
    """Words for LIKE in which a percent sign is a percent sign."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def lock_account(session: Session, user_id: int, above_id: int) -> tuple[User, int] | None:
    """(user, units between), locked, if the account lies under the unit.

    The lock also waits for whatever the user is just doing: an event names its actor (foreign key).
    """
    query = (
        select(User, UnitAbove.distance)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .where(User.id == user_id, UnitAbove.above_id == above_id)
        .with_for_update(of=User)
        .execution_options(populate_existing=True)
    )
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def account(session: Session, user_id: int, above_id: int) -> tuple[User, int] | None:
    """The same for reading."""
    query = (
        select(User, UnitAbove.distance)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .where(User.id == user_id, UnitAbove.above_id == above_id)
    )
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def distance_below(session: Session, unit_id: int, above_id: int) -> int | None:
    """How many levels the unit lies below the other; None if it does not."""
    query = select(UnitAbove.distance).where(
        UnitAbove.unit_id == unit_id, UnitAbove.above_id == above_id
    )
    return session.scalars(query).one_or_none()


def others_of_department(session: Session, department_id: int, user_id: int) -> int:
    """How many active people the department has beside this one."""
    query = select(func.count(User.id)).where(
        User.department_id == department_id, User.active, User.id != user_id
    )
    return session.execute(query).scalar_one()


def other_supervisors(session: Session, unit_id: int, user_id: int) -> int:
    """Active supervisors at this unit or above it beside this one."""
    query = (
        select(func.count(User.id))
        .join(UnitAbove, UnitAbove.above_id == User.unit_id)
        .where(
            UnitAbove.unit_id == unit_id,
            User.role == Role.SUPERVISOR,
            User.active,
            User.id != user_id,
        )
    )
    return session.execute(query).scalar_one()


def history_of_user(session: Session, user_id: int) -> Sequence[Row[AdminChange, str | None]]:
    """(change, who) of an account, newest first."""
    return _history(session, AdminChange.user_id == user_id)


def history_of_unit(session: Session, unit_id: int) -> Sequence[Row[AdminChange, str | None]]:
    """(change, who) of a unit, newest first."""
    return _history(session, AdminChange.unit_id == unit_id)


def _history(
    session: Session, wanted: ColumnElement[bool]
) -> Sequence[Row[AdminChange, str | None]]:
    query = select(AdminChange, User.name).outerjoin(User, User.id == AdminChange.by_user_id)
    return session.execute(
        query.where(wanted).order_by(AdminChange.id.desc()).limit(_HISTORY)
    ).all()


def lock_unit(session: Session, unit_id: int, above_id: int) -> Unit | None:
    """The unit, locked, if it is the other one or lies under it."""
    query = (
        select(Unit)
        .join(UnitAbove, UnitAbove.unit_id == Unit.id)
        .where(Unit.id == unit_id, UnitAbove.above_id == above_id)
        .with_for_update(of=Unit)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one_or_none()


def unit_below(session: Session, unit_id: int, above_id: int) -> Unit | None:
    """The same for reading."""
    query = select(Unit).join(UnitAbove, UnitAbove.unit_id == Unit.id)
    return session.scalars(
        query.where(Unit.id == unit_id, UnitAbove.above_id == above_id)
    ).one_or_none()
