"""What a row of the queue tells beside ticket and clock, read once for the whole page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.queries.sight import visible
from models.tables.clocks import Step
from models.tables.people import User
from models.tables.tickets import Ticket
from models.tables.trail import Event

EmployerKey = tuple[str | None, str]  # (region, employer)


def names(session: Session, user_ids: Sequence[int]) -> dict[int, str]:
    """Colleagues' names by id."""
    query = select(User.id, User.name).where(User.id.in_(user_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def next_rungs(session: Session, clock_ids: Sequence[int]) -> dict[int, Step]:
    """The rung that each clock waits for."""
    query = select(Step).where(
        Step.clock_id.in_(clock_ids), Step.fired_at.is_(None), Step.cancelled_at.is_(None)
    )
    return {step.clock_id: step for step in session.scalars(query)}


def last_events(session: Session, heads: Mapping[int, int]) -> dict[int, Event]:
    """The newest event of each ticket; `heads` is ticket id -> its last sequence number."""
    query = select(Event).where(tuple_(Event.ticket_id, Event.seq).in_(list(heads.items())))
    return {event.ticket_id: event for event in session.scalars(query)}


def same_employer(
    session: Session, person: Person, keys: Sequence[EmployerKey], since: datetime
) -> dict[EmployerKey, int]:
    """How many tickets that this person sees name the same employer at the same place since then."""
    query = (
        select(Ticket.region_code, Ticket.employer, func.count())
        .where(
            tuple_(Ticket.region_code, Ticket.employer).in_(keys),
            Ticket.received_at >= since,
            visible(person),
        )
        .group_by(Ticket.region_code, Ticket.employer)
    )
    return {(row[0], row[1] or ""): row[2] for row in session.execute(query)}
