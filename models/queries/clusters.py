"""Tickets that belong together: several about one employer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.slices import Slice
from models.domain.ticket import OPEN
from models.queries.sight import visible
from models.queries.slices import narrowed
from models.tables.tickets import Ticket

_NEWEST = 2_000  # open tickets that are looked at: a crowd is recent, and the board must stay quick


def crowded(session: Session, person: Person, cut: Slice, limit: int) -> Sequence[str]:
    """Employers of two or more of the newest open tickets, the largest crowd first."""
    newest = (
        select(Ticket.employer)
        .where(
            Ticket.status.in_(sorted(OPEN)),
            Ticket.employer.is_not(None),
            visible(person),
            *narrowed(cut),
        )
        .order_by(Ticket.id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    number = func.count()
    query = (
        select(newest.c.employer)
        .group_by(newest.c.employer)
        .having(number > 1)
        .order_by(number.desc(), newest.c.employer)
        .limit(limit)
    )
    return [str(name) for name in session.scalars(query)]
