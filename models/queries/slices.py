"""The tickets of a slice: the one set of conditions that every number of a page and the list behind it share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, exists, false, func, select
from sqlalchemy.orm import Session

from models.domain.decisions import DecisionKind
from models.domain.permissions import Person
from models.domain.slices import BY_END, OPEN_NOW, Measure, Slice
from models.domain.ticket import OPEN
from models.domain.words import ClockKind, Status, Urgency
from models.queries.sight import visible
from models.tables.beside import Extension
from models.tables.clocks import TicketClock
from models.tables.decisions import Decision
from models.tables.people import Unit, UnitAbove
from models.tables.tallies import Tally
from models.tables.tickets import Party, Ticket

_ENDED = (Status.CLOSED, Status.ARCHIVED)


def count(session: Session, person: Person, cut: Slice, cap: int) -> int:
    """How many tickets, up to `cap`: an exact count of a million rows helps nobody."""
    rows = _tickets(select(Ticket.id), person, cut).limit(cap)
    return session.execute(select(func.count()).select_from(rows.subquery())).scalar_one()


def page(
    session: Session, person: Person, cut: Slice, *, before_id: int | None, limit: int
) -> Sequence[Ticket]:
    """The tickets, newest first, keyset by id."""
    query = _tickets(select(Ticket), person, cut)
    if before_id is not None:
        query = query.where(Ticket.id < before_id)
    return session.scalars(query.order_by(Ticket.id.desc()).limit(limit)).all()


def _tickets(query, person: Person, cut: Slice):  # type: ignore[no-untyped-def]  # Select of either kind
    return query.outerjoin(Tally, Tally.ticket_id == Ticket.id).where(
        visible(person), *conditions(cut)
    )


def conditions(cut: Slice) -> list[ColumnElement[bool]]:
    """Over `Ticket` with `Tally` joined to it (outer)."""
    return [measured(cut), *_time(cut), *narrowed(cut)]


def measured(cut: Slice) -> ColumnElement[bool]:
    """What is counted, without time and place."""
    return and_(*_MEASURED[cut.what](cut))


def narrowed(cut: Slice) -> list[ColumnElement[bool]]:
    """Where, what about, whose."""
    parts: list[ColumnElement[bool]] = []
    if cut.below is not None:
        under = select(UnitAbove.unit_id).join(Unit, Unit.id == UnitAbove.above_id)
        parts.append(Ticket.unit_id.in_(under.where(Unit.code == cut.below)))
    if cut.unit is not None:
        parts.append(Ticket.unit_id.in_(select(Unit.id).where(Unit.code == cut.unit)))
    if cut.level is not None:
        parts.append(Ticket.unit_id.in_(select(Unit.id).where(Unit.level == cut.level)))
    if cut.category is not None:
        whole = len(cut.category) == _WHOLE_CODE
        parts.append(
            Ticket.category == cut.category if whole else Ticket.category.like(f"{cut.category}%")
        )
    if cut.owner is not None:
        parts.append(Ticket.department_id == cut.owner)
    if cut.former is not None:
        had = (
            Party.ticket_id == Ticket.id,
            Party.department_id == cut.former,
            Party.part == "former",
        )
        parts.append(exists().where(*had).correlate(Ticket))
    if cut.place is not None:
        parts.append(Ticket.region_code.like(f"{cut.place}%"))
    if cut.employer is not None:
        parts.append(Ticket.employer == cut.employer)
    if cut.flag is not None:
        parts.append(Ticket.flags.contains([cut.flag]))
    return parts


_WHOLE_CODE = 4


def _time(cut: Slice) -> list[ColumnElement[bool]]:
    """The span of a count over weeks: by receipt, or by the day of the end."""
    if cut.what in OPEN_NOW:
        return []
    ended = cut.what in BY_END
    column = Ticket.closed_at if ended else Ticket.received_at
    if cut.what is Measure.RELAPSED:
        column = Tally.reopened_at
    parts: list[ColumnElement[bool]] = []
    if cut.since is not None:
        parts.append(column >= cut.since)
    if cut.until is not None:
        parts.append(column < cut.until)
    return parts


def _running(cut: Slice, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    runs = TicketClock.ticket_id == Ticket.id, TicketClock.stopped_at.is_(None)
    return exists().where(*runs, *more).correlate(Ticket)


def _overdue(cut: Slice) -> ColumnElement[bool]:
    return _running(cut, TicketClock.due_at < cut.by) if cut.by is not None else false()


def _breaching(cut: Slice) -> ColumnElement[bool]:
    if cut.by is None or cut.until is None:
        return false()
    return _running(cut, TicketClock.due_at >= cut.by, TicketClock.due_at < cut.until)


def _asked_for_time(_cut: Slice) -> ColumnElement[bool]:
    asked = Extension.ticket_id == Ticket.id, Extension.granted.is_(None), ~Extension.overtaken
    return exists().where(*asked).correlate(Ticket)


def _decided(kind: DecisionKind) -> ColumnElement[bool]:
    says = Decision.ticket_id == Ticket.id, Decision.kind == kind
    return exists().where(*says).correlate(Ticket)


_OPEN = Ticket.status.in_(sorted(OPEN))
_CLOSED = Ticket.status.in_(_ENDED), Tally.ended == "closed"

_MEASURED: Mapping[Measure, Callable[[Slice], Sequence[ColumnElement[bool]]]] = {
    Measure.OPEN: lambda _cut: [_OPEN],
    Measure.P1_WAITING: lambda _cut: [
        Ticket.status == Status.DISPATCHED,
        Ticket.urgency == Urgency.P1,
    ],
    Measure.CONFIRMING: lambda cut: [_OPEN, _running(cut, TicketClock.kind == ClockKind.CONFIRM)],
    Measure.OVERDUE: lambda cut: [_OPEN, _overdue(cut)],
    Measure.BREACHING: lambda cut: [_OPEN, _breaching(cut)],
    Measure.AWAITING: lambda _cut: [Ticket.status == Status.DISPATCHED],
    Measure.RETURNS: lambda _cut: [Ticket.status == Status.RETURN_REQUESTED],
    Measure.EXTENSIONS: lambda cut: [_OPEN, _asked_for_time(cut)],
    Measure.DISPUTES: lambda _cut: [Ticket.status == Status.IN_CONSULTATION],
    Measure.ESCALATED: lambda _cut: [_OPEN, Ticket.escalation_level > 0],
    Measure.HELD: lambda cut: [_OPEN, Ticket.accepted_by == cut.person],
    Measure.HELD_OVERDUE: lambda cut: [_OPEN, Ticket.accepted_by == cut.person, _overdue(cut)],
    Measure.RECEIVED: lambda _cut: [Ticket.id > 0],
    Measure.RETURNED: lambda _cut: [Tally.returns >= 1],
    Measure.PING_PONG: lambda _cut: [Tally.returns > 1],
    Measure.ABSTAINED: lambda _cut: [Tally.abstained.is_(True)],
    Measure.EMERGENCIES: lambda _cut: [(Ticket.urgency == Urgency.P1) | Tally.alarm.is_(True)],
    Measure.MISSED: lambda _cut: [Tally.missed.is_(True)],
    Measure.FALSE_ALARM: lambda _cut: [Tally.false_alarm.is_(True)],
    Measure.KEPT: lambda _cut: [_decided(DecisionKind.KEPT), ~_decided(DecisionKind.CHANGED)],
    Measure.CHANGED: lambda _cut: [_decided(DecisionKind.CHANGED)],
    Measure.CLOSED: lambda _cut: [*_CLOSED],
    Measure.SOLVED: lambda _cut: [*_CLOSED, Tally.solved.is_(True)],
    Measure.UNSOLVED: lambda _cut: [*_CLOSED, Tally.solved.is_(False)],
    Measure.UNPROVEN: lambda _cut: [*_CLOSED, Tally.solved.is_(None)],
    Measure.ON_TIME: lambda _cut: [*_CLOSED, Tally.late.is_(False)],
    Measure.LATE: lambda _cut: [*_CLOSED, Tally.late.is_(True)],
    Measure.SATISFIED: lambda _cut: [*_CLOSED, Tally.satisfied.is_(True)],
    Measure.RELAPSED: lambda _cut: [Tally.relapsed.is_(True)],
}
