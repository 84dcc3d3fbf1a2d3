"""How many open tickets each category has, in one person's sight."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.ticket import OPEN
from models.queries.sight import visible
from models.tables.tickets import Ticket


def open_by_category(session: Session, person: Person) -> dict[str, int]:
    """code -> open tickets; what nobody has read yet stands in none."""
    query = select(Ticket.category, func.count()).where(
        Ticket.status.in_(sorted(OPEN)), visible(person), Ticket.category.is_not(None)
    )
    rows = session.execute(query.group_by(Ticket.category))
    return {str(row[0]): row[1] for row in rows}
