"""Running clocks across tickets: those whose end is an estimate, and those that a draft would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.ticket import OPEN
from models.queries.sight import visible
from models.tables.beside import Pause
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket

_RUNNING = TicketClock.stopped_at.is_(None)
# Its end is a date, not the time that is left: what is added at the end of the pause is the paused time alone.
_STANDS_STILL = (TicketClock.stop_reason == "paused") & exists().where(
    Pause.ticket_id == TicketClock.ticket_id,
    Pause.ended_at.is_(None),
    Pause.began_at == TicketClock.stopped_at,
)
_GOES_ON = _RUNNING | _STANDS_STILL


def estimated(session: Session, after_id: int, limit: int) -> Sequence[int]:
    """Ids of clocks that run or stand still and cross a year without an official table, in order."""
    query = select(TicketClock.id).where(_GOES_ON, TicketClock.estimated, TicketClock.id > after_id)
    return session.scalars(query.order_by(TicketClock.id).limit(limit)).all()


def goes_on(session: Session, clock_id: int) -> bool:
    """Whether it runs, or will when a pause ends."""
    query = select(TicketClock.id).where(_GOES_ON, TicketClock.id == clock_id)
    return session.scalar(query) is not None


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
