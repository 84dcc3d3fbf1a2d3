"""What the risk watch counts: tickets, persons and kinds of matters by employer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.slices import Slice
from models.queries.sight import visible
from models.queries.slices import narrowed
from models.tables.tickets import Ticket


def employers(
    session: Session, person: Person, cut: Slice, least: int, limit: int
) -> Sequence[Row[str | None, int, int | None, int]]:
    """(employer, tickets, most persons that one of them names, categories) of the span, most tickets first."""
    number = func.count()
    query = (
        select(
            Ticket.employer,
            number,
            func.coalesce(func.max(Ticket.persons), 0),
            func.count(Ticket.category.distinct()),
        )
        .where(
            visible(person),
            Ticket.employer.is_not(None),
            Ticket.received_at >= cut.since,
            Ticket.received_at < cut.until,
            *narrowed(cut),
        )
        .group_by(Ticket.employer)
        .having(number >= least)
        .order_by(number.desc(), Ticket.employer)
        .limit(limit)
    )
    return session.execute(query).all()
