"""How tests search: index what happened, then ask as somebody."""

from __future__ import annotations

from classifier.late import search_words
from models.policy.search import default_synonyms
from models.queries.search import Hit, Narrow
from models.services import search, search_index
from models.services.search import Found
from tests.builders import World
from workers.indexing import tools

EVERYTHING = Narrow()


def index_all(world: World, batch: int = 500) -> int:
    """Follow until nothing waits; returns how many rows were written."""
    rows, more = 0, True
    while more:
        with world.act() as act:
            done = search_index.follow(act, tools(), batch)
        rows, more = rows + done.rows, done.more
    return rows


def ask(
    world: World,
    typed: str,
    who: str = "supervisor",
    narrow: Narrow = EVERYTHING,
    *,
    after: Hit | None = None,
    limit: int = 20,
) -> Found:
    """What this person finds."""
    asked = search.question(typed, search_words(), default_synonyms())
    with world.act(who) as act:
        return search.find(act, asked, narrow, after=after, limit=limit)


def numbers(found: Found) -> list[str]:
    """The numbers of the hits in their order, the near ones last."""
    return [hit.ticket.number for hit in [*found.hits, *found.near]]
