"""Units, departments and the people in them: who is responsible for a place, and whom to tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, BigInteger, Row, Select, any_, case, literal, select
from sqlalchemy.orm import Session

from models.domain.words import Level, Queue
from models.tables.people import Department, Unit, UnitAbove, User

_HEIGHT = {Level.COUNTY: 0, Level.CITY: 1, Level.PROVINCE: 2}


def unit_by_code(session: Session, code: str) -> Unit | None:
    """The unit of a GB/T 2260 code."""
    return session.scalars(select(Unit).where(Unit.code == code)).one_or_none()


def department(session: Session, department_id: int) -> Department:
    """One department; it must exist."""
    return session.get_one(Department, department_id)


def department_at(session: Session, unit_id: int, queue: Queue) -> Department | None:
    """The department of exactly this unit."""
    wanted = (Department.unit_id == unit_id) & (Department.queue == queue)
    return session.scalars(select(Department).where(wanted)).one_or_none()


def units_by_codes(session: Session, codes: Collection[str]) -> dict[str, int]:
    """code -> id of those of these units that exist."""
    query = select(Unit.code, Unit.id).where(Unit.code.in_(sorted(codes)))
    return {row[0]: row[1] for row in session.execute(query)}


def departments_upward(
    session: Session, unit_id: int, queue: Queue
) -> Sequence[Row[Department, str, bool]]:
    """(Department, level, staffed) of this unit and of those above it, nearest first."""
    return session.execute(_upward([unit_id]).where(Department.queue == queue)).all()


def departments_above(
    session: Session, unit_ids: Collection[int]
) -> dict[tuple[int, str], list[tuple[Department, str, bool]]]:
    """The same for many units and every queue: (unit id, queue) -> rows, nearest first."""
    found: dict[tuple[int, str], list[tuple[Department, str, bool]]] = {}
    for department, level, staffed, unit_id in session.execute(
        _upward(unit_ids).add_columns(UnitAbove.unit_id)
    ):
        found.setdefault((unit_id, department.queue), []).append((department, level, staffed))
    return found


def _upward(unit_ids: Collection[int]) -> Select[Department, str, bool]:
    staffed = (
        select(User.id)
        .where(User.department_id == Department.id, User.active)
        .correlate(Department)
        .exists()
    )
    return (
        select(Department, Unit.level, staffed.label("staffed"))
        .join(UnitAbove, UnitAbove.above_id == Department.unit_id)
        .join(Unit, Unit.id == Department.unit_id)
        .where(UnitAbove.unit_id.in_(sorted(unit_ids)), Unit.active)
        .order_by(UnitAbove.distance)
    )


def reaches(level: str, lowest: Level) -> bool:
    """Whether a unit of `level` is high enough for a matter that `lowest` may handle."""
    return _HEIGHT[Level(level)] >= _HEIGHT[lowest]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody active; `distance` is how many levels above the place that was asked for."""

    id: int
    role: str
    distance: int = 0


def people_of_departments(
    session: Session, department_ids: Collection[int]
) -> dict[int, list[Member]]:
    """The active people of each of these departments, by id."""
    query = select(User.department_id, User.id, User.role).where(
        User.department_id == any_(literal(sorted(department_ids), ARRAY(BigInteger))), User.active
    )
    found: dict[int, list[Member]] = {each: [] for each in department_ids}
    for department_id, user_id, role in session.execute(query.order_by(User.id)):
        assert department_id is not None, "asked for by it"
        found[department_id].append(Member(user_id, role))
    return found


def people_above(session: Session, unit_ids: Collection[int]) -> dict[int, list[Member]]:
    """The active people of each of these units and of those above, nearest first."""
    query = (
        select(UnitAbove.unit_id, User.id, User.role, UnitAbove.distance)
        .join(UnitAbove, UnitAbove.above_id == User.unit_id)
        .where(UnitAbove.unit_id == any_(literal(sorted(unit_ids), ARRAY(BigInteger))), User.active)
        .order_by(UnitAbove.distance, User.id)
    )
    found: dict[int, list[Member]] = {each: [] for each in unit_ids}
    for unit_id, user_id, role, distance in session.execute(query):
        found[unit_id].append(Member(user_id, role, distance))
    return found


def units_below(session: Session, unit_id: int) -> Sequence[Unit]:
    """The unit and everything under it: province, cities, counties, by code."""
    order = case({level.value: -height for level, height in _HEIGHT.items()}, value=Unit.level)
    query = (
        select(Unit)
        .join(UnitAbove, UnitAbove.unit_id == Unit.id)
        .where(UnitAbove.above_id == unit_id)
        .order_by(order, Unit.code)
    )
    return session.scalars(query).all()


def all_units(session: Session) -> Sequence[Unit]:
    """Every unit there is."""
    return session.scalars(select(Unit).order_by(Unit.id)).all()


def line_above(session: Session, unit_id: int) -> list[int]:
    """Ids of the unit itself and of those above it, nearest first."""
    query = select(UnitAbove.above_id).where(UnitAbove.unit_id == unit_id)
    return list(session.scalars(query.order_by(UnitAbove.distance)))


def place_names(session: Session, department_id: int) -> tuple[str, str]:
    """(unit name, department name)."""
    query = select(Unit.name, Department.name).join(Department, Department.unit_id == Unit.id)
    row = session.execute(query.where(Department.id == department_id)).one()
    return row[0], row[1]


def codes_above(session: Session, unit_id: int) -> list[str]:
    """Codes of the unit itself and of those above it, nearest first."""
    query = select(Unit.code).join(UnitAbove, UnitAbove.above_id == Unit.id)
    return list(
        session.scalars(query.where(UnitAbove.unit_id == unit_id).order_by(UnitAbove.distance))
    )
