"""The application on a real database, with a bell that remembers and one API token per person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hotline.app import create_app
from hotline.reader import Reader
from models.keys import token_hash
from models.settings import Settings
from models.tables.people import Token
from tests.builders import World
from tests.fakes import FakeBell, FakeModel


@dataclass(frozen=True)
class Api:
    """Speaks JSON to the application as one person after the other."""

    client: FlaskClient
    world: World

    def get(self, path: str, who: str = "operator") -> TestResponse:
        return self.client.get(path, headers=bearer(who))

    def post(
        self, path: str, body: Any = None, who: str = "operator", **headers: str
    ) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, json=body, headers=bearer(who) | named)

    def raw(self, path: str, body: bytes, kind: str = "application/json") -> TestResponse:
        return self.client.post(path, data=body, content_type=kind, headers=bearer("operator"))

    def kept(self, who: str = "operator", **changes: Any) -> str:
        """Post a plea; returns the ticket's number."""
        answer = self.post("/api/v1/tickets", a_body(**changes), who)
        assert answer.status_code == 201, answer.text
        return str(answer.json["number"])  # type: ignore[index]

    def dispatched(self, **changes: Any) -> str:
        """A ticket that the reader has sent to 人社 of the county."""
        number = self.kept(**changes)
        self.world.triage()
        return number

    def move(self, number: str, move: str, body: Any = None, who: str = "operator") -> TestResponse:
        return self.post(f"/api/v1/tickets/{number}/{move}", body or {}, who)


def bearer(who: str) -> dict[str, str]:
    """The header of somebody's token."""
    return {"Authorization": f"Bearer hl_{who}"}


def a_body(**changes: Any) -> dict[str, Any]:
    """A plea as another system would post it."""
    body: dict[str, Any] = {
        "text": "厂里三个月没发工资了，找老板就是推。",
        "channel": "app",
        "caller": {"name": "张某某", "phone": "13800001234"},
        "employer": "某某纺织厂",
        "region_code": "410105",
    }
    return body | changes


@pytest.fixture
def bell() -> FakeBell:
    """A bell that remembers."""
    return FakeBell()


@pytest.fixture
def build(settings: Settings, world: World, bell: FakeBell) -> Callable[..., Flask]:
    """Builds the application; arguments replace what it would bring itself."""
    _give_tokens(world)

    def made(**changes: Any) -> Flask:
        from_outside: Mapping[str, Any] = {
            "clock": world.clock,
            "sessions": world.sessions,
            "bell": bell,
            "reader": Reader(_no_model),
        }
        return create_app(settings, **(dict(from_outside) | changes))

    return made


@pytest.fixture
def app(build: Callable[..., Flask]) -> Flask:
    """The application."""
    return build()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a log-in."""
    return app.test_client()


@pytest.fixture
def app_client(app: Flask) -> FlaskClient:
    """A second browser."""
    return app.test_client()


@pytest.fixture(scope="session")
def known_hash() -> str:
    """The hash of `PASSWORD`, computed once: hashing is slow on purpose."""
    return PasswordHasher().hash("Correct-Horse-12351")


@pytest.fixture
def api(client: FlaskClient, world: World) -> Api:
    """A program with tokens."""
    return Api(client, world)


def _no_model() -> FakeModel:
    raise OSError("no bundle on this disk")


def _give_tokens(world: World) -> None:
    with world.act() as act:
        for name, person in world.people.items():
            act.session.add(
                Token(
                    user_id=person.user_id,
                    name="test",
                    secret_hash=token_hash(f"hl_{name}"),
                    created_at=act.now,
                )
            )
