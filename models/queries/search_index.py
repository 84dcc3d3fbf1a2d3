"""Fills the search index: which tickets were touched, what they hold, and their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.queries.feed import Cursor, position_after
from models.queries.seals import safe_below
from models.tables.callers import Caller
from models.tables.people import Unit, UnitAbove
from models.tables.search import SearchMark, TicketSearch
from models.tables.tickets import Note, Party, Ticket
from models.tables.trail import Event

_COLUMNS = ("event_seq", "spelling", "body", "matter", "initials", "terms")


@dataclass(frozen=True, slots=True)
class Touched:
    """Tickets with events after a place, and where to go on; `last` if nothing more waits."""

    ticket_ids: list[int]
    next: Cursor
    last: bool


def lock_filling(session: Session) -> bool:
    """One at a time fills the index; whoever comes second goes away again."""
    return bool(session.execute(text("SELECT pg_try_advisory_xact_lock(1235103)")).scalar_one())


def touched_after(session: Session, after: Cursor, limit: int) -> Touched:
    """In commit order and below everything still in flight, so that no event is ever jumped over."""
    below = safe_below(session)
    query = (
        select(Event.xid, Event.id, Event.ticket_id)
        .where(*position_after(after, below))
        .order_by(Event.xid, Event.id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    ids = list(dict.fromkeys(row.ticket_id for row in rows))
    if len(rows) == limit:
        return Touched(ids, Cursor(int(rows[-1].xid), rows[-1].id), last=False)
    return Touched(ids, max(after, Cursor(below)), last=True)


def ids_after(session: Session, after_id: int, limit: int) -> list[int]:
    """The next tickets by id, whatever happened to them."""
    query = select(Ticket.id).where(Ticket.id > after_id).order_by(Ticket.id).limit(limit)
    return list(session.scalars(query))


def out_of_date(session: Session, ticket_ids: Sequence[int], spelling: int) -> list[Ticket]:
    """Those of these tickets whose row is missing, older than their last event, or made by other rules."""
    current = (
        (TicketSearch.ticket_id == Ticket.id)
        & (TicketSearch.event_seq == Ticket.event_seq)
        & (TicketSearch.spelling == spelling)
    )
    query = (
        select(Ticket)
        .outerjoin(TicketSearch, current)
        .where(Ticket.id.in_(ticket_ids), TicketSearch.ticket_id.is_(None))
        .order_by(Ticket.id)
    )
    return list(session.scalars(query.execution_options(populate_existing=True)))


def notes_of(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """The words of people on each ticket, oldest first."""
    query = select(Note.ticket_id, Note.text).where(Note.ticket_id.in_(ticket_ids))
    return _grouped(session.execute(query.order_by(Note.id)).all())


def departments_beside(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[int]]:
    """Co-handlers and former owners of each ticket."""
    query = select(Party.ticket_id, Party.department_id).where(Party.ticket_id.in_(ticket_ids))
    return _grouped(session.execute(query).all())


def sealed_names(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[bytes]]:
    """The callers' names, encrypted: whoever indexes must know what to leave out."""
    query = select(Caller.ticket_id, Caller.name_sealed).where(
        Caller.ticket_id.in_(ticket_ids), Caller.name_sealed.is_not(None)
    )
    return _grouped(session.execute(query).all())


@dataclass(frozen=True)
class Tree:
    """Every unit with those above it, nearest first; and by code the names of a place, nearest first."""

    above: Mapping[int, list[int]]
    places: Mapping[str, list[str]]


def tree(session: Session) -> Tree:
    """The whole province is some hundreds of rows."""
    query = select(UnitAbove.unit_id, UnitAbove.above_id).order_by(UnitAbove.distance)
    above: dict[int, list[int]] = _grouped(session.execute(query).all())
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    places = {
        unit.code: [units[each].place for each in above.get(unit.id, [unit.id])]
        for unit in units.values()
    }
    return Tree(above, places)


def keep(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or replace; a row whose terms stay the same touches no entry of the index."""
    if not rows:
        return
    query = insert(TicketSearch)
    session.execute(
        query.on_conflict_do_update(
            index_elements=["ticket_id"],
            set_={name: getattr(query.excluded, name) for name in _COLUMNS},
        ),
        list(rows),
    )


def mark(session: Session, name: str) -> SearchMark | None:
    """How far this run is."""
    return session.get(SearchMark, name, populate_existing=True)


def set_mark(session: Session, name: str, at: Cursor, now: datetime) -> None:
    """It came to here, in the transaction of what it did."""
    values = {"xid": at.xid, "id": at.id, "at": now}
    query = insert(SearchMark).values(name=name, **values)
    session.execute(query.on_conflict_do_update(index_elements=["name"], set_=values))


def totals(session: Session) -> tuple[int, int]:
    """(tickets, rows of the index)."""
    counts = (select(func.count()).select_from(table) for table in (Ticket, TicketSearch))
    tickets, rows = (session.execute(query).scalar_one() for query in counts)
    return tickets, rows


def _grouped(rows: Sequence[Row[Any, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return found
