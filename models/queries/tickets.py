"""Tickets: one, a page of a list, its history. Every reader passes through `visible`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, delete, func, select, tuple_
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.ticket import OPEN
from models.domain.words import Queue
from models.queries import call_backs
from models.queries.sight import in_subtree, newest, visible
from models.tables.clocks import TicketClock
from models.tables.people import Department, Unit, User
from models.tables.tickets import CallBack, Note, Party, Ticket
from models.tables.trail import Event

COUNT_CAP = (
    1000  # shown as "999+": an exact count of a million rows helps nobody (peers.md 2 item 35)
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list may be narrowed by; None means any."""

    queue: str | None = None
    statuses: tuple[str, ...] = ()
    department_id: int | None = None
    unit_id: int | None = None
    urgency: str | None = None
    escalated: bool = False
    overdue_at: datetime | None = None  # tickets with a running clock that was due before this
    open_only: bool = False
    logged_by: int | None = None
    without_desk: bool = False  # not what still lies at a dispatch desk
    category: str | None = None  # four digits, or the first two
    channel: str | None = None
    accepted_by: int | None = None
    chased: bool = False
    missed_since: datetime | None = None  # a call-back since then reached nobody
    callable_since: datetime | None = None  # none did


def lock_visible(session: Session, person: Person, number: str) -> tuple[Ticket, bool] | None:
    """The ticket, locked, and whether it lies in the person's subtree; None if they may not see it."""
    inside = in_subtree(person) if person.unit_id is not None else visible(person)
    query = (
        select(Ticket, inside)
        .where(Ticket.number == number, visible(person))
        .with_for_update(of=Ticket)
        .execution_options(populate_existing=True)
    )
    row = session.execute(query).one_or_none()
    return (row[0], bool(row[1])) if row else None


def visible_ticket(session: Session, person: Person, number: str) -> Ticket | None:
    """One ticket for reading."""
    query = select(Ticket).where(Ticket.number == number, visible(person))
    return session.scalars(query).one_or_none()


def is_in_subtree(session: Session, person: Person, ticket_id: int) -> bool:
    """Whether the ticket is handled or received below the person's unit."""
    if person.unit_id is None:
        return False
    query = select(Ticket.id).where(Ticket.id == ticket_id, in_subtree(person))
    return session.execute(query).first() is not None


def user_name(session: Session, user_id: int | None) -> str | None:
    """A colleague's name, for "签收人"."""
    return session.scalars(select(User.name).where(User.id == user_id)).one_or_none()


def by_external_id(session: Session, source: str, external_id: str) -> Ticket | None:
    """A submission that this source sent before."""
    query = select(Ticket).where(Ticket.source == source, Ticket.external_id == external_id)
    return session.scalars(query).one_or_none()


def page(
    session: Session,
    person: Person,
    narrow: Filter,
    *,
    before_id: int | None = None,
    limit: int = 50,
) -> Sequence[Ticket]:
    """Newest first, keyset paging by id: page 20,000 costs what page 1 costs."""
    wanted = conditions(narrow)
    if before_id is not None:
        wanted.append(Ticket.id < before_id)
    ids = newest(
        person, wanted, limit, owner=narrow.department_id, logger=narrow.logged_by
    ).subquery()
    query = select(Ticket).join(ids, ids.c.id == Ticket.id)
    return session.scalars(query.order_by(Ticket.id.desc())).all()


def worklist(
    session: Session,
    person: Person,
    narrow: Filter,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> Sequence[Row[Ticket, TicketClock]]:
    """Open tickets with the clock that ends first, least time left first; keyset by (due, clock id)."""
    other = TicketClock.__table__.alias("earlier")
    earlier = (
        select(other.c.id)
        .where(
            other.c.ticket_id == TicketClock.ticket_id,
            other.c.stopped_at.is_(None),
            tuple_(other.c.due_at, other.c.id) < tuple_(TicketClock.due_at, TicketClock.id),
        )
        .exists()
    )
    query = (
        select(Ticket, TicketClock)
        .join(TicketClock, TicketClock.ticket_id == Ticket.id)
        .where(in_sight(person, narrow), TicketClock.stopped_at.is_(None), ~earlier)
        .where(*conditions(narrow))
    )
    if after is not None:
        query = query.where(tuple_(TicketClock.due_at, TicketClock.id) > tuple_(*after))
    query = query.order_by(TicketClock.due_at, TicketClock.id).limit(limit)
    return session.execute(query).all()


def capped_count(session: Session, person: Person, narrow: Filter) -> int:
    """How many, up to COUNT_CAP; same conditions as the list that it counts."""
    rows = select(Ticket.id).where(in_sight(person, narrow), *conditions(narrow)).limit(COUNT_CAP)
    return session.execute(select(func.count()).select_from(rows.subquery())).scalar_one()


def history(session: Session, ticket_id: int) -> Sequence[Row[Event, str | None, str | None]]:
    """(event, actor's name, actor's role) in order."""
    query = (
        select(Event, User.name, User.role)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.ticket_id == ticket_id)
        .order_by(Event.seq)
    )
    return session.execute(query).all()


def notes(session: Session, ticket_id: int) -> Sequence[Note]:
    """What people wrote on the ticket, oldest first."""
    return session.scalars(select(Note).where(Note.ticket_id == ticket_id).order_by(Note.id)).all()


def call_backs_since_reply(session: Session, ticket_id: int) -> Sequence[CallBack]:
    """Tries since the department last replied: an older satisfied answer does not close a redone ticket."""
    replied = (
        select(func.max(Event.at))
        .where(Event.ticket_id == ticket_id, Event.kind == "replied")
        .scalar_subquery()
    )
    query = select(CallBack).where(CallBack.ticket_id == ticket_id, CallBack.at >= replied)
    return session.scalars(query.order_by(CallBack.id)).all()


def last_mover(session: Session, ticket_id: int) -> str | None:
    """Name of the person who acted last; None if only the system did."""
    query = (
        select(User.name)
        .join(Event, Event.actor_id == User.id)
        .where(Event.ticket_id == ticket_id)
        .order_by(Event.seq.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def owner_names(session: Session, department_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """department id -> (unit name, department name)."""
    query = (
        select(Department.id, Unit.name, Department.name)
        .join(Unit, Unit.id == Department.unit_id)
        .where(Department.id.in_(department_ids))
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def drop_party(session: Session, ticket_id: int, department_id: int) -> None:
    """An owner needs no part beside."""
    session.execute(
        delete(Party).where(Party.ticket_id == ticket_id, Party.department_id == department_id)
    )


def co_handlers(session: Session, ticket_id: int) -> Sequence[int]:
    """Departments that help with the ticket."""
    query = select(Party.department_id).where(
        Party.ticket_id == ticket_id, Party.part == "co_handler"
    )
    return session.scalars(query).all()


def former_owners(session: Session, ticket_id: int) -> Sequence[int]:
    """Departments that had the ticket before."""
    query = select(Party.department_id).where(Party.ticket_id == ticket_id, Party.part == "former")
    return session.scalars(query).all()


def in_sight(person: Person, narrow: Filter) -> ColumnElement[bool]:
    """What this person sees of what the filter leaves."""
    return visible(person, owner=narrow.department_id, logger=narrow.logged_by)


def conditions(narrow: Filter) -> list[ColumnElement[bool]]:
    """The filter as SQL over `Ticket`; sight is not in it."""
    parts: list[ColumnElement[bool]] = []
    for column, value in (
        (Ticket.queue, narrow.queue),
        (Ticket.department_id, narrow.department_id),
        (Ticket.unit_id, narrow.unit_id),
        (Ticket.urgency, narrow.urgency),
        (Ticket.logged_by, narrow.logged_by),
        (Ticket.channel, narrow.channel),
        (Ticket.accepted_by, narrow.accepted_by),
    ):
        if value is not None:
            parts.append(column == value)
    if narrow.category:
        parts.append(Ticket.category.startswith(narrow.category, autoescape=True))
    if narrow.chased:
        parts.append(Ticket.chases > 0)
    if narrow.statuses:
        parts.append(Ticket.status.in_(narrow.statuses))
    if narrow.open_only:
        parts.append(Ticket.status.in_(sorted(OPEN)))
    if narrow.without_desk:
        parts.append(Ticket.queue != Queue.DISPATCH_DESK)
    if narrow.escalated:
        parts.append(Ticket.escalation_level > 0)
    if narrow.missed_since is not None:
        parts.append(call_backs.missed_since(narrow.missed_since))
    if narrow.callable_since is not None:
        parts.append(~call_backs.missed_since(narrow.callable_since))
    if narrow.overdue_at is not None:
        late = select(TicketClock.id).where(
            TicketClock.ticket_id == Ticket.id,
            TicketClock.stopped_at.is_(None),
            TicketClock.due_at < narrow.overdue_at,
        )
        parts.append(late.correlate(Ticket).exists())
    return parts
