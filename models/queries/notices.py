"""A person's notices, only about tickets that the person still sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.queries.sight import visible
from models.tables.clocks import Notice, Outage
from models.tables.tickets import Ticket
from models.tables.trail import Event

_SHOWN = 100


def latest(session: Session, person: Person) -> Sequence[Row[Notice, Ticket, Event]]:
    """(notice, ticket, event), newest first."""
    query = (
        select(Notice, Ticket, Event)
        .join(Ticket, Ticket.id == Notice.ticket_id)
        .join(Event, Event.id == Notice.event_id)
        .where(Notice.user_id == person.user_id, Notice.sent_at.is_not(None), visible(person))
        .order_by(Notice.id.desc())
        .limit(_SHOWN)
    )
    return session.execute(query).all()


def outages_since(session: Session, at: datetime) -> Sequence[tuple[datetime, datetime]]:
    """(began, ended) of the recorded silences that ended after this moment, the latest first."""
    query = select(Outage.began_at, Outage.ended_at).where(Outage.ended_at >= at)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Outage.id.desc()))]


_ADD = text(
    """INSERT INTO notice (ticket_id, event_id, user_id, channel, kind, urgent, due_at, attempts,
                           outage_began_at, outage_ended_at, missed)
       SELECT n.ticket_id, n.event_id, n.user_id, 'in_app', n.kind, n.urgent, n.due_at, 0,
              n.outage_began_at, n.outage_ended_at, n.missed
       FROM unnest(CAST(:ticket_id AS bigint[]), CAST(:event_id AS bigint[]), CAST(:user_id AS bigint[]),
                   CAST(:kind AS text[]), CAST(:urgent AS boolean[]), CAST(:due_at AS timestamptz[]),
                   CAST(:outage_began_at AS timestamptz[]), CAST(:outage_ended_at AS timestamptz[]),
                   CAST(:missed AS bigint[]))
            AS n (ticket_id, event_id, user_id, kind, urgent, due_at, outage_began_at, outage_ended_at, missed)
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
        session.execute(_ADD, {name: [getattr(row, name) for row in rows] for name in names})
