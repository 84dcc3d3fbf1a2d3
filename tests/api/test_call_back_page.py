"""The call-back list: what may be called now, numbers only on demand, one form that ends or redoes, then the next."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.domain.words import Status
from models.tables.trail import View
from tests.api.browsing import Browser, browser_of
from tests.builders import World
from tests.services.ways import replied

PAGE = "/call-backs"


@pytest.fixture
def desk(client: FlaskClient, world: World) -> Browser:
    """Whoever calls back."""
    return browser_of(client, world, "callback")


def _send(desk: Browser, number: str, **form: str) -> str:
    return desk.send(f"{PAGE}/{number}", f"{PAGE}/{number}", **form).text


def test_after_saving_comes_the_next_that_can_be_called_now(
    client: FlaskClient, world: World
) -> None:
    """A miss leaves the list until the next half-day; every number opens exactly what it counts."""
    first, second = replied(world), replied(world)
    world.clock.move(timedelta(minutes=115))  # five to twelve
    desk = browser_of(client, world, "callback")

    page = _send(desk, first, outcome="no_answer", words="响到底")

    assert f"{first} 已记录，稍后再打" in page
    assert f'href="/tickets/{second}"' in page  # the next one is open
    for view, count, there in (("now", 1, second), ("later", 1, first), ("waiting", 2, first)):
        shown = desk.get(f"{PAGE}?view={view}").text
        assert re.search(rf"view={view}[^>]*>[^<]* {count}<", shown)
        assert f"{PAGE}/{there}" in shown
    assert "无人接听" in shown
    assert "今天 12:00起" in shown
    world.clock.move(timedelta(minutes=10))
    assert f"{PAGE}/{first}" in desk.get(PAGE).text


def test_the_number_is_shown_on_demand_and_leaves_a_trace(desk: Browser, world: World) -> None:
    """Neither list nor page holds it; asking shows it beside what was typed, and is written down."""
    number = replied(world)
    assert "13800001234" not in desk.get(PAGE).text + desk.get(f"{PAGE}/{number}").text

    shown = desk.send(
        f"{PAGE}/{number}/phone", f"{PAGE}/{number}", words="正在打", outcome="no_answer"
    ).text

    assert "13800001234" in shown
    assert "正在打" in shown
    with world.act() as act:
        assert [view.what for view in act.session.query(View)] == ["caller"]


def test_discontent_goes_back_with_its_reason(desk: Browser, world: World) -> None:
    """What was typed survives the refusal; with a reason the same press redoes it."""
    number = replied(world)
    said = {"outcome": "reached", "solved": "false", "result": "poor", "manner": "good"}

    refused = _send(desk, number, **said, words="只发了一半")
    assert "请重办，或写明不再重办的理由" in refused
    assert "只发了一半" in refused
    _send(desk, number, **said, then="rework", reason="工资只补发一半")

    assert world.ticket(number).status == Status.REWORK
    called = next(e for e in world.events(number) if e.kind == "called_back")
    assert called.codes["ratings"] == {"result": "poor", "manner": "good"}
    assert "办理态度满意、办理结果不满意" in desk.get(f"/tickets/{number}").text


def test_a_contented_caller_ends_it(desk: Browser, world: World) -> None:
    """Two answers and one press: closed, and nothing is left to call."""
    number = replied(world)

    page = _send(desk, number, outcome="reached", solved="true", result="good")

    assert "已经打完" in page
    assert world.ticket(number).status == Status.CLOSED


def test_what_was_said_before_a_call_broke_off_counts_for_nothing(
    desk: Browser, world: World
) -> None:
    """Radios chosen and then the outcome changed: an unreached caller has rated nothing."""
    number = replied(world)

    _send(desk, number, outcome="off", solved="true", result="good")

    assert world.ticket(number).status == Status.REPLIED


def test_a_confidential_number_is_the_supervisors(
    desk: Browser, app_client: FlaskClient, world: World
) -> None:
    """The page says so instead of offering a button that would be refused."""
    number = replied(world)
    with world.act() as act:
        ticket = act.session.get_one(type(world.ticket(number)), world.ticket(number).id)
        ticket.confidential = True
    over = browser_of(app_client, world, "supervisor")

    assert "请由督办回访" in desk.get(f"{PAGE}/{number}").text
    assert "data-phone" in over.get(f"{PAGE}/{number}").text


def test_the_list_is_for_those_who_call_back(client: FlaskClient, world: World) -> None:
    """Neither departments nor operators."""
    number = replied(world)
    staff = browser_of(client, world, "social_security")

    assert staff.get(f"{PAGE}/{number}").status_code == 403
