"""Open pages hear of what happens, miss nothing over a reconnect, and never jump."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy import event

from hotline.live import Live, cursor_of
from models.queries.feed import Cursor
from tests.browser.site import Site
from tests.builders import World, a_plea, a_red_flag


def test_a_new_ticket_is_announced_and_shown_on_demand(site: Site) -> None:
    """The list stays as it is until somebody wants to see what is new."""
    page = site.as_("social_security")
    expect(page.locator("#news")).to_have_attribute("data-heard", "yes")
    assert "这里现在没有工单" in page.inner_text("table.list")

    number = site.world.dispatched().number

    expect(page.locator("#news")).to_contain_text("1 条新工单")
    assert number not in page.inner_text("table.list")
    page.get_by_role("button", name="显示").click()
    expect(page.get_by_role("link", name=number)).to_be_visible()


def test_danger_changes_the_title(site: Site) -> None:
    """A supervisor with ten windows open sees it in the row of tabs."""
    page = site.as_("supervisor")
    expect(page.locator("#news")).to_have_attribute("data-heard", "yes")

    site.world.receive(a_plea(red_flags=(a_red_flag(),)))

    expect(page.locator("#news")).to_contain_text("1 件特急")
    assert page.title().startswith("(特急 1)")


def test_other_peoples_news_are_not_heard(site: Site) -> None:
    """The stream asks the same permission as every list."""
    page = site.as_("city_legal")
    expect(page.locator("#news")).to_have_attribute("data-heard", "yes")

    site.world.dispatched()
    page.wait_for_timeout(1_500)

    expect(page.locator("#news")).to_be_hidden()


def test_a_reconnect_misses_nothing(world: World) -> None:
    """From the last id that the browser heard, everything since, in order."""
    live = Live(world.sessions, most=1)
    number = world.receive().number
    begun = live.stream(world.people["supervisor"], Cursor())
    first = [next(begun) for _ in range(2)][1]
    begun.close()
    heard = first.split("\n")[0].removeprefix("id: ")
    world.triage()

    again = live.stream(world.people["supervisor"], cursor_of(heard) or Cursor())
    later = [next(again) for _ in range(3)][1:]
    again.close()

    kinds = [line.split('"kind": "')[1].split('"')[0] for line in later]
    assert kinds == world.kinds(number)[1:3]


def test_streams_do_not_starve_pages(world: World) -> None:
    """When every place is taken the next one is refused at once; a place that is left is free again."""
    live = Live(world.sessions, most=1)

    assert live.enter()
    assert not live.enter()
    live.leave()
    assert live.enter()


def test_a_name_for_a_place_that_is_none_is_ignored() -> None:
    """Whatever a client sends as Last-Event-ID, it starts at now."""
    for told in ("", "abc", "1-", "-1", "1-2-3", "9" * 50 + "-1"):
        assert cursor_of(told) is None


def test_pages_with_the_same_sight_share_one_question(world: World) -> None:
    """Two hundred open pages must not ask two hundred times; what comes later is heard by each all the same."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    live = Live(world.sessions, most=3)
    number = world.receive().number
    streams = [live.stream(world.people["supervisor"], Cursor()) for _ in range(3)]
    engine = world.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", note)

    heard = [[next(each) for _ in range(2)][1] for each in streams]
    world.triage()
    later = [next(each) for each in streams]

    event.remove(engine, "before_cursor_execute", note)
    for each in streams:
        each.close()
    assert len(set(heard)) == len(set(later)) == 1
    assert number in heard[0]
    # Three questions without sharing for each of the two: a busy looker may begin one more turn.
    assert sum("JOIN ticket" in sql and "FROM event" in sql for sql in asked) <= 4
