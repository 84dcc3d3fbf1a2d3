"""Finds tickets by terms, checks them exactly, inside the person's sight; from the newest window to all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CTE, ColumnElement, Select, and_, any_, func, literal, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from models.domain.errors import InvalidInput
from models.domain.permissions import Person, sight_of
from models.domain.search_plan import Tier, Wish
from models.domain.search_terms import WINDOW_BITS, lowest_id, newest_windows, sight_terms
from models.queries import tickets
from models.queries.sight import visible
from models.tables.people import Unit, UnitAbove
from models.tables.search import TicketSearch
from models.tables.tickets import Ticket

_GAP = 8  # characters between two pieces of one way to say it
_ANY_ID = 2**63 - 1
# A sum can't be looked up in the primary key: read backwards row by row that would be dearer than the terms.
_BY_SUM = TicketSearch.ticket_id + 0
_LIKE, _ESCAPED = re.compile(r"([%_\\])"), r"\\\1"


@dataclass(frozen=True, slots=True)
class Narrow:
    """What a search may be narrowed by; `unit` is a unit with all below it. None and () mean any."""

    statuses: tuple[str, ...] = ()
    category: str | None = None  # four digits, or the first two
    unit: str | None = None  # code
    since: datetime | None = None
    before: datetime | None = None
    terms: tuple[tuple[str, ...], ...] = field(default=())  # the same for the index, where it knows


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket and how well it answers; also the place at which the next page begins."""

    tier: Tier
    ticket_id: int

    @property
    def written(self) -> str:
        """As an address or a cursor carries it."""
        return f"{self.tier.value}.{self.ticket_id}"

    @classmethod
    def read(cls, given: str) -> Hit:
        """What `written` wrote. Raises InvalidInput when nobody of ours wrote it."""
        tier, _, ticket_id = given.partition(".")
        try:
            if not given.isascii() or not 0 < int(ticket_id) < _ANY_ID:
                raise ValueError(given)
            return cls(Tier(int(tier)), int(ticket_id))
        except ValueError:
            raise InvalidInput("页码无效，请从第一页重新查找。") from None


def limit_time(session: Session, milliseconds: int) -> None:
    """For this transaction: a statement that takes longer fails; and plans begin at the index of terms.

    Joined to `ticket` by hash or merge, a search for a frequent word would read the whole table.
    """
    off = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
    wanted = [func.set_config(name, "off", True) for name in off]
    session.execute(select(func.set_config("statement_timeout", str(milliseconds), True), *wanted))


def newest_id(session: Session) -> int:
    """The newest ticket that the index knows."""
    return session.execute(select(func.max(TicketSearch.ticket_id))).scalar_one() or 0


def unit_id(session: Session, code: str) -> int | None:
    """The unit that a search is narrowed to."""
    return session.scalars(select(Unit.id).where(Unit.code == code)).one_or_none()


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of the index, by whom."""

    person: Person
    wishes: Sequence[tuple[Tier, Wish]]
    narrow: Narrow = Narrow()
    among: Sequence[int] | None = None  # only these tickets, e.g. those of one phone


def walk(session: Session, search: Search, after: Hit | None, limit: int) -> list[Hit]:
    """Hits in order: better tiers first, newest first in each; those behind `after`."""
    found: list[Hit] = []
    top = newest_id(session)
    for place, (tier, wish) in enumerate(search.wishes):
        if after is not None and tier < after.tier:
            continue
        before_id = after.ticket_id if after is not None and after.tier is tier else _ANY_ID
        better = [wish for _tier, wish in search.wishes[:place]]
        for query in _windows(search, wish, better, top, before_id):
            wanted = limit - len(found)
            ids = session.scalars(query.limit(wanted)).all()
            found += [Hit(tier, ticket_id) for ticket_id in ids]
            if len(found) >= limit:
                return found
    return found


def _windows(
    search: Search, wish: Wish, better: Sequence[Wish], top: int, before_id: int
) -> Iterator[Select[int]]:
    """The same question to the newest window, the next larger one, and so on until all tickets."""
    below = before_id
    at = min(top, before_id - 1)
    for bits in WINDOW_BITS if search.among is None else ():
        if at >> bits < 2:
            break  # this window and the one before it hold everything there is
        yield _query(search, wish, better, below, newest_windows(bits, at))
        below = min(below, lowest_id(bits, at))
    yield _query(search, wish, better, below, None)


def _query(
    search: Search, wish: Wish, better: Sequence[Wish], below: int, windows: list[str] | None
) -> Select[int]:
    conditions = [
        *exactly(wish),
        below > _BY_SUM,
        *(not_(and_(*exactly(other))) for other in better),
    ]
    return cast(Select[int], within(search, conditions, windows, ()))


def within(
    search: Search,
    in_index: list[ColumnElement[bool]],
    windows: list[str] | None,
    columns: Sequence[Any],
) -> Any:
    """Tickets inside sight and filters by conditions over the index, newest first, with columns of it."""
    hits = _hits([TicketSearch.ticket_id, *columns], [*in_index, *_inside(search, windows)])
    return _seen(select(*hits.c), hits, search)


def _hits(columns: list[Any], conditions: list[ColumnElement[bool]]) -> CTE:
    """What the index gives, before anything of the ticket is read."""
    query = select(*columns).where(*conditions).order_by(_BY_SUM.desc())
    return query.cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")


def _seen(query: Any, hits: CTE, search: Search) -> Any:
    """Joined to the tickets as they stand now: the one rule of sight, and the filters."""
    return (
        query.join(Ticket, Ticket.id == hits.c.ticket_id)
        .where(visible(search.person), *conditions(search.narrow))
        .order_by(hits.c.ticket_id.desc())
    )


def _inside(search: Search, windows: list[str] | None) -> list[ColumnElement[bool]]:
    """What the index knows about filters and sight; both are decided by the ticket's own row afterwards."""
    parts = [one_of(group) for group in search.narrow.terms]
    seen = sight_terms(sight_of(search.person))
    if seen is not None:
        parts.append(one_of(seen))
    if windows is not None:
        parts.append(one_of(windows))
    if search.among is not None:
        parts.append(TicketSearch.ticket_id.in_(search.among))
    return parts


def conditions(narrow: Narrow) -> list[ColumnElement[bool]]:
    """The filters over `Ticket` as it stands now; the index may lag a second."""
    parts = tickets.conditions(tickets.Filter(statuses=narrow.statuses, category=narrow.category))
    if narrow.unit is not None:
        under = select(UnitAbove.unit_id).join(Unit, Unit.id == UnitAbove.above_id)
        parts.append(Ticket.unit_id.in_(under.where(Unit.code == narrow.unit)))
    if narrow.since is not None:
        parts.append(Ticket.received_at >= narrow.since)
    if narrow.before is not None:
        parts.append(Ticket.received_at < narrow.before)
    return parts


def narrowed(session: Session, search: Search, ids: Sequence[int]) -> list[int]:
    """Those of these tickets that the filters leave, newest first."""
    query = select(Ticket.id).where(
        Ticket.id.in_(ids), visible(search.person), *conditions(search.narrow)
    )
    return list(session.scalars(query.order_by(Ticket.id.desc())))


def found_tickets(session: Session, person: Person, ids: Sequence[int]) -> dict[int, Ticket]:
    """The tickets of hits, by id; asked under the same rule of sight once more."""
    query = select(Ticket).where(Ticket.id.in_(ids), visible(person))
    return {ticket.id: ticket for ticket in session.scalars(query)}


def exactly(wish: Wish, columns: Any = TicketSearch) -> list[ColumnElement[bool]]:
    """The whole wish as conditions over rows of the index."""
    return [*_index_conditions(wish, columns), *_text_conditions(wish, columns)]


def one_of(terms: Sequence[str], columns: Any = TicketSearch) -> ColumnElement[bool]:
    """Rows with at least one of these terms."""
    return cast(ColumnElement[bool], columns.terms.overlap(_array(terms)))


def _index_conditions(wish: Wish, columns: Any = TicketSearch) -> list[ColumnElement[bool]]:
    every = [columns.terms.contains(_array(wish.terms))] if wish.terms else []
    return [*every, *(one_of(group, columns) for group in wish.one_of)]


def _array(terms: Sequence[str]) -> ColumnElement[list[str]]:
    return literal(list(terms), ARRAY(Text))


def _text_conditions(wish: Wish, columns: Any = TicketSearch) -> list[ColumnElement[bool]]:
    """What the index alone cannot promise: pairs may stand in one text without their word."""
    texts = (columns.body, columns.matter) if wish.matter else (columns.body,)
    parts = [
        or_(*(text.contains(said, autoescape=True) for text in texts)) for said in wish.contains
    ]
    parts += [or_(*(said for text in texts for said in _said(ways, text))) for ways in wish.either]
    parts += [
        or_(
            columns.initials.contains(letters, autoescape=True),
            columns.terms.contains(_array([letters])),
        )
        for letters in wish.letters
    ]
    return parts


def _said(ways: Sequence[tuple[str, ...]], text: Any) -> Iterator[ColumnElement[bool]]:
    """Words first, they cost least; then all ways with gaps in one expression: each by itself reads the text anew."""
    plain = [f"%{_LIKE.sub(_ESCAPED, way[0])}%" for way in ways if len(way) == 1]
    if plain:
        yield text.like(any_(_array(plain)))
    gap = f".{{0,{_GAP}}}"
    gapped = [gap.join(re.escape(piece) for piece in way) for way in ways if len(way) > 1]
    if gapped:
        yield text.regexp_match("|".join(gapped))
