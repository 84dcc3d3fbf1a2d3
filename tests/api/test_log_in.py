"""Log-ins are rows: counted, locked, ended on the server; a cookie opens pages only."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from hotline.identity import COOKIE
from models.tables.people import User
from tests.api.asking import Api, a_body
from tests.builders import World

PASSWORD = "Correct-Horse-12351"


@pytest.fixture(autouse=True)
def password(world: World, known_hash: str) -> None:
    """The operator and the supervisor have a password."""
    with world.act() as act:
        for name in ("operator", "supervisor"):
            act.session.get_one(User, world.people[name].user_id).password_hash = known_hash


def _csrf(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/log-in").text)
    assert found is not None
    return found.group(1)


def _log_in(client: FlaskClient, password: str = PASSWORD, login: str = "operator") -> int:
    form = {"login": login, "password": password, "csrf_token": _csrf(client)}
    return client.post("/log-in", data=form).status_code


def _inside(client: FlaskClient) -> bool:
    return client.get("/call-desk").status_code == 200


def test_the_right_password_opens_the_pages(client: FlaskClient) -> None:
    """The cookie is out of reach of scripts and of other sites, and is not the secret's hash."""
    assert not _inside(client)
    assert _log_in(client) == 302

    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.http_only
    assert _inside(client)


def test_the_cookie_does_not_open_the_api(api: Api) -> None:
    """Another site could make a browser send it; a bearer token it cannot."""
    _log_in(api.client)

    assert api.client.get("/api/v1/queues/union/tickets").status_code == 401
    assert api.client.post("/api/v1/tickets", json=a_body()).status_code == 401


def test_a_form_without_csrf_token_changes_nothing(client: FlaskClient) -> None:
    """Refused before the password is looked at."""
    form = {"login": "operator", "password": PASSWORD}

    assert client.post("/log-in", data=form).status_code == 400
    assert not _inside(client)


def test_wrong_name_and_wrong_password_look_the_same(client: FlaskClient) -> None:
    """Nobody learns which log-ins exist."""
    wrong = {"password": "x", "csrf_token": _csrf(client)}
    known = client.post("/log-in", data=wrong | {"login": "operator"})
    unknown = client.post("/log-in", data=wrong | {"login": "nobody"})

    assert known.status_code == unknown.status_code == 401
    assert _bare(known.text, "operator") == _bare(unknown.text, "nobody")


def _bare(page: str, login: str) -> str:
    """The page without what was typed and without the form's own token, which holds the second."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page.replace(login, ""))


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(
    client: FlaskClient, world: World
) -> None:
    """Then even the right one waits; afterwards it opens again."""
    for _ in range(5):
        assert _log_in(client, "wrong") == 401

    assert _log_in(client) == 401
    world.clock.move(timedelta(minutes=15, seconds=1))
    assert _log_in(client) == 302


def test_a_second_log_in_ends_the_first(client: FlaskClient, app_client: FlaskClient) -> None:
    """One account, one session (domain.md 8)."""
    _log_in(client)
    _log_in(app_client)

    assert _inside(app_client)
    assert not _inside(client)


@pytest.mark.parametrize(("login", "minutes"), [("operator", 30), ("supervisor", 15)])
def test_an_idle_log_in_ends(client: FlaskClient, world: World, login: str, minutes: int) -> None:
    """Operators listen longer than they click."""
    _log_in(client, login=login)
    world.clock.move(timedelta(minutes=minutes))
    assert _inside(client)

    world.clock.move(timedelta(minutes=minutes, seconds=1))
    assert not _inside(client)


def test_guessing_is_limited_per_address(client: FlaskClient) -> None:
    """Tracking codes are short: the 21st try in a minute is told to wait."""
    form = {"number": "20261124-000001", "code": "x", "csrf_token": _csrf(client)}
    statuses = [client.post("/track", data=form).status_code for _ in range(21)]

    assert statuses == [404] * 20 + [429]
