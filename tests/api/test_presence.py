"""王某正在查看: who has the ticket open, for a short while, and never on a guess."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import redis
from flask.testing import FlaskClient

from hotline.app import create_app
from hotline.presence import BELIEVED_FOR
from hotline.reader import Reader
from models.settings import Settings
from tests.api.browsing import Browser, browser_of
from tests.builders import World
from tests.fakes import FakeBell


@pytest.fixture
def pair(
    client: FlaskClient, app_client: FlaskClient, world: World, valkey: redis.Redis
) -> tuple[Browser, Browser]:
    """Two of one department, with an empty Valkey."""
    assert valkey.dbsize() == 0
    return browser_of(client, world, "social_security"), browser_of(app_client, world, "leader")


def _tell(browser: Browser, number: str, **form: str) -> list[str]:
    answer = browser.send(f"/tickets/{number}/presence", f"/tickets/{number}", **form)
    assert answer.json is not None
    return list(answer.json["others"])


def test_two_who_look_see_each_other_until_one_leaves(
    pair: tuple[Browser, Browser], world: World
) -> None:
    """Oneself is never named; who leaves, or is not heard of any more, is gone."""
    number = world.dispatched().number
    first, second = pair

    assert _tell(first, number) == []
    assert _tell(second, number) == ["测试social_security"]
    assert _tell(first, number) == ["测试leader"]
    _tell(second, number, gone="1")
    assert _tell(first, number) == []
    assert _tell(second, number) == ["测试social_security"]
    world.clock.move(BELIEVED_FOR * 1.1)
    assert _tell(first, number) == []


def test_a_ticket_out_of_sight_says_nothing(
    pair: tuple[Browser, Browser], app_client: FlaskClient, world: World
) -> None:
    """Neither that it exists nor who looks."""
    number = world.dispatched().number
    _tell(pair[0], number)
    stranger = browser_of(app_client, world, "city_legal")
    token = re.search(r'csrf_token" value="([^"]+)"', stranger.get("/department").text)
    assert token is not None

    answer = app_client.post(f"/tickets/{number}/presence", data={"csrf_token": token[1]})

    assert answer.status_code == 404


def test_a_dead_valkey_claims_nobody_and_costs_nothing(settings: Settings, world: World) -> None:
    """The page works; one question in five seconds finds out whether somebody answers again."""
    app = create_app(
        replace(settings, redis_url="redis://127.0.0.1:1/0"),
        clock=world.clock,
        sessions=world.sessions,
        bell=FakeBell(),
        reader=Reader(_nothing),
    )
    number = world.dispatched().number
    alone = browser_of(app.test_client(), world, "leader")

    assert _tell(alone, number) == _tell(alone, number, gone="1") == []


def _nothing() -> None:
    raise OSError("no bundle on this disk")
