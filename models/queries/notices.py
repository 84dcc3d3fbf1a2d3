"""A person's notices, only about tickets that the person still sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, select, text, update
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.queries.many import as_json
from models.queries.sight import visible
from models.tables.clocks import Notice, Outage
from models.tables.tickets import Ticket
from models.tables.trail import Event

UNREAD_CAP = 100  # shown as "99+"


def latest(
    session: Session,
    person: Person,
    *,
    unread: bool = False,
    before_id: int | None = None,
    limit: int = 50,
) -> Sequence[Row[Notice, Ticket, Event]]:
    """(notice, ticket, event), newest first; keyset by id."""
    query = (
        select(Notice, Ticket, Event)
        .join(Ticket, Ticket.id == Notice.ticket_id)
        .join(Event, Event.id == Notice.event_id)
        .where(_heard(person), visible(person))
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    if unread:
        query = query.where(Notice.read_at.is_(None))
    if before_id is not None:
        query = query.where(Notice.id < before_id)
    return session.execute(query).all()


def unread(session: Session, person: Person) -> int:
    """How many this person has not read, up to the cap: those that the list shows."""
    query = (
        select(Notice.id)
        .join(Ticket, Ticket.id == Notice.ticket_id)
        .where(_heard(person), Notice.read_at.is_(None), visible(person))
        .limit(UNREAD_CAP)
    )
    return session.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def mark_read(
    session: Session, person: Person, now: datetime, *, upto: int, only: int | None = None
) -> int:
    """Read up to this notice, or only one; returns how many. What came in meanwhile stays unread."""
    query = update(Notice).where(_heard(person), Notice.read_at.is_(None), Notice.id <= upto)
    if only is not None:
        query = query.where(Notice.id == only)
    return len(session.scalars(query.values(read_at=now).returning(Notice.id)).all())


def mark_ticket_read(session: Session, person: Person, ticket_id: int, now: datetime) -> None:
    """Whoever opens a ticket has heard what the notices about it said."""
    query = update(Notice).where(
        _heard(person), Notice.read_at.is_(None), Notice.ticket_id == ticket_id
    )
    session.execute(query.values(read_at=now))


def _heard(person: Person) -> ColumnElement[bool]:
    return and_(Notice.user_id == person.user_id, Notice.sent_at.is_not(None))


def outages_since(session: Session, at: datetime) -> Sequence[tuple[datetime, datetime]]:
    """(began, ended) of the recorded silences that ended after this moment, the latest first."""
    query = select(Outage.began_at, Outage.ended_at).where(Outage.ended_at >= at)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Outage.id.desc()))]


_ADD = text(
    """INSERT INTO notice (ticket_id, event_id, user_id, channel, kind, urgent, due_at, attempts,
                           outage_began_at, outage_ended_at, missed)
       SELECT n.ticket_id, n.event_id, n.user_id, 'in_app', n.kind, n.urgent, n.due_at, 0,
              n.outage_began_at, n.outage_ended_at, n.missed
       FROM jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (ticket_id bigint, event_id bigint, user_id bigint, kind text, urgent boolean,
                  due_at timestamptz, outage_began_at timestamptz, outage_ended_at timestamptz,
                  missed bigint)
       ON CONFLICT DO NOTHING"""
)


@dataclass(frozen=True, slots=True)
class NewNotice:
    """An in-app notice before it is a row."""

    ticket_id: int
    event_id: int
    user_id: int
    kind: str
    urgent: bool
    due_at: datetime
    outage_began_at: datetime | None = None
    outage_ended_at: datetime | None = None
    missed: int | None = None


def add_if_new(session: Session, rows: Sequence[NewNotice]) -> None:
    """Keep notices with one statement; one that this person already has about this event is left as it is."""
    if rows:
        names = [each.name for each in fields(NewNotice)]
        session.execute(_ADD, {"rows": as_json(rows, names)})
