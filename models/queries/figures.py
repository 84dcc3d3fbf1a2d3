"""Many numbers with few statements: the slices of a board counted by week, unit and category at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Date, Row, and_, case, cast, func, select, tuple_
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.slices import Measure, Slice
from models.domain.ticket import OPEN
from models.domain.worktime import SHANGHAI
from models.queries.sight import visible
from models.queries.slices import conditions, measured, narrowed
from models.tables.clocks import TicketClock
from models.tables.people import Unit, UnitAbove, User
from models.tables.tallies import Tally
from models.tables.tickets import Party, Ticket

OVERDUE_CAP = 20_000  # running clocks past their end that are looked at to tell the units apart

Counts = Mapping[Measure, int]


@dataclass
class Table:
    """Counts of several measures: altogether, by week's Monday, by unit id, by category code."""

    all: Counts = field(default_factory=dict)
    weeks: dict[date, Counts] = field(default_factory=dict)
    units: dict[int, Counts] = field(default_factory=dict)
    categories: dict[str, Counts] = field(default_factory=dict)


def table(session: Session, person: Person, cut: Slice, measures: Sequence[Measure]) -> Table:
    """One pass over the span of `cut`; all measures must count by the same time (receipt, or end)."""
    moment = Ticket.received_at if measures[0] is Measure.RECEIVED else Ticket.closed_at
    week = cast(func.date_trunc("week", func.timezone("Asia/Shanghai", moment)), Date)
    columns = [
        func.count(case((measured(replace(cut, what=measure)), 1))).label(measure.value)
        for measure in measures
    ]
    base = select(week.label("week"), Ticket.unit_id, Ticket.category, *columns)
    query = (
        base.outerjoin(Tally, Tally.ticket_id == Ticket.id)
        .where(
            visible(person),
            moment >= cut.since,
            moment < cut.until,
            *narrowed(cut),
        )
        .group_by(func.grouping_sets(tuple_(), week, Ticket.unit_id, Ticket.category))
        .add_columns(func.grouping(week, Ticket.unit_id, Ticket.category).label("sets"))
    )
    return _sorted_out(session.execute(query).all(), measures)


_ALL, _WEEK, _UNIT, _CATEGORY = (
    0b111,
    0b011,
    0b101,
    0b110,
)  # a bit is set where a column is rolled up


def _sorted_out(rows: Sequence[Row], measures: Sequence[Measure]) -> Table:  # type: ignore[type-arg]
    found = Table(all=dict.fromkeys(measures, 0))
    for row in rows:
        counts = {measure: getattr(row, measure.value) for measure in measures}
        if row.sets == _ALL:
            found.all = counts
        elif row.sets == _WEEK and row.week is not None:
            found.weeks[row.week] = counts
        elif row.sets == _UNIT:
            found.units[row.unit_id] = counts
        elif row.sets == _CATEGORY and row.category is not None:
            found.categories[row.category] = counts
    return found


def overdue_by_unit(session: Session, person: Person, cut: Slice) -> dict[int, int]:
    """Unit id -> open tickets past the end of a clock; of the first OVERDUE_CAP such clocks."""
    late = (
        select(Ticket.id, Ticket.unit_id)
        .join(TicketClock, TicketClock.ticket_id == Ticket.id)
        .where(
            TicketClock.stopped_at.is_(None),
            TicketClock.due_at < cut.by,
            Ticket.status.in_(sorted(OPEN)),
            visible(person),
            *narrowed(cut),
        )
        .limit(OVERDUE_CAP)
        .subquery()
    )
    query = select(late.c.unit_id, func.count(late.c.id.distinct())).group_by(late.c.unit_id)
    return {row[0]: row[1] for row in session.execute(query)}


def load(
    session: Session, person: Person, cut: Slice, limit: int
) -> Sequence[tuple[int, str, int, int]]:
    """(user id, name, tickets in hand, of them overdue), the fullest hands first.

    Hands are counted from their index alone; what is late is looked for from the clocks' side, and in these hands only.
    """
    held = func.count()
    fullest = (
        select(Ticket.accepted_by, held.label("held"))
        .where(*_in_hand(person, cut))
        .group_by(Ticket.accepted_by)
        .order_by(held.desc(), Ticket.accepted_by)
        .limit(limit)
        .subquery()
    )
    query = (
        select(User.id, User.name, fullest.c.held)
        .join(fullest, fullest.c.accepted_by == User.id)
        .order_by(fullest.c.held.desc(), User.id)
    )
    rows = session.execute(query).all()
    late = _late_in_hands(session, person, cut, [row[0] for row in rows])
    return [(row[0], row[1], row[2], late.get(row[0], 0)) for row in rows]


def _in_hand(person: Person, cut: Slice) -> list[ColumnElement[bool]]:
    held = Ticket.accepted_by.is_not(None), Ticket.status.in_(sorted(OPEN))
    return [*held, visible(person), *narrowed(cut)]


def _late_in_hands(
    session: Session, person: Person, cut: Slice, users: Sequence[int]
) -> dict[int, int]:
    query = (
        select(Ticket.accepted_by, func.count(Ticket.id.distinct()))
        .join(TicketClock, TicketClock.ticket_id == Ticket.id)
        .where(TicketClock.stopped_at.is_(None), TicketClock.due_at < cut.by)
        .where(Ticket.accepted_by.in_(users), *_in_hand(person, cut))
        .group_by(Ticket.accepted_by)
    )
    if not users:
        return {}
    return {row[0]: row[1] for row in session.execute(query) if row[0] is not None}


def pairs(session: Session, person: Person, cut: Slice, limit: int) -> Sequence[Row[int, int, int]]:
    """(department that had it, department that has it, tickets) of returned tickets, most first."""
    number = func.count()
    query = (
        select(Party.department_id, Ticket.department_id, number)
        .select_from(Ticket)
        .join(Tally, Tally.ticket_id == Ticket.id)
        .join(Party, and_(Party.ticket_id == Ticket.id, Party.part == "former"))
        .where(visible(person), *conditions(replace(cut, what=Measure.RETURNED)))
        .group_by(Party.department_id, Ticket.department_id)
        .order_by(number.desc())
        .limit(limit)
    )
    return session.execute(query).all()


def branches(session: Session, code: str) -> Sequence[Row[int, str, str, str]]:
    """(unit id, code, name, level) of every unit, each under the branch of `code` that it belongs to.

    The unit itself is a branch of its own (distance 0); everything deeper counts for the child above it.
    """
    top = select(Unit.id).where(Unit.code == code).scalar_subquery()
    query = (
        select(UnitAbove.unit_id, Unit.code, Unit.place, Unit.level)
        .join(Unit, Unit.id == UnitAbove.above_id)
        .where((Unit.parent_id == top) | ((Unit.id == top) & (UnitAbove.distance == 0)))
        .order_by(Unit.code)
    )
    return session.execute(query).all()


def longest_waiting(
    session: Session, person: Person, cut: Slice, limit: int
) -> Sequence[Row[str, datetime | None, str, str | None]]:
    """(number, dispatched at, unit, category) of tickets of the slice, the longest wait first."""
    query = (
        select(Ticket.number, Ticket.dispatched_at, Unit.place, Ticket.category)
        .join(Unit, Unit.id == Ticket.unit_id)
        .outerjoin(Tally, Tally.ticket_id == Ticket.id)
        .where(visible(person), *conditions(cut))
        .order_by(Ticket.dispatched_at)
        .limit(limit)
    )
    return session.execute(query).all()


def whole_weeks(until: date, weeks: int) -> list[date]:
    """The Mondays of the last `weeks` weeks, the running one last."""
    monday = until - timedelta(days=until.weekday())
    return [monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]


def code_of(session: Session, unit_id: int) -> str:
    """The code of a unit."""
    return session.scalars(select(Unit.code).where(Unit.id == unit_id)).one()


def levels(session: Session) -> dict[int, str]:
    """unit id -> level."""
    return {row[0]: row[1] for row in session.execute(select(Unit.id, Unit.level))}


def week_of(monday: date) -> Slice:
    """What came in during one week of Beijing days."""
    since = datetime.combine(monday, time(), SHANGHAI).astimezone(UTC)
    return Slice(Measure.RECEIVED, since=since, until=since + timedelta(weeks=1))
