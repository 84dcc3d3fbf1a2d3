"""Duties that stand, and the people of a place whom a roster may name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.domain.roster import Duty
from models.tables.duty import DutyRow
from models.tables.people import Department, Unit, UnitAbove, User


def duties_of(
    session: Session, user_ids: Collection[int], begin: datetime, end: datetime
) -> list[Duty]:
    """Duties of these people that touch the time between `begin` and `end`."""
    if not user_ids:
        return []
    query = select(DutyRow.user_id, DutyRow.starts_at, DutyRow.ends_at).where(
        DutyRow.user_id.in_(sorted(user_ids)),
        DutyRow.cancelled_at.is_(None),
        DutyRow.ends_at > begin,
        DutyRow.starts_at < end,
    )
    return [Duty(*row) for row in session.execute(query)]


def duties_below(
    session: Session, unit_id: int, begin: datetime, limit: int
) -> Sequence[Row[DutyRow, User, Unit]]:
    """(duty, person, unit) under a unit that end after `begin`, the next first."""
    query = (
        select(DutyRow, User, Unit)
        .join(User, User.id == DutyRow.user_id)
        .join(Unit, Unit.id == User.unit_id)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .where(
            UnitAbove.above_id == unit_id,
            DutyRow.cancelled_at.is_(None),
            DutyRow.ends_at > begin,
        )
        .order_by(DutyRow.starts_at, DutyRow.id)
        .limit(limit)
    )
    return session.execute(query).all()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be put on duty."""

    id: int
    name: str
    role: str
    unit: str
    department: str | None
    department_id: int | None


def people_below(session: Session, unit_id: int) -> list[Colleague]:
    """Everybody active under a unit, by unit and role."""
    query = (
        select(User.id, User.name, User.role, Unit.name, Department.name, Department.id)
        .join(Unit, Unit.id == User.unit_id)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(UnitAbove.above_id == unit_id, User.active)
        .order_by(Unit.code, User.role, User.id)
    )
    return [Colleague(*row) for row in session.execute(query)]


def names_of(session: Session, user_ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """id -> (name, role, unit name)."""
    query = (
        select(User.id, User.name, User.role, Unit.name)
        .join(Unit, Unit.id == User.unit_id)
        .where(User.id.in_(sorted(user_ids)))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(query)}


def is_below(session: Session, user_id: int, unit_id: int) -> bool:
    """Whether this active person works under the unit."""
    query = (
        select(User.id)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .where(User.id == user_id, User.active, UnitAbove.above_id == unit_id)
    )
    return session.execute(query).first() is not None


def standing_duty(session: Session, duty_id: int) -> DutyRow | None:
    """A duty that nobody cancelled, locked."""
    query = select(DutyRow).where(DutyRow.id == duty_id, DutyRow.cancelled_at.is_(None))
    return session.scalars(query.with_for_update()).one_or_none()
