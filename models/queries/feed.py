"""What happened, in commit order and never with a gap: for streams, exchange and increments (design.md D16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, literal, select, tuple_
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.queries.seals import safe_below
from models.queries.sight import visible
from models.tables.base import Xid8
from models.tables.tickets import Ticket
from models.tables.trail import Event


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """Everything up to this place was read. Transactions are numbered before rows: ids may commit late."""

    xid: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Events after a cursor with the numbers of their tickets, and where to go on."""

    events: Sequence[tuple[Event, str]]
    next: Cursor


def events_after(session: Session, person: Person, after: Cursor, *, limit: int = 500) -> Page:
    """Events of tickets that `person` sees, below everything still in flight.

    A page that is not full was read to the end: its cursor jumps over what the person may not see.
    """
    below = safe_below(session)
    query = (
        select(Event, Ticket.number)
        .join(Ticket, Ticket.id == Event.ticket_id)
        .where(*position_after(after, below), visible(person))
        .order_by(Event.xid, Event.id)
        .limit(limit)
    )
    found = [(event, number) for event, number in session.execute(query)]
    if len(found) == limit:
        last = found[-1][0]
        return Page(found, Cursor(int(last.xid), last.id))
    return Page(found, max(after, Cursor(below)))


def position_after(after: Cursor, below: int) -> tuple[ColumnElement[bool], ...]:
    """Over `Event`: behind this place, and of transactions that have ended."""
    position = tuple_(Event.xid, Event.id)
    return position > tuple_(_xid(after.xid), after.id), Event.xid < _xid(below)


def _xid(value: int) -> ColumnElement[int]:
    return literal(str(value), String).cast(Xid8)


def newest(session: Session) -> Cursor:
    """The last event that everybody may read already; equal answers mean that nothing happened between."""
    below = safe_below(session)
    query = (
        select(Event.xid, Event.id)
        .where(Event.xid < _xid(below))
        .order_by(Event.xid.desc(), Event.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return Cursor(int(row[0]), row[1]) if row else Cursor()
