"""What depends on somebody who is to leave: tickets in hand, a department left empty, duties; and who could follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from models.domain.ticket import OPEN
from models.domain.words import Role
from models.tables.beside import Assist
from models.tables.clocks import TicketClock
from models.tables.duty import DutyRow
from models.tables.people import Department, Unit, UnitAbove, User
from models.tables.tickets import Ticket


def held(session: Session, user_id: int) -> Sequence[Ticket]:
    """Open tickets that this person signed for, oldest first, locked: they do not move while we look."""
    return _open(session, Ticket.accepted_by == user_id)


def of_department(session: Session, department_id: int) -> Sequence[Ticket]:
    """Open tickets of a department, oldest first, locked."""
    return _open(session, Ticket.department_id == department_id)


def _open(session: Session, wanted: ColumnElement[bool]) -> Sequence[Ticket]:
    query = select(Ticket).where(wanted, Ticket.status.in_(sorted(OPEN))).order_by(Ticket.id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).all()


def owed_assists(session: Session, department_id: int) -> Sequence[Row[Assist, Ticket]]:
    """(child task, ticket) that wait for this department's answer."""
    query = (
        select(Assist, Ticket)
        .join(Ticket, Ticket.id == Assist.ticket_id)
        .where(Assist.department_id == department_id, Assist.ended.is_(None))
        .order_by(Assist.id)
    )
    return session.execute(query).all()


def clocks_of(session: Session, ticket_ids: Collection[int]) -> Sequence[TicketClock]:
    """The running clocks of these tickets, the nearest end first."""
    query = select(TicketClock).where(
        TicketClock.ticket_id.in_(sorted(ticket_ids)), TicketClock.stopped_at.is_(None)
    )
    return session.scalars(query.order_by(TicketClock.due_at, TicketClock.id)).all()


def duties(session: Session, user_id: int, now: datetime) -> Sequence[DutyRow]:
    """Duties of this person that are not over and that nobody cancelled."""
    query = select(DutyRow).where(
        DutyRow.user_id == user_id, DutyRow.cancelled_at.is_(None), DutyRow.ends_at > now
    )
    return session.scalars(query.order_by(DutyRow.starts_at, DutyRow.id)).all()


def colleagues(session: Session, department_id: int, user_id: int) -> Sequence[User]:
    """The other active people of a department."""
    query = select(User).where(User.department_id == department_id, User.active, User.id != user_id)
    return session.scalars(query.order_by(User.role, User.id)).all()


def supervisors(session: Session, above_id: int, user_id: int) -> Sequence[User]:
    """The other active supervisors under a unit: they take over what a supervisor had taken over."""
    query = (
        select(User)
        .join(UnitAbove, UnitAbove.unit_id == User.unit_id)
        .where(
            UnitAbove.above_id == above_id,
            User.role == Role.SUPERVISOR,
            User.active,
            User.id != user_id,
        )
    )
    return session.scalars(query.order_by(User.id)).all()


def sister_departments(session: Session, department: Department) -> Sequence[Row[Department, Unit]]:
    """(department, unit) of the same queue in other active units that somebody works in."""
    staffed = (
        select(User.id)
        .where(User.department_id == Department.id, User.active)
        .correlate(Department)
        .exists()
    )
    query = (
        select(Department, Unit)
        .join(Unit, Unit.id == Department.unit_id)
        .where(
            Department.queue == department.queue,
            Department.id != department.id,
            Unit.active,
            staffed,
        )
        .order_by(Unit.code)
    )
    return session.execute(query).all()
