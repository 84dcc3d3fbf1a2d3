"""Calls that need no new ticket are kept and counted; a known caller's ticket is chased instead of doubled."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.domain.employers import core_of
from models.queries import desk_calls
from models.services.drafts import save_draft
from models.tables.desk_calls import DeskCall
from models.tables.tickets import Ticket
from tests.api.browsing import Browser, browser_of
from tests.builders import World, a_plea

DESK, KEY = "/call-desk", "a-submission-key-of-a-form"


def _desk(client: FlaskClient, world: World) -> Browser:
    return browser_of(client, world, "operator")


@pytest.mark.parametrize("kind", ["silent", "wrong", "harassing", "test"])
def test_a_call_without_a_plea_is_kept_and_counted(
    client: FlaskClient, world: World, kind: str
) -> None:
    """Two presses of one form are one call; no ticket is made of it."""
    desk = _desk(client, world)

    for _ in range(2):
        answer = desk.send(f"{DESK}/short", DESK, kind=kind, submission=KEY)

    assert "已记录" in answer.text
    with world.act("operator") as act:
        assert act.person.unit_id is not None
        counts = desk_calls.counted(act.session, act.person.unit_id, act.now - timedelta(days=1))
        assert act.session.query(Ticket).count() == 0
    assert counts == {kind: 1}


def test_the_same_matter_chases_the_open_ticket(client: FlaskClient, world: World) -> None:
    """One key: counted once however often it is pressed, the words kept, no second ticket, the draft gone."""
    number = world.dispatched().number
    desk = _desk(client, world)
    form = {"submission": KEY, "caller_phone": "138-0000-1234", "text": "还没人联系我"}

    for _ in range(2):
        desk.send(f"{DESK}/chase/{number}", DESK, **form)

    assert world.ticket(number).chases == 1
    with world.act("operator") as act:
        assert act.session.query(DeskCall).one().kind == "chase"
        assert not save_draft(act, KEY, {"text": "迟到的草稿"})


def test_a_known_number_shows_its_open_tickets(client: FlaskClient, world: World) -> None:
    """However it is written; the number itself stands in no address and is not shown."""
    number = world.dispatched().number
    desk = _desk(client, world)

    box = desk.send(f"{DESK}/look?part=1", DESK, caller_phone="+86 138 0000 1234").text
    other = desk.send(f"{DESK}/look?part=1", DESK, caller_phone="13900009999").text

    assert number in box
    assert "未办结 1 件" in box
    assert number not in other
    assert "8000" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', box))


def test_the_cluster_counts_what_its_list_shows(client: FlaskClient, world: World) -> None:
    """Same employer by whatever name, same city, last seven days; the list holds exactly these."""
    old = world.receive(a_plea(employer="宏达建材有限公司")).number
    world.clock.move(timedelta(days=8))
    names = ("宏达建材有限公司", "河南省宏达建材", "宏达建材（集团）有限责任公司")
    same = [world.receive(a_plea(employer=name)).number for name in names]
    other = world.receive(a_plea(employer="宏达建材", region_code="410300")).number
    desk = _desk(client, world)
    typed = {"employer": "宏达建材", "region_code": "410105"}

    hint = desk.send(f"{DESK}/look?part=1", DESK, **typed).text
    listed = desk.send(f"{DESK}/cluster", DESK, **typed).text

    assert "本件是第 4 件" in hint
    assert [number in listed for number in (*same, old, other)] == [True] * 3 + [False] * 2


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("河南省宏达建材有限公司", "宏达建材"),
        ("宏达（集团）公司", "宏达"),
        ("厂", ""),
        ("有限公司", ""),
    ],
)
def test_the_core_of_a_name(name: str, core: str) -> None:
    """What is left is what callers agree on; too little joins nobody."""
    assert core_of(name) == core


def test_without_a_script_the_whole_page_shows_it(client: FlaskClient, world: World) -> None:
    """What was typed stays, the caller's ticket stands beside it."""
    number = world.dispatched().number
    desk = _desk(client, world)

    page = desk.send(f"{DESK}/look", DESK, caller_phone="13800001234", text="又打来了").text

    assert number in page
    assert "又打来了" in page


def test_enter_in_a_field_never_keeps_a_call_as_silent(client: FlaskClient, world: World) -> None:
    """A browser presses a form's first button at Enter: it must be the harmless look."""
    page = _desk(client, world).get(DESK).text

    form = page[page.index('id="call"') :]
    first = re.search(r"<button[^>]*>", form)

    assert first is not None
    assert f'formaction="{DESK}/look"' in first[0]


def test_the_kind_counts_without_a_script(client: FlaskClient, world: World) -> None:
    """The radio button alone makes it a report, and so confidential."""
    desk = _desk(client, world)

    desk.send(DESK, DESK, text="举报厂里不缴社保", demand_kind="R", submission=KEY, act="keep")

    with world.act() as act:
        kept = act.session.query(Ticket).one()
        assert (kept.demand_type, kept.confidential) == ("R", True)
