"""The search page and its API: words never in an address, marks where they stand, help when nothing is found."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient

from models.services.plea import CallerSaid
from models.services.search_asked import KEPT_FOR, typed_under
from tests.api.asking import Api
from tests.api.browsing import Browser, browser_of
from tests.builders import World, a_plea
from tests.searching import index_all

_NUMBERS = re.compile(r'<a href="/tickets/(\d{8}-\d+)">')


def _asked(browser: Browser, typed: str, **filters: str) -> tuple[str, str]:
    """(address, page) after the box was sent."""
    answer = browser.send("/search", "/search", q=typed, **filters)
    return answer.request.full_path, answer.text


def test_words_are_marked_in_what_was_said(client: FlaskClient, world: World) -> None:
    """With why it was found, and what else was looked for."""
    world.receive(a_plea("在厂里干活，职工受傷了没人管，老板还欠薪。"))
    index_all(world)
    browser = browser_of(client, world, "supervisor")

    address, page = _asked(browser, "受伤 拖欠工资")

    assert re.fullmatch(r"/search/[\w-]{22}\??", address)
    assert '<mark class="for">受傷</mark>' in page
    assert '<mark class="for">欠薪</mark>' in page
    assert "近义" in page
    assert 'data-total="1"' in page


def test_no_number_of_a_caller_stands_in_an_address(client: FlaskClient, world: World) -> None:
    """The key is the asker's own, and ends with the shift."""
    number = world.receive(a_plea("社保", caller=CallerSaid("王小明", "13937112345"))).number
    index_all(world)
    browser = browser_of(client, world, "operator")

    address, page = _asked(browser, "13937112345")

    assert "1393" not in address
    assert _NUMBERS.findall(page) == [number]
    stranger = browser_of(client.application.test_client(), world, "supervisor")
    assert "已过期" in stranger.get(address).text
    key = address.strip("?").rsplit("/", 1)[1]
    with world.act("operator") as act:
        assert typed_under(act, key) == "13937112345"
    world.clock.move(KEPT_FOR + timedelta(minutes=1))
    with world.act("operator") as act:
        assert typed_under(act, key) is None


def test_a_whole_number_opens_its_ticket(client: FlaskClient, world: World) -> None:
    """Also before the index knows it."""
    number = world.receive().number

    answer = browser_of(client, world, "operator").send("/search", "/search", q=f" {number} ")

    assert answer.request.path == f"/tickets/{number}"


def test_filters_stand_in_the_address_and_pages_follow(client: FlaskClient, world: World) -> None:
    """Each hit once over all pages; a filter that excludes everything says so and how to go on."""
    kept = {world.receive(a_plea(f"第{n}个月没发工资。")).number for n in range(25)}
    index_all(world)
    browser = browser_of(client, world, "supervisor")

    address, page = _asked(browser, "没发工资", status="received")
    assert "status=received" in address
    following = re.search(r'href="(/search/[^"]+after=[^"]+)"', page)
    assert following is not None
    rest = browser.get(following[1].replace("&amp;", "&")).text

    first, second = _NUMBERS.findall(page), _NUMBERS.findall(rest)
    assert (len(first), len(second)) == (20, 5)
    assert {*first, *second} == kept
    none = browser.get(address.replace("received", "closed")).text
    assert "没有找到完全符合的工单" in none
    assert "去掉筛选条件再查" in none


def test_what_cannot_be_answered_is_explained(client: FlaskClient, world: World) -> None:
    """In a sentence, on the page, with what was typed still in the box."""
    world.receive()
    browser = browser_of(client, world, "dispatcher")

    assert "请输入两个字以上的词" in _asked(browser, "，。")[1]
    assert "不能按电话查找" in _asked(browser, "尾号1234")[1]
    assert "没有这个单位代码" in _asked(browser, "工资", unit="999999")[1]
    assert "日期应为" in _asked(browser, "工资", since="昨天")[1]
    address, _page = _asked(browser, "工资")
    assert "页码无效" in browser.get(address.rstrip("?") + "?after=9.x").text


def test_every_page_has_the_box_but_where_there_is_nothing_to_find(
    client: FlaskClient, world: World
) -> None:
    """One box a page: the department's and the search page's own stand in a better place."""
    for who, page, boxes in (
        ("operator", "/call-desk", 1),
        ("social_security", "/department", 1),
        ("supervisor", "/search", 1),
        ("wall", "/wall", 0),
    ):
        text = browser_of(client, world, who).get(page).text
        assert text.count('role="search"') == boxes, page


def test_what_was_found_stands_under_its_entry(client: FlaskClient, world: World) -> None:
    """The list of a search has an address of its own; the frame still says where one is."""
    page = _asked(browser_of(client, world, "supervisor"), "工资")[1]

    assert '<a href="/search" aria-current="page">查工单' in page


def test_the_api_answers_the_same(api: Api, world: World) -> None:
    """Match, ticket, count and cursor; a department finds its own only."""
    numbers = [api.dispatched(text=f"保安第{n}个月没发工资") for n in range(3)]
    index_all(world)

    first = api.post("/api/v1/search", {"q": "保安 讨薪", "limit": 2}, "supervisor").json
    assert [hit["match"] for hit in first["hits"]] == ["meaning", "meaning"]
    assert first["count"] == 3
    body = {"q": "保安 讨薪", "limit": 2, "cursor": first["next_cursor"]}
    second = api.post("/api/v1/search", body, "supervisor").json
    found = [hit["ticket"]["number"] for hit in [*first["hits"], *second["hits"]]]

    assert found == numbers[::-1]
    assert second["next_cursor"] is None
    assert api.post("/api/v1/search", {"q": "保安"}, "legal").json["count"] == 0
    assert api.post("/api/v1/search", {"q": "尾号1234"}, "analyst").status_code == 403
    assert api.post("/api/v1/search", {"q": "保安", "category": "9999"}).status_code == 422
