"""Calls that made no ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.words import CallKind
from models.queries.sight import visible
from models.tables.desk_calls import DeskCall
from models.tables.tickets import Ticket


def keep(session: Session, values: Mapping[str, object]) -> bool:
    """Write the call; False when this form was already sent."""
    statement = insert(DeskCall).values(**values)
    unless_known = statement.on_conflict_do_nothing(index_elements=["user_id", "key"])
    return session.execute(unless_known.returning(DeskCall.id)).first() is not None


def is_kept(session: Session, user_id: int, key: str) -> bool:
    """Whether a call was already made of this form."""
    query = select(DeskCall.id).where(DeskCall.user_id == user_id, DeskCall.key == key)
    return session.execute(query).first() is not None


def counted(session: Session, unit_id: int, since: datetime) -> dict[str, int]:
    """How many calls of each kind a unit's desk took since then."""
    query = (
        select(DeskCall.kind, func.count())
        .where(DeskCall.unit_id == unit_id, DeskCall.at >= since)
        .group_by(DeskCall.kind)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def harassing(session: Session, phone_index: bytes) -> int:
    """How often this number was written down as harassing."""
    query = select(func.count()).where(
        DeskCall.phone_index == phone_index, DeskCall.kind == CallKind.HARASSING
    )
    return session.execute(query).scalar_one()


def alike(
    session: Session, person: Person, first_number: str, employer: str, limit: int
) -> Sequence[Ticket]:
    """Tickets in sight from this number on (numbers begin with the day) whose employer holds these words."""
    query = select(Ticket).where(
        Ticket.number >= first_number,
        Ticket.employer.contains(employer, autoescape=True),
        visible(person),
    )
    return session.scalars(query.order_by(Ticket.id.desc()).limit(limit)).all()
