"""Tickets like this one: same caller, same employer, same matter at the same place; inside one's sight only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.queries.sight import visible
from models.tables.callers import Caller
from models.tables.tickets import Ticket

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
