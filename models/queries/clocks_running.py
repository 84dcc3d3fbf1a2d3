"""Running clocks across tickets: those whose end is an estimate, and those that a draft would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.ticket import OPEN
from models.queries.sight import visible
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket

_RUNNING = TicketClock.stopped_at.is_(None)


def estimated(session: Session, after_id: int, limit: int) -> Sequence[int]:
    """Ids of running clocks that cross a year without an official table, in order."""
    query = select(TicketClock.id).where(_RUNNING, TicketClock.estimated, TicketClock.id > after_id)
    return session.scalars(query.order_by(TicketClock.id).limit(limit)).all()


def count_estimated(session: Session) -> int:
    """How many ends are estimates now."""
    query = select(func.count()).select_from(TicketClock).where(_RUNNING, TicketClock.estimated)
    return session.execute(query).scalar_one()


def of_open_tickets(
    session: Session, person: Person, since: datetime, limit: int
) -> Sequence[Row[Ticket, TicketClock]]:
    """(ticket, running clock) of open tickets received since then that this person sees, the newest first."""
    query = (
        select(Ticket, TicketClock)
        .join(TicketClock, TicketClock.ticket_id == Ticket.id)
        .where(
            _RUNNING,
            Ticket.received_at >= since,
            Ticket.status.in_(sorted(OPEN)),
            visible(person),
        )
        .order_by(Ticket.id.desc(), TicketClock.id)
        .limit(limit)
    )
    return session.execute(query).all()
