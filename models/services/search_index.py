"""Keeps the search index complete: behind the events, in their commit order, in batches that may end anywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from models.domain.search_row import SPELLING, Content, row_of
from models.domain.search_words import Words
from models.domain.worktime import SHANGHAI
from models.queries import search_index
from models.queries.feed import Cursor
from models.queries.search_index import Touched, Tree
from models.services.act import Act
from models.services.places import codes_upward
from models.tables.tickets import Ticket

FOLLOW, REBUILD = "follow", "rebuild"
_EVENTS_PER_TICKET = 4  # read at once: most of a busy ticket's events are near each other


@dataclass(frozen=True, slots=True)
class Tools:
    """What spells a ticket; the reader's, as values."""

    words: Words
    initials_of: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Filled:
    """How many rows were written, and whether more is waiting."""

    rows: int
    more: bool


def follow(act: Act, tools: Tools, limit: int, *, but_for: Collection[int] = ()) -> Filled:
    """Index what happened since the last time; a crash anywhere repeats at most this batch.

    `but_for`: tickets that cannot be spelled; they hold up no other.
    """
    if not search_index.lock_filling(act.session):
        return Filled(0, more=False)
    touched = _touched(act, limit)
    rows = index(act, tools, [each for each in touched.ticket_ids if each not in but_for])
    if touched.ticket_ids:  # a mark that moves while nothing happens would itself be what happens
        search_index.set_mark(act.session, FOLLOW, touched.next, act.now)
    return Filled(rows, more=not touched.last)


def waiting(act: Act, limit: int) -> list[int]:
    """The tickets of the next batch."""
    return _touched(act, limit).ticket_ids


def rebuild(
    act: Act, tools: Tools, limit: int, *, whole: bool, but_for: Collection[int] = ()
) -> Filled:
    """The next tickets by id, from where an earlier run was ended. `whole`: also those that look up to date."""
    ids = next_by_id(act, limit)
    kept = [each for each in ids if each not in but_for]
    rows = index(act, tools, kept, whole=whole)
    more = len(ids) == limit
    search_index.set_mark(act.session, REBUILD, Cursor(0, ids[-1] if more else 0), act.now)
    return Filled(rows, more)


def next_by_id(act: Act, limit: int) -> list[int]:
    """The tickets that a rebuild comes to next."""
    known = search_index.mark(act.session, REBUILD)
    return search_index.ids_after(act.session, known.id if known else 0, limit)


def index(act: Act, tools: Tools, ids: Sequence[int], *, whole: bool = False) -> int:
    """Make the rows of these tickets anew where they are out of date; returns how many were."""
    spelling = -1 if whole else SPELLING
    stale = search_index.out_of_date(act.session, ids, spelling) if ids else []
    search_index.keep(act.session, [_columns(tools, each) for each in _contents(act, stale)])
    return len(stale)


def _touched(act: Act, limit: int) -> Touched:
    known = search_index.mark(act.session, FOLLOW)
    after = Cursor(known.xid, known.id) if known else Cursor()
    return search_index.touched_after(act.session, after, limit * _EVENTS_PER_TICKET)


def _columns(tools: Tools, found: tuple[Ticket, Content]) -> dict[str, object]:
    ticket, content = found
    row = row_of(content, tools.words, tools.initials_of)
    return {
        "ticket_id": ticket.id,
        "event_seq": ticket.event_seq,
        "spelling": SPELLING,
        "body": row.body,
        "matter": row.matter,
        "initials": row.initials,
        "terms": row.terms,
    }


def _contents(act: Act, tickets: Sequence[Ticket]) -> list[tuple[Ticket, Content]]:
    ids = [ticket.id for ticket in tickets]
    if not ids:
        return []
    tree = search_index.tree(act.session)
    notes = search_index.notes_of(act.session, ids)
    beside = search_index.departments_beside(act.session, ids)
    names = search_index.sealed_names(act.session, ids)
    return [
        (
            ticket,
            Content(
                ticket_id=ticket.id,
                number=ticket.number,
                text=ticket.text,
                employer=ticket.employer,
                matter=_matter(act, ticket),
                places=_places(tree, ticket),
                notes=notes.get(ticket.id, ()),
                names=[
                    act.keys.decrypt(sealed, purpose="caller.name")
                    for sealed in names.get(ticket.id, ())
                ],
                status=ticket.status,
                category=ticket.category,
                month=f"{ticket.received_at.astimezone(SHANGHAI):%Y%m}",
                units=_units(tree, ticket),
                departments=[ticket.department_id, *beside.get(ticket.id, ())],
                logger=ticket.logged_by,
            ),
        )
        for ticket in tickets
    ]


def _matter(act: Act, ticket: Ticket) -> str:
    known = act.policy.taxonomy.categories.get(ticket.category or "")
    return known.name if known else ""


def _places(tree: Tree, ticket: Ticket) -> list[str]:
    """The nearest known place of the region code with those above it."""
    found = (tree.places[code] for code in codes_upward(ticket.region_code) if code in tree.places)
    return next(found, [])


def _units(tree: Tree, ticket: Ticket) -> list[int]:
    own = {ticket.unit_id, ticket.receiving_unit_id}
    return sorted({above for unit in own for above in tree.above.get(unit, [unit])})
