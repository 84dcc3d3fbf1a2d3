"""Searches that do not go by words alone: a caller's phone by its blind index, and tickets that answer most of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session

from models.domain.permissions import Person
from models.domain.search_plan import Wish, driver
from models.domain.search_terms import WINDOW_BITS, newest_windows
from models.domain.words import Role
from models.queries.search import Search, exactly, newest_id, one_of, within
from models.queries.sight import visible
from models.tables.callers import Caller, Original
from models.tables.search import TicketSearch
from models.tables.tickets import Ticket

_SAMPLE = 300  # newest tickets that tell which words are rare
_RARE = 0.05  # of them
MOST_CANDIDATES = 1000
_MOST_OF_A_TAIL = 2000


def of_phone(session: Session, person: Person, index: bytes, limit: int) -> list[int]:
    """Tickets of a whole number, newest first: of the caller, or in the words of a ticket."""
    called = select(Caller.ticket_id).where(Caller.phone_index == index, ~Caller.anonymous)
    told = select(Original.ticket_id).where(Original.value_index == index)
    query = select(Ticket.id).where(
        Ticket.id.in_(called.union(told)), visible(person), _caller_readable(person)
    )
    return list(session.scalars(query.order_by(Ticket.id.desc()).limit(limit)))


def of_tail(session: Session, person: Person, index: bytes) -> Sequence[Row[int, bytes | None]]:
    """(ticket, sealed phone) of numbers that end like this; the rest of a longer end is for the service to check."""
    query = (
        select(Caller.ticket_id, Caller.phone_sealed)
        .join(Ticket, Ticket.id == Caller.ticket_id)
        .where(
            Caller.tail_index == index,
            ~Caller.anonymous,
            visible(person),
            _caller_readable(person),
        )
    )
    return session.execute(query.order_by(Ticket.id.desc()).limit(_MOST_OF_A_TAIL)).all()


def _caller_readable(person: Person) -> ColumnElement[bool]:
    """A hit by phone tells who called: for confidential tickets only to those who may read it there too."""
    if person.role is Role.SUPERVISOR:
        return or_(~Ticket.confidential, Ticket.confidential)
    return or_(
        ~Ticket.confidential,
        Ticket.logged_by == person.user_id,
        Ticket.department_id == person.department_id,
    )


def rarity(session: Session, groups: Sequence[Wish]) -> tuple[list[int], int]:
    """In how many of the newest tickets each group stands, and how many those are."""
    newest = (
        select(TicketSearch.body, TicketSearch.matter, TicketSearch.initials, TicketSearch.terms)
        .order_by(TicketSearch.ticket_id.desc())
        .limit(_SAMPLE)
        .subquery()
    )
    counts = [func.count().filter(and_(*exactly(group, newest.c))) for group in groups]
    row = session.execute(select(func.count(), *counts).select_from(newest)).one()
    return list(row[1:]), row[0]


def partly(
    session: Session, search: Search, groups: Sequence[Wish], seen: Sequence[int], among: int
) -> list[tuple[int, list[bool]]]:
    """(ticket, which groups it has), newest first; looked for by the rarer groups."""
    rare = [g for g, count in zip(groups, seen, strict=True) if count <= among * _RARE]
    terms = sorted({term for group in rare or groups for term in driver(group)})
    flags = [and_(*exactly(group)).label(f"has{nth}") for nth, group in enumerate(groups)]
    top = newest_id(session)
    found: list[tuple[int, list[bool]]] = []
    for windows in (newest_windows(WINDOW_BITS[0], top), newest_windows(WINDOW_BITS[1], top), None):
        query = within(search, [one_of(terms)], windows, flags).limit(MOST_CANDIDATES)
        found = [(row[0], list(row[1:])) for row in session.execute(query)]
        if len(found) == MOST_CANDIDATES:
            break
    return found
