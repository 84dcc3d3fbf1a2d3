"""督办台: every number opens exactly its tickets; acts carry a reason; the wall sees numbers and nothing else."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hotline.doors import furnish, house_of
from hotline.kept import Kept
from hotline.permits import declared
from models.domain.permissions import Permission
from models.domain.words import Status, Urgency
from models.services import extend, return_, urgency
from tests.api.browsing import Browser, browser_of
from tests.builders import OTHER_CITY, World, a_plea, a_red_flag, a_verdict
from tests.services.standing import WISH, stand
from tests.services.ways import accepted, replied

_NUMBER = re.compile(r'<a href="([^"]+)" data-figure="(\d+)"')


def _busy(world: World) -> None:
    """Some of everything: closed, late, returned twice, abstained, missed, falsely alarmed, extended, disputed."""
    stand(world, Status.CLOSED)
    stand(world, Status.IN_CONSULTATION)
    replied(world)
    world.clock.move(timedelta(days=9))
    late = stand(world, Status.DISPATCHED)
    with world.act("social_security") as act:
        return_.return_(act, late, WISH)
    asked = accepted(world, employer="某某建筑公司")
    world.dispatched(employer="某某建筑公司", region_code=OTHER_CITY)
    with world.act("social_security") as act:
        extend.request_extension(act, asked, 2, "等对方盖章")
    missed = world.dispatched().number
    with world.act("social_security") as act:
        urgency.raise_(act, missed, Urgency.P1, "有人受伤")
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.receive()
    world.triage(a_verdict(abstained=True))
    world.dispatched()
    world.clock.move(timedelta(hours=23))


def _walk(browser: Browser, page: str) -> tuple[int, list[str]]:
    """How many numbers the page shows, and those whose list is another one."""
    wrong, numbers = [], _NUMBER.findall(page)
    for address, count in numbers:
        listed = browser.get(html.unescape(address)).text
        total = re.search(r'data-total="(\d+)"', listed)
        rows = listed.count('<td><a href="/tickets/')
        if total is None or int(total[1]) != int(count) or rows != min(int(count), 50):
            wrong.append(f"{address} says {count}, its list {total and total[1]} in {rows} rows")
    return len(numbers), wrong


@pytest.mark.parametrize("who", ["supervisor", "city_supervisor", "other_supervisor"])
def test_every_number_opens_exactly_its_tickets(
    client: FlaskClient, world: World, who: str
) -> None:
    """Every number of the page, in tiles, charts and tables, for every level."""
    _busy(world)
    browser = browser_of(client, world, who)

    seen, wrong = _walk(browser, browser.get("/supervision").text)

    assert wrong == []
    assert seen > 60


def test_a_part_of_the_board_counts_its_part(client: FlaskClient, world: World) -> None:
    """Drilled into one city and one category the numbers still open their tickets."""
    _busy(world)
    browser = browser_of(client, world, "supervisor")

    seen, wrong = _walk(browser, browser.get("/supervision?below=410100&category=01&weeks=4").text)

    assert wrong == []
    assert seen > 40


def test_kept_numbers_say_as_of_when_and_open_what_they_counted(
    app: Flask, client: FlaskClient, world: World
) -> None:
    """On a large table the figures over weeks are some minutes old: what came in since is in neither number nor list."""
    _busy(world)
    furnish(app, replace(house_of(app), kept=Kept(iter(range(10_000)).__next__)))
    browser = browser_of(client, world, "supervisor")
    before = browser.get("/supervision").text
    world.clock.move(timedelta(minutes=2))
    world.dispatched()

    page = browser.get("/supervision").text

    moment, learned = "截至 [0-9:]+ 的统计", page[page.index('id="learn-band"') :]
    assert re.findall(moment, page) == re.findall(moment, before) != []
    seen, wrong = _walk(browser, learned)
    assert wrong == []
    assert seen > 40


def test_the_tiles_say_what_is_there(client: FlaskClient, world: World) -> None:
    """Counted by hand: one return, one extension, one dispute; late ones are marked with a word."""
    _busy(world)

    page = browser_of(client, world, "supervisor").get("/supervision").text

    tiles = dict(
        re.findall(r'class="tile[^"]*"><strong>([^<]+)</strong><span>(?:⚠ )?([^<]+)', page)[i][::-1]
        for i in range(8)
    )
    assert tiles["退单待审"] == tiles["延期待批"] == tiles["会商待裁定"] == "1"
    assert tiles["特急未签收"] == "2"
    assert "⚠ 已超时" in page


@pytest.mark.parametrize(
    ("status", "move", "form", "kind"),
    [
        (Status.RETURN_REQUESTED, "decide-return", {"agreed": "true", "queue": "legal"}, "return_decided"),
        (Status.IN_CONSULTATION, "designate", {"queue": "union"}, "designated"),
        (Status.DISPATCHED, "accept", {}, "accepted"),
        (Status.DISPATCHED, "transfer", {"queue": "legal"}, "transferred"),
        (Status.ACCEPTED, "supervise", {}, "supervised"),
    ],
)  # fmt: skip
def test_one_click_decides_with_a_reason(
    client: FlaskClient, world: World, status: Status, move: str, form: dict[str, str], kind: str
) -> None:
    """The existing move, through the board, and back to the board."""
    number = stand(world, status)
    browser = browser_of(client, world, "supervisor")

    page = browser.send(
        f"/supervision/{number}/{move}", "/supervision", reason="请依职责办理", **form
    )

    assert page.status_code == 200
    assert page.request.path == "/supervision"
    assert kind in world.kinds(number)


def test_an_extension_is_granted_from_the_board(client: FlaskClient, world: World) -> None:
    """Without telling the caller it is refused, and what was typed stands there again."""
    number = accepted(world)
    with world.act("social_security") as act:
        extend.request_extension(act, number, 2, "等对方盖章")
    browser = browser_of(client, world, "supervisor")
    path = f"/supervision/{number}/decide-extension"

    refused = browser.send(path, "/supervision", reason="同意延期的理由", granted="true")
    granted = browser.send(path, "/supervision", reason="同意", told="延两天", granted="true")

    assert refused.status_code == 409
    assert "告知" in refused.text
    assert 'value="同意延期的理由"' in refused.text
    assert granted.status_code == 200
    assert "extension_decided" in world.kinds(number)


def test_one_employer_becomes_one_collective_case(client: FlaskClient, world: World) -> None:
    """Offered on the board, merged by hand with a reason; all callers are kept by the merge."""
    numbers = [accepted(world, employer="某某建筑公司") for _ in range(3)]
    browser = browser_of(client, world, "supervisor")
    assert "某某建筑公司" in browser.get("/supervision").text

    form = {"into": numbers[0], "number": numbers[1:], "reason": "同一工地欠薪"}
    page = browser.send("/supervision/collective", "/supervision", **form)  # type: ignore[arg-type]

    assert "已将 2 件并入" in page.text
    assert [world.ticket(n).status for n in numbers[1:]] == [Status.MERGED] * 2


def test_a_bent_address_is_explained(client: FlaskClient, world: World) -> None:
    """No fault of the program, whatever somebody writes into the address."""
    browser = browser_of(client, world, "supervisor")

    for query in (
        "",
        "what=nonsense",
        "what=late&since=yesterday",
        "what=held&person=1e9",
        "what=open&by=2026-11-24",
    ):
        assert browser.get(f"/figures/tickets?{query}").status_code == 422


def test_the_wall_enters_only_the_wall(app: Flask, client: FlaskClient, world: World) -> None:
    """Every route that takes no number is tried: the wall's own page, home, its password and log-out are all there is."""
    browser = browser_of(client, world, "wall")
    number = world.dispatched().number

    opened = set()
    for rule in app.url_map.iter_rules():
        if declared(app, rule.endpoint) is Permission.PUBLIC or rule.rule.startswith("/api/"):
            continue
        if "GET" in (rule.methods or ()):
            path = re.sub(r"<[^>]*number>", number, rule.rule)
            if client.get(re.sub(r"<[^>]+>", "1", path)).status_code not in (403, 404):
                opened.add(rule.rule)

    assert opened == {"/", "/me/password", "/wall"}
    assert browser.get("/").request.path == "/wall"


def test_the_wall_shows_numbers_only(client: FlaskClient, world: World) -> None:
    """No ticket number, no text, no person, no employer, no way further."""
    _busy(world)

    page = browser_of(client, world, "wall").get("/wall").text

    assert "特急未签收" in page
    assert not re.search(r"\d{8}-\d{6}", page)
    assert "没发工资" not in page
    assert "某某建筑" not in page
    assert "测试social" not in page
    assert "/figures/" not in page
    assert "/tickets" not in page


def test_the_wall_does_not_time_out(client: FlaskClient, world: World) -> None:
    """A week without a touch; a supervisor is logged out after a quarter of an hour."""
    wall = browser_of(client, world, "wall")
    world.clock.move(timedelta(days=7))
    assert wall.get("/wall").request.path == "/wall"

    supervisor = browser_of(client, world, "supervisor")
    world.clock.move(timedelta(minutes=16))
    assert supervisor.get("/supervision").request.path == "/log-in"
