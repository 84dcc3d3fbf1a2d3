"""Running clocks across tickets: those whose end is an estimate, and those that a draft would change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import DateTime, Row, cast, exists, func, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.ticket import OPEN
from models.queries.sight import visible
from models.tables.beside import Extension, Pause
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket

_LONGEST_LADDER = timedelta(days=60)
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


@dataclass(frozen=True, slots=True)
class Estimates:
    """How many clocks end by an estimated calendar: those that run, those that stand still, and further rungs."""

    running: int
    paused: int
    steps: int

    def __bool__(self) -> bool:
        return bool(self.running or self.paused or self.steps)


def count_estimated(session: Session, first_unofficial: datetime) -> Estimates:
    """`first_unofficial`: when the first year without an official table begins; rungs planned after it are estimates
    even where the end of their clock is not."""
    clocks = select(
        func.count().filter(_RUNNING),
        func.count().filter(_STANDS_STILL),
    ).where(TicketClock.estimated, _GOES_ON)
    running, paused = session.execute(clocks).one()
    # Only ends within weeks of that year can have rungs beyond it: the ladder of an end far before it is over.
    near = TicketClock.due_at > first_unofficial - _LONGEST_LADDER
    last_rung = cast(TicketClock.plan[-1]["due_at"].astext, DateTime(timezone=True))
    steps = select(func.count()).where(
        _GOES_ON, ~TicketClock.estimated, near, last_rung >= first_unofficial
    )
    return Estimates(running, paused, session.execute(steps).scalar_one())


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


def ended_pauses(session: Session, tickets: Collection[int]) -> dict[int, list[Pause]]:
    """The pauses that are over, by ticket, in order."""
    query = select(Pause).where(Pause.ticket_id.in_(tickets), Pause.ended_at.is_not(None))
    found: dict[int, list[Pause]] = {}
    for pause in session.scalars(query.order_by(Pause.began_at)):
        found.setdefault(pause.ticket_id, []).append(pause)
    return found


def granted_extensions(session: Session, tickets: Collection[int]) -> dict[int, Extension]:
    """The one extension of each ticket that has one."""
    query = select(Extension).where(
        Extension.ticket_id.in_(tickets), Extension.granted.is_(True), ~Extension.overtaken
    )
    return {one.ticket_id: one for one in session.scalars(query)}


def labels_since(
    session: Session, person: Person, since: datetime, limit: int
) -> Sequence[Row[str, str | None, str, str | None, int | None]]:
    """What decided the way of every read ticket received since then that this person sees, the newest first."""
    query = (
        select(Ticket.number, Ticket.category, Ticket.urgency, Ticket.demand_type, Ticket.persons)
        .where(Ticket.received_at >= since, Ticket.category.is_not(None), visible(person))
        .order_by(Ticket.id.desc())
        .limit(limit)
    )
    return session.execute(query).all()
