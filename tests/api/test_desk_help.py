"""Beside the call: answers that fit, cards of the danger that is heard, also without a script."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from models.tables.tickets import Ticket
from tests.api.browsing import Browser, browser_of
from tests.builders import World, a_plea, a_red_flag

DESK, KEY = "/call-desk", "a-submission-key-of-a-form"
IN_DANGER = "我不想活了，站在楼顶"


def _desk(client: FlaskClient, world: World) -> Browser:
    return browser_of(client, world, "operator")


def _open_cards(page: str) -> list[str]:
    return re.findall(r'data-kind="(\w+)" open', page)


def test_what_is_typed_brings_its_answers(client: FlaskClient, world: World) -> None:
    """By word even before the reader knows the matter; the chosen category decides more."""
    desk = _desk(client, world)

    by_word = desk.send(f"{DESK}/suggest", DESK, text="想问年假有几天").get_json()
    by_choice = desk.send(f"{DESK}/suggest", DESK, text="想问一件事情", category="0405").get_json()

    assert [one["title"] for one in by_word["answers"]] == ["年休假天数"]
    assert "仅供参考，以法律规定为准" in by_word["answers"][0]["text"]
    assert [one["title"] for one in by_choice["answers"]] == ["住房公积金"]
    assert by_word["cards"] == []


def test_danger_brings_its_card(client: FlaskClient, world: World) -> None:
    """As soon as the words stand there, before anything is kept."""
    desk = _desk(client, world)

    heard = desk.send(f"{DESK}/suggest", DESK, text=IN_DANGER).get_json()

    assert "self_harm" in heard["cards"]
    with world.act() as act:
        assert act.session.query(Ticket).count() == 0


def test_without_a_script_answers_and_cards_stand_on_the_page(
    client: FlaskClient, world: World
) -> None:
    """The look draws the whole page: texts to copy, the card of the danger open, the others closed."""
    desk = _desk(client, world)

    calm = desk.get(DESK).text
    page = desk.send(f"{DESK}/look", DESK, text=f"{IN_DANGER}，公积金也不给交").text

    assert (_open_cards(calm), "住房公积金管理条例" in calm) == ([], False)
    assert _open_cards(page) == ["self_harm"]
    assert re.search(r'id="cards" open', page)
    assert "住房公积金管理条例" in page


def test_all_answers_are_a_list_for_operators(client: FlaskClient, world: World) -> None:
    """Under the names of the matters; departments have no call desk."""
    page = _desk(client, world).get(f"{DESK}/answers").text

    assert page.index("劳动报酬") < page.index("工地欠薪找谁要") < page.index("年休假天数")
    assert browser_of(client, world, "social_security").get(f"{DESK}/answers").status_code == 403


@pytest.mark.parametrize("pressed", ["emergency", "keep"])
def test_whoever_sent_an_emergency_keeps_its_card(
    client: FlaskClient, world: World, pressed: str
) -> None:
    """The caller is still on the line: number, hand-over and card stand above the next form."""
    desk = _desk(client, world)

    page = desk.send(DESK, DESK, text=IN_DANGER, submission=KEY, act=pressed).text

    with world.act() as act:
        number = act.session.query(Ticket).one().number
    assert f"/call-desk/hand-over/{number}" in page
    assert "请不要挂断" in page
    assert _open_cards(page) == ["self_harm"]


def test_the_desk_shows_no_other_ticket_as_its_emergency(client: FlaskClient, world: World) -> None:
    """Neither an ordinary ticket nor a number that nobody has."""
    number = world.dispatched().number
    desk = _desk(client, world)

    pages = [desk.get(f"{DESK}?emergency={one}") for one in (number, "20991231-000001", "x")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not any("请不要挂断" in page.text for page in pages)


def test_a_refused_emergency_shows_all_cards(client: FlaskClient, world: World) -> None:
    """F9 on an empty form: nothing can be kept yet, but help is there at once."""
    page = _desk(client, world).send(DESK, DESK, text="", act="emergency").text

    assert re.search(r'id="cards" open', page)
    assert page.count("data-kind=") == 7


def test_an_open_emergency_has_its_card_beside_the_hand_over(
    client: FlaskClient, world: World
) -> None:
    """On the page of the P1, and of no other ticket."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    other = world.dispatched().number
    desk = _desk(client, world)

    page = desk.get(f"/tickets/{number}").text

    assert _open_cards(page) == ["extreme_wage_claim"]
    assert page.index("已移交 12356") < page.index("极端讨薪")
    assert "data-kind" not in desk.get(f"/tickets/{other}").text
