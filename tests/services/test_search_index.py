"""The search index is complete after any crash, whoever fills it and wherever a run was ended."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from models.services import search_index
from models.tables.search import SearchMark, TicketSearch
from tests.builders import World, a_plea
from tests.jobs.hands import a_runtime
from tests.searching import index_all
from workers.indexing import Indexer, tools

_ROWS = select(func.count()).select_from(TicketSearch)


def _rows(world: World) -> int:
    with world.sessions() as session:
        return session.execute(_ROWS).scalar_one()


def _killed_after(rows: int) -> None:
    assert rows > 0
    raise RuntimeError("killed before the commit")


def test_a_batch_that_dies_is_repeated_whole(world: World) -> None:
    """The place moves with the rows or not at all."""
    for _ in range(5):
        world.receive()

    with pytest.raises(RuntimeError, match="killed"), world.act() as act:
        _killed_after(search_index.follow(act, tools(), 2).rows)
    assert _rows(world) == 0
    index_all(world, batch=2)

    assert _rows(world) == 5
    assert index_all(world) == 0


def test_two_who_fill_do_no_harm(world: World) -> None:
    """The second sees that somebody is at work and goes away."""
    world.receive()

    with world.act() as act, world.act() as other:
        first = search_index.follow(act, tools(), 10)
        second = search_index.follow(other, tools(), 10)

    assert (first.rows, second.rows, second.more) == (1, 0, False)


def test_a_rebuild_goes_on_where_it_was_ended(world: World) -> None:
    """Every ticket is made anew once; then the place is back at the start."""
    for _ in range(5):
        world.receive()
    index_all(world)

    with world.act() as act:
        act.session.execute(delete(TicketSearch))
    for wanted in (2, 2, 1):
        with world.act() as act:
            assert search_index.rebuild(act, tools(), 2, whole=True).rows == wanted
    with world.sessions() as session:
        assert session.get_one(SearchMark, search_index.REBUILD).id == 0
    assert _rows(world) == 5


def test_one_that_cannot_be_spelled_holds_up_no_other(world: World) -> None:
    """It is set aside and told; the rest is found."""
    for text in ("好的", "坏的", "也好的"):
        world.receive(a_plea(text))
    known = tools()

    def choke(_employer: str) -> str:
        raise ValueError("no initials")

    broken = search_index.Tools(known.words, lambda name: choke(name) if name else "")
    world.receive(a_plea("有单位", employer="某厂"))
    indexer = Indexer(a_runtime(world), broken)

    indexer.follow()

    assert _rows(world) == 3
    assert len(indexer.broken) == 1
