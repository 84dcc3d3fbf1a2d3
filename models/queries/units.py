"""Units for administrators: the list with what each has, what depends on one, and its place in the tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, and_, case, delete, func, or_, select, text
from sqlalchemy.orm import Session

from models.domain.ticket import OPEN
from models.domain.words import Level
from models.queries.accounts import escaped
from models.tables.beside import Assist
from models.tables.people import Department, Unit, UnitAbove, User
from models.tables.tickets import Ticket

_ORDER = case({"province": 0, "city": 1, "county": 2}, value=Unit.level)


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """What the list is narrowed by; empty means any."""

    words: str = ""
    level: str = ""
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the list shows it."""

    unit: Unit
    parent: str | None
    people: int


def listed(session: Session, above_id: int, narrow: UnitFilter) -> list[UnitRow]:
    """All units under one by level and code: a province has about 180, one page holds them."""
    parent = Unit.__table__.alias("parent")
    people = (
        select(func.count(User.id))
        .where(User.unit_id == Unit.id, User.active)
        .correlate(Unit)
        .scalar_subquery()
    )
    query = (
        select(Unit, parent.c.place, people)
        .join(UnitAbove, UnitAbove.unit_id == Unit.id)
        .outerjoin(parent, parent.c.id == Unit.parent_id)
        .where(UnitAbove.above_id == above_id)
        .order_by(_ORDER, Unit.code)
    )
    if narrow.words:
        like = f"%{escaped(narrow.words)}%"
        query = query.where(
            or_(Unit.name.ilike(like), Unit.place.ilike(like), Unit.code.ilike(like))
        )
    if narrow.level:
        query = query.where(Unit.level == narrow.level)
    if narrow.active is not None:
        query = query.where(Unit.active.is_(narrow.active))
    return [UnitRow(*row) for row in session.execute(query)]


def open_by_unit(session: Session) -> dict[int, int]:
    """Open tickets of each unit that has any."""
    query = select(Ticket.unit_id, func.count()).where(Ticket.status.in_(sorted(OPEN)))
    return {row[0]: row[1] for row in session.execute(query.group_by(Ticket.unit_id))}


def departments(session: Session, unit_id: int) -> Sequence[Department]:
    """The departments of a unit."""
    query = select(Department).where(Department.unit_id == unit_id)
    return session.scalars(query.order_by(Department.id)).all()


def department_numbers(session: Session, unit_id: int) -> dict[int, tuple[int, int]]:
    """department id -> (active people, open tickets)."""
    people = (
        select(func.count(User.id))
        .where(User.department_id == Department.id, User.active)
        .correlate(Department)
        .scalar_subquery()
    )
    tickets = (
        select(func.count(Ticket.id))
        .where(Ticket.department_id == Department.id, Ticket.status.in_(sorted(OPEN)))
        .correlate(Department)
        .scalar_subquery()
    )
    query = select(Department.id, people, tickets).where(Department.unit_id == unit_id)
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def open_tickets(session: Session, unit_id: int) -> Sequence[Ticket]:
    """Open tickets that the unit owns, oldest first, locked."""
    query = select(Ticket).where(Ticket.unit_id == unit_id, Ticket.status.in_(sorted(OPEN)))
    query = query.order_by(Ticket.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def owed_assists(session: Session, unit_id: int) -> Sequence[Row[Assist, Ticket]]:
    """(child task, ticket) that wait for an answer of this unit."""
    query = (
        select(Assist, Ticket)
        .join(Ticket, Ticket.id == Assist.ticket_id)
        .join(Department, Department.id == Assist.department_id)
        .where(and_(Department.unit_id == unit_id, Assist.ended.is_(None)))
        .order_by(Assist.id)
    )
    return session.execute(query).all()


def active_people(session: Session, unit_id: int) -> Sequence[User]:
    """Everybody who works in exactly this unit."""
    query = select(User).where(User.unit_id == unit_id, User.active)
    return session.scalars(query.order_by(User.id)).all()


def active_below(session: Session, unit_id: int) -> Sequence[Unit]:
    """Units directly under this one that are in use."""
    query = select(Unit).where(Unit.parent_id == unit_id, Unit.active)
    return session.scalars(query.order_by(Unit.code)).all()


def highest_below(session: Session, unit_id: int) -> Level | None:
    """The highest level among the units directly below."""
    query = select(Unit.level).where(Unit.parent_id == unit_id).order_by(_ORDER).limit(1)
    found = session.scalars(query).one_or_none()
    return Level(found) if found else None


_HANG = text(
    """INSERT INTO unit_above (unit_id, above_id, distance)
       SELECT below.unit_id, above.above_id, below.distance + above.distance + 1
       FROM unit_above AS below CROSS JOIN unit_above AS above
       WHERE below.above_id = :unit_id AND above.unit_id = :parent_id"""
)


def hang_under(session: Session, unit_id: int, parent_id: int) -> None:
    """Move the unit with everything below it: its own inner lines stay, the lines to what is above are drawn anew."""
    inside = select(UnitAbove.unit_id).where(UnitAbove.above_id == unit_id).scalar_subquery()
    session.execute(
        delete(UnitAbove)
        .where(UnitAbove.unit_id.in_(inside), UnitAbove.above_id.not_in(inside))
        .execution_options(synchronize_session=False)
    )
    session.execute(_HANG, {"unit_id": unit_id, "parent_id": parent_id})
