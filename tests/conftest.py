"""Real PostgreSQL and Valkey for every test process, migrated once, emptied before each test that asks for them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
import structlog
from sqlalchemy import Connection, Engine, create_engine, text

from hotline.embedded import own_servers
from models.database import Sessions, engine_for, sessions_for
from models.domain.policy import Policy
from models.keys import KeyRing
from models.migrations.run import upgrade
from models.policy.load import default_policy
from models.settings import Settings, settings_from
from models.tables.all import Base
from tests.builders import World, build_world
from tests.fakes import FakeClock

# The default shows every local value of every frame of a traceback: minutes for a policy with all its calendars.
structlog.configure(
    processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
)

NOON = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Beijing, inside office hours


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    """Settings with own servers started for this test process."""
    folder = Path(tempfile.mkdtemp(prefix="hl-"))
    folder.chmod(0o711)
    try:
        chosen = settings_from({"HOTLINE_HOME": str(folder / "var")})
        with own_servers(chosen, say=lambda _sentence: None) as (served, _servers):
            upgrade(served.database_owner_url)
            yield replace(served, web_threads=8)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def owner_engine(settings: Settings) -> Iterator[Engine]:
    """The owner's engine: for emptying tables and for breaking things on purpose."""
    engine = create_engine(settings.database_owner_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def app_engine(settings: Settings) -> Iterator[Engine]:
    """The program's own engine, as hotline_app."""
    engine = engine_for(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(app_engine: Engine, owner_engine: Engine) -> Sessions:
    """Sessions on an empty database."""
    with owner_engine.begin() as connection:
        _empty(connection)
    return sessions_for(app_engine)


def _empty(connection: Connection) -> None:
    """Rows of the test before. TRUNCATE writes every file of fifty tables anew, for a handful of rows."""
    names = [table.name for table in Base.metadata.sorted_tables]
    asked = " UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (SELECT FROM {n})" for n in names)
    filled = set(connection.execute(text(asked)).scalars())
    for name in reversed(names):  # whoever refers goes first
        if name in filled:
            connection.execute(text(f"DELETE FROM {name}"))
    connection.execute(text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))


@pytest.fixture
def valkey(settings: Settings) -> redis.Redis:
    """An empty Valkey."""
    client = redis.Redis.from_url(settings.redis_url)
    client.flushall()
    return client


@pytest.fixture(scope="session")
def keys(settings: Settings) -> KeyRing:
    """The key ring of the test installation."""
    return settings.keys


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The package's default policy."""
    return default_policy()


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands until the test moves it."""
    return FakeClock(NOON)


@pytest.fixture
def world(sessions: Sessions, policy: Policy, keys: KeyRing, clock: FakeClock) -> World:
    """A small province with its people."""
    return build_world(sessions, policy, keys, clock)
