"""A person's notices, only about tickets that the person still sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
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


def outage_around(session: Session, at: datetime) -> Outage | None:
    """The recorded silence in which this moment lies, the latest if there are several."""
    query = select(Outage).where(Outage.began_at <= at, Outage.ended_at >= at)
    return session.scalars(query.order_by(Outage.id.desc()).limit(1)).one_or_none()


def add_if_new(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep notices; one that this person already has about this event is left as it is."""
    if rows:
        session.execute(insert(Notice).on_conflict_do_nothing(), [dict(row) for row in rows])
