"""Is the program alive: the last beat, what waits, which bundle is in use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.domain.ticket import OPEN
from models.tables.bundles import Bundle
from models.tables.clocks import Beat
from models.tables.tickets import Ticket
from models.tables.trail import Event


def last_beat(session: Session, loop: str = "scheduler") -> datetime | None:
    """When a scheduler (or an auditor) last did its work; None if none ever did."""
    query = select(func.max(Beat.at)).where(Beat.name.startswith(f"{loop}:"))
    return session.execute(query).scalar_one()


def open_by_status(session: Session) -> Sequence[Row[str, int]]:
    """(status, count) of open tickets."""
    query = select(Ticket.status, func.count()).where(Ticket.status.in_(sorted(OPEN)))
    return session.execute(query.group_by(Ticket.status)).all()


def recent_lateness(session: Session, limit: int) -> list[float]:
    """Seconds between due and done of the newest escalations; the index on kind and id makes it a short read."""
    query = (
        select(Event.at, Event.codes["due"].astext)
        .where(Event.kind == "escalated")
        .order_by(Event.id.desc())
        .limit(limit)
    )
    return [
        (at - datetime.fromisoformat(due)).total_seconds() for at, due in session.execute(query)
    ]


def bundle_in_use(session: Session) -> str | None:
    """The id of the reader's bundle."""
    return session.scalars(select(Bundle.id).where(Bundle.in_use)).one_or_none()
