"""The one filter of what a person sees; every list, count, export and detail uses it (design.md D9)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true

from models.domain.permissions import Person, sight_of
from models.tables.people import UnitAbove
from models.tables.tickets import Party, Ticket


def visible(person: Person) -> ColumnElement[bool]:
    """A condition over `Ticket` for this person."""
    sight = sight_of(person)
    if sight.everything:
        return true()
    parts: list[ColumnElement[bool]] = []
    if sight.below_unit is not None:
        below = select(UnitAbove.unit_id).where(UnitAbove.above_id == sight.below_unit)
        inside = Ticket.unit_id.in_(below) | Ticket.receiving_unit_id.in_(below)
        parts.append(inside if sight.confidential else inside & ~Ticket.confidential)
    if sight.department is not None:
        parted = select(Party.ticket_id).where(Party.department_id == sight.department)
        # A confidential ticket is for its owner only; former and co-handling departments lose sight of it.
        parts.append(
            (Ticket.department_id == sight.department)
            | (Ticket.id.in_(parted) & ~Ticket.confidential)
        )
    if sight.logger is not None:
        parts.append(Ticket.logged_by == sight.logger)
    return or_(*parts) if parts else false()


def in_subtree(person: Person) -> ColumnElement[bool]:
    """Whether a ticket is handled or received in the subtree of the person's unit."""
    below = select(UnitAbove.unit_id).where(UnitAbove.above_id == person.unit_id)
    return Ticket.unit_id.in_(below) | Ticket.receiving_unit_id.in_(below)
