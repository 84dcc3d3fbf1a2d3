"""The caller compartment: read only by those who may, every read written down by the service that asks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.queries.sight import visible
from models.tables.callers import Caller, Original
from models.tables.tickets import Ticket

_COPIED = (
    "name_sealed",
    "phone_sealed",
    "phone_index",
    "tail_index",
    "phone_plausible",
    "anonymous",
    "created_at",
)


def of_ticket(session: Session, ticket_id: int) -> Sequence[Caller]:
    """Everybody who called about this ticket."""
    return session.scalars(
        select(Caller).where(Caller.ticket_id == ticket_id).order_by(Caller.id)
    ).all()


def called_from(session: Session, ticket_id: int, phone_index: bytes) -> bool:
    """Whether this number called about the ticket."""
    same = Caller.ticket_id == ticket_id, Caller.phone_index == phone_index
    return session.execute(select(Caller.id).where(*same).limit(1)).first() is not None


def left_a_phone(session: Session, ticket_id: int) -> bool:
    """Whether anybody of this ticket can be called back at all."""
    query = select(Caller.id).where(Caller.ticket_id == ticket_id, Caller.phone_sealed.is_not(None))
    return session.execute(query.limit(1)).first() is not None


def originals(session: Session, ticket_id: int) -> Sequence[Original]:
    """What stood where the tokens of the ticket's own text stand."""
    query = select(Original).where(Original.ticket_id == ticket_id, Original.note_id.is_(None))
    return session.scalars(query.order_by(Original.id)).all()


def copy_to(session: Session, from_ticket: int, to_ticket: int) -> None:
    """A merged ticket's callers are the parent's too; the child keeps its own."""
    columns = [getattr(Caller, name) for name in _COPIED]
    rows = select(literal(to_ticket), *columns).where(Caller.ticket_id == from_ticket)
    session.execute(insert(Caller).from_select(["ticket_id", *_COPIED], rows))


def tickets_by_index(
    session: Session, person: Person, *, phone: bytes | None = None, tail: bytes | None = None
) -> Sequence[Ticket]:
    """Tickets of a caller by blind index of the whole phone or of its last four, inside the person's sight."""
    wanted = Caller.phone_index == phone if phone is not None else Caller.tail_index == tail
    query = select(Ticket).join(Caller, Caller.ticket_id == Ticket.id).where(wanted)
    return session.scalars(
        query.where(visible(person)).order_by(Ticket.id.desc()).limit(20).distinct()
    ).all()
