"""A department's queue: groups one after the other, least working time first in each; keyset paging, capped counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.queue_groups import Bounds, Group
from models.domain.words import Status
from models.queries.sight import visible
from models.queries.tickets import COUNT_CAP, Filter, conditions, in_sight
from models.tables.beside import Assist
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket

Entry = Row[Ticket, TicketClock]


@dataclass(frozen=True, slots=True)
class Mark:
    """The last row of a page: the next one begins behind it."""

    group: Group
    due_at: datetime
    clock_id: int


@dataclass(frozen=True, slots=True)
class Queue:
    """Whose tickets, narrowed how, and where the groups end. `asked`: the clocks of 会办 that this department owes."""

    person: Person
    narrow: Filter
    bounds: Bounds
    asked: int | None = None


def page(
    session: Session, queue: Queue, groups: Sequence[Group], *, after: Mark | None, limit: int
) -> list[Entry]:
    """Rows of these groups in their order. Each group is one range of an index: no page sorts the whole queue."""
    order = list(groups)
    if after is not None:
        order = order[order.index(after.group) :] if after.group in order else []
    found: list[Entry] = []
    for group in order:
        query = _rows(queue, group)
        if after is not None and group is after.group:
            place = tuple_(TicketClock.due_at, TicketClock.id)
            query = query.where(place > tuple_(after.due_at, after.clock_id))
        query = query.order_by(TicketClock.due_at, TicketClock.id).limit(limit - len(found))
        found += session.execute(query).all()
        if len(found) >= limit:
            break
    return found


def count(session: Session, queue: Queue, group: Group) -> int:
    """How many rows a group has, up to COUNT_CAP."""
    rows = _rows(queue, group).with_only_columns(TicketClock.id).limit(COUNT_CAP)
    return session.execute(select(func.count()).select_from(rows.subquery())).scalar_one()


def of_numbers(session: Session, queue: Queue, numbers: Sequence[str]) -> list[Entry]:
    """Those of `numbers` that stand in this queue now, in any group."""
    query = _joined(queue).where(Ticket.number.in_(numbers))
    return list(session.execute(query).all())


def visible_with_clock(
    session: Session, person: Person, numbers: Sequence[str]
) -> Sequence[Row[Ticket, TicketClock | None]]:
    """Tickets that are on somebody's screen, with their first clock; none where nothing runs any more."""
    query = (
        select(Ticket, TicketClock)
        .outerjoin(
            TicketClock,
            (TicketClock.ticket_id == Ticket.id) & TicketClock.stopped_at.is_(None) & ~_earlier(),
        )
        .where(visible(person), Ticket.number.in_(numbers))
    )
    return session.execute(query).all()


def _rows(queue: Queue, group: Group) -> Select[Ticket, TicketClock]:
    return _joined(queue).where(*_in_group(group, queue.bounds))


def _joined(queue: Queue) -> Select[Ticket, TicketClock]:
    query = (
        select(Ticket, TicketClock)
        .join(TicketClock, TicketClock.ticket_id == Ticket.id)
        .where(in_sight(queue.person, queue.narrow), TicketClock.stopped_at.is_(None))
        .where(*conditions(queue.narrow))
    )
    if queue.asked is None:
        return query.where(~_earlier())
    mine = (Assist.department_id == queue.asked) & Assist.ended.is_(None)
    return query.join(Assist, Assist.id == TicketClock.assist_id).where(mine)


def _earlier() -> ColumnElement[bool]:
    """Whether another clock of the same ticket ends before this one."""
    other = TicketClock.__table__.alias("earlier")
    return (
        select(other.c.id)
        .where(
            other.c.ticket_id == TicketClock.ticket_id,
            other.c.stopped_at.is_(None),
            tuple_(other.c.due_at, other.c.id) < tuple_(TicketClock.due_at, TicketClock.id),
        )
        .exists()
    )


def _in_group(group: Group, bounds: Bounds) -> list[ColumnElement[bool]]:
    """The same rule as models.domain.queue_groups.group_of, as SQL; a test compares the two."""
    due = TicketClock.due_at
    working = Ticket.status.not_in((Status.SUSPENDED, Status.DISPATCHED))
    match group:
        case Group.OVERDUE:
            return [due < bounds.now, Ticket.status != Status.SUSPENDED]
        case Group.SOON:
            span = (due >= bounds.now) & (due < bounds.soon_until)
            return [span, Ticket.status != Status.SUSPENDED]
        case Group.TODAY:
            return [due >= bounds.soon_until, due < bounds.today_until, working]
        case Group.LATER:
            return [due >= bounds.today_until, working]
        case Group.PAUSED:
            return [Ticket.status == Status.SUSPENDED]
        case Group.WAITING:
            return [due >= bounds.soon_until, Ticket.status == Status.DISPATCHED]
