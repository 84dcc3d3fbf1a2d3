"""The application on a real database, with a bell that remembers and one API token per person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from hotline.app import create_app
from hotline.doors import furnish, house_of
from hotline.kept import Kept
from hotline.reader import Reader
from models.keys import token_hash
from models.settings import Settings
from models.tables.people import Token
from tests.api.asking import Api
from tests.builders import World
from tests.fakes import FakeBell, FakeModel


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
        app = create_app(settings, **(dict(from_outside) | changes))
        # A busy machine is slow at counting too: here every number is counted anew (test_board.py keeps some).
        furnish(app, replace(house_of(app), kept=Kept(lambda: 0.0)))
        return app

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
