"""The one filter of what a person sees; every list, count, export and detail uses it (design.md D9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true, union

from models.domain.permissions import Person, Sight, sight_of
from models.tables.people import UnitAbove
from models.tables.tickets import Party, Ticket

Wanted = Sequence[ColumnElement[bool]]


def visible(
    person: Person, *, owner: int | None = None, logger: int | None = None
) -> ColumnElement[bool]:
    """A condition over `Ticket` for this person.

    `owner` and `logger` are what the query asks for anyway: one's own department's tickets and what one logged
    oneself are in sight. Saying it to PostgreSQL as OR would hide the index that answers at once.
    """
    sight = sight_of(person)
    if sight.everything or _is_implied(sight, owner, logger):
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


def newest(
    person: Person, wanted: Wanted, limit: int, *, owner: int | None, logger: int | None
) -> Select[int]:
    """Ids of the newest tickets in sight that are `wanted`, as `visible` would find them.

    Each way of seeing reads its own index from the new end and stops at `limit`: what a page costs depends neither
    on how many tickets there are nor on how few of them are this person's. A test compares the two.
    """
    sight = sight_of(person)
    if sight.everything or _is_implied(sight, owner, logger):
        return select(Ticket.id).where(*wanted).order_by(Ticket.id.desc()).limit(limit)
    arms = [
        arm.order_by(arm.selected_columns.id.desc()).limit(limit)
        for arm in _ways(sight, wanted, limit)
    ]
    if not arms:
        return select(Ticket.id).where(false())
    found = union(*(select(arm.subquery().c.id) for arm in arms)).subquery()
    return select(found.c.id).order_by(found.c.id.desc()).limit(limit)


def _is_implied(sight: Sight, owner: int | None, logger: int | None) -> bool:
    mine = sight.department is not None and owner == sight.department
    return mine or (sight.logger is not None and logger == sight.logger)


def _ways(sight: Sight, wanted: Wanted, limit: int) -> Iterator[Select[Any]]:
    ids = select(Ticket.id.label("id")).where(*wanted)
    if sight.below_unit is not None:
        places = select(UnitAbove.unit_id).where(UnitAbove.above_id == sight.below_unit).subquery()
        inside = ids if sight.confidential else ids.where(~Ticket.confidential)
        for column in (Ticket.unit_id, Ticket.receiving_unit_id):
            at_one = inside.where(column == places.c.unit_id).correlate(places)
            each = at_one.order_by(Ticket.id.desc()).limit(limit).lateral()
            yield select(each.c.id).select_from(places.join(each, true()))
    if sight.department is not None:
        yield ids.where(Ticket.department_id == sight.department)
        parted = ids.join(Party, Party.ticket_id == Ticket.id)
        yield parted.where(Party.department_id == sight.department, ~Ticket.confidential)
    if sight.logger is not None:
        yield ids.where(Ticket.logged_by == sight.logger)


def in_subtree(person: Person) -> ColumnElement[bool]:
    """Whether a ticket is handled or received in the subtree of the person's unit."""
    below = select(UnitAbove.unit_id).where(UnitAbove.above_id == person.unit_id)
    return Ticket.unit_id.in_(below) | Ticket.receiving_unit_id.in_(below)
