"""The boards as their readers open them, at one size: cold once, then again and again."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select

from bench.big import cached
from bench.ground import Ground
from bench.report import Line, percentile
from hotline.app import create_app
from hotline.identity import COOKIE
from models.clock import SystemClock
from models.database import Sessions, engine_for, sessions_for
from models.keys import token_hash
from models.settings import Settings
from models.tables.people import Login, User

_PAGES = (
    ("/supervision", "supervisor"),
    ("/wall", "wall"),
    ("/risk", "analyst"),
    ("/model", "supervisor"),
    ("/department", "social"),
)


@dataclass(frozen=True, slots=True)
class _Times:
    first: float
    again: list[float]


def measure(ground: Ground, tickets: int, asks: int) -> list[Line]:
    """Through the application without a server between; the first opening counts what later ones find kept."""
    settings = cached(ground, tickets)
    engine = engine_for(settings.database_url)
    sessions = sessions_for(engine)
    lines = []
    for path, login in _PAGES:
        times = _times(_client(settings, sessions, login), path, asks)
        again = percentile(times.again, 50) * 1000
        lines += [
            Line("pages", f"{path}, first at {tickets:,} tickets", times.first * 1000, "ms"),
            Line("pages", f"{path}, p50 at {tickets:,} tickets", again, "ms", at_most=300),
        ]
    engine.dispose()
    return lines


def _times(client: FlaskClient, path: str, asks: int) -> _Times:
    first, *again = (_once(client, path) for _ in range(asks + 1))
    return _Times(first, again)


def _once(client: FlaskClient, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    spent = time.perf_counter() - began
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    return spent


def _client(settings: Settings, sessions: Sessions, login: str) -> FlaskClient:
    """Somebody who has logged in, at an application that has kept nothing yet."""
    now, secret = SystemClock().now(), f"bench cookie of {login} {time.time_ns()}"
    with sessions.begin() as session:
        user = session.scalars(select(User).where(User.login == login)).one()
        session.add(
            Login(user_id=user.id, secret_hash=token_hash(secret), created_at=now, seen_at=now)
        )
    client = create_app(settings).test_client()
    client.set_cookie(COOKIE, secret)
    return client
