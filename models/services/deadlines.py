"""The worker's statutory limits, computed from the dated facts that stand on a ticket (domain.md 6.1)."""

from __future__ import annotations

from models.domain.facts import Fact, FactKind
from models.domain.statutory import Deadline, deadlines
from models.domain.statutory_words import kinds_for
from models.domain.worktime import SHANGHAI
from models.queries import facts
from models.services.act import Act
from models.services.calendars import calendar_of
from models.tables.facts import FactRow
from models.tables.tickets import Ticket


def deadlines_of(act: Act, ticket: Ticket) -> tuple[Deadline, ...]:
    """The statutory limits that matter for this ticket, as of today in Beijing."""
    known = [fact_of(row) for row in facts.standing(act.session, ticket.id)]
    return deadlines(
        known,
        kinds_for(ticket.category, known),
        today=act.now.astimezone(SHANGHAI).date(),
        calendar=calendar_of(act, ticket.unit_id),
    )


def fact_of(row: FactRow) -> Fact:
    """A row as a value."""
    return Fact(row.on, FactKind(row.kind), row.until)
