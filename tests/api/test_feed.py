"""Feeds read in commit order: nothing is lost when an earlier transaction commits later (design.md D16)."""

from __future__ import annotations

from models.queries.feed import Cursor, Page, events_after
from models.services.receive import receive
from tests.builders import World, a_plea


def _read(world: World, after: Cursor, who: str = "supervisor", limit: int = 500) -> Page:
    with world.act(who) as act:
        return events_after(act.session, act.person, after, limit=limit)


def _numbers(page: Page) -> list[str]:
    return [number for _, number in page.events]


def test_a_late_commit_is_not_passed_over(world: World) -> None:
    """The slow writer has the lower id; a reader of `id > last` would lose it."""
    slow = world.act("operator")
    act = slow.__enter__()
    late = receive(act, a_plea(), act.person.unit_id or 0).number
    quick = world.receive().number

    before = _read(world, Cursor())
    slow.__exit__(None, None, None)
    after = _read(world, before.next)

    assert _numbers(before) == []
    assert _numbers(after) == [late, quick]


def test_pages_join_without_gap_or_repeat(world: World) -> None:
    """Every event once, in order."""
    for _ in range(3):
        world.dispatched()
    whole = _read(world, Cursor())

    pieces, cursor = [], Cursor()
    while (page := _read(world, cursor, limit=2)).events:
        pieces += [event.id for event, _ in page.events]
        cursor = page.next

    assert pieces == [event.id for event, _ in whole.events]
    assert len(pieces) == 9


def test_a_read_feed_is_empty_until_something_happens(world: World) -> None:
    """The cursor of a page that was read to its end skips what the person may not see."""
    world.dispatched()
    page = _read(world, Cursor(), "legal")
    again = _read(world, page.next, "legal")

    assert again.events == []
    assert page.next > Cursor()


def test_a_feed_shows_what_the_list_shows(world: World) -> None:
    """One filter for everything (D9)."""
    number = world.dispatched().number

    assert set(_numbers(_read(world, Cursor(), "social_security"))) == {number}
    assert _numbers(_read(world, Cursor(), "city_legal")) == []
