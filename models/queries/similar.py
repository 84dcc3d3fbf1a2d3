"""Tickets like this one: same caller, same employer, same matter at the same place; inside one's sight only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.queries.sight import visible
from models.tables.callers import Caller
from models.tables.tickets import Ticket
from models.tables.trail import Event

SHOWN = 5


def of_employer(session: Session, person: Person, ticket: Ticket) -> Sequence[Ticket]:
    """The newest that name the same employer at the same place."""
    if not ticket.employer:
        return ()
    same = (Ticket.employer == ticket.employer) & (Ticket.region_code == ticket.region_code)
    return _newest(session, person, ticket, same)


def of_caller(session: Session, person: Person, ticket: Ticket) -> Sequence[Ticket]:
    """The newest of the same phone, by its blind index.

    Neither from nor to a confidential ticket, nor for callers who wished to stay unknown: two tickets of one
    phone side by side would tell who is behind them.
    """
    if ticket.confidential:
        return ()
    phones = select(Caller.phone_index).where(
        Caller.ticket_id == ticket.id, Caller.phone_index.is_not(None), ~Caller.anonymous
    )
    others = select(Caller.ticket_id).where(Caller.phone_index.in_(phones), ~Caller.anonymous)
    return _newest(session, person, ticket, Ticket.id.in_(others) & ~Ticket.confidential)


def recent_of_phone(
    session: Session, person: Person, phone_index: bytes, since: datetime, limit: int
) -> Sequence[Ticket]:
    """The newest of a number since then, by the blind index (`ix_caller_phone_index`)."""
    called = select(Caller.ticket_id).where(Caller.phone_index == phone_index, ~Caller.anonymous)
    return _recent(session, person, Ticket.id.in_(called), since, limit)


def recent_of_employer(
    session: Session, person: Person, beginnings: Sequence[str], since: datetime, limit: int
) -> Sequence[Ticket]:
    """The newest whose employer begins with one of these words (`ix_ticket_employer_recent`)."""
    begins = or_(*(Ticket.employer.startswith(one, autoescape=True) for one in beginnings))
    return _recent(session, person, begins, since, limit)


def _recent(
    session: Session, person: Person, same: ColumnElement[bool], since: datetime, limit: int
) -> Sequence[Ticket]:
    """The few that match are found first and sorted then: sorting by id first would walk through all tickets."""
    wanted = Ticket.received_at >= since, visible(person), ~Ticket.confidential
    found = select(Ticket.id).where(same, *wanted).cte("found").prefix_with("MATERIALIZED")
    query = select(Ticket).join(found, found.c.id == Ticket.id)
    return session.scalars(query.order_by(Ticket.id.desc()).limit(limit)).all()


def linked(session: Session, person: Person, ticket_id: int) -> Sequence[Row[str, Ticket]]:
    """(kind of the link, the other ticket) of what the history says belongs together, inside one's sight."""
    other = func.coalesce(Event.codes["from_id"].as_integer(), Event.codes["into_id"].as_integer())
    query = (
        select(Event.kind, Ticket)
        .join(Ticket, Ticket.id == other)
        .where(Event.ticket_id == ticket_id, Event.kind.in_(LINKS), visible(person))
    )
    return session.execute(query.order_by(Event.seq)).all()


LINKS = ("relapse_of", "relapsed", "duplicate_suspected")


def of_matter(
    session: Session, person: Person, ticket: Ticket, since: datetime
) -> Sequence[Ticket]:
    """The newest of the same category with the same department's unit."""
    if not ticket.category:
        return ()
    same = (
        (Ticket.category == ticket.category)
        & (Ticket.unit_id == ticket.unit_id)
        & (Ticket.received_at >= since)
    )
    return _newest(session, person, ticket, same)


def _newest(
    session: Session, person: Person, ticket: Ticket, same: ColumnElement[bool]
) -> Sequence[Ticket]:
    query = select(Ticket).where(same, Ticket.id != ticket.id, visible(person))
    return session.scalars(query.order_by(Ticket.id.desc()).limit(SHOWN)).all()
