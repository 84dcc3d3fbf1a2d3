"""A province on real time, and processes that end with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.clock import SystemClock
from models.database import Sessions
from models.domain.policy import Policy
from models.keys import KeyRing
from models.settings import Settings
from tests.builders import World, build_world
from tests.fakes import FakeClock
from tests.journey.processes import Hands

NO_VALKEY = "redis://127.0.0.1:1/0"


@pytest.fixture
def clock() -> FakeClock:
    """Begins now, because real processes ask the database."""
    return FakeClock(SystemClock().now())


@pytest.fixture
def world(sessions: Sessions, policy: Policy, keys: KeyRing, clock: FakeClock) -> World:
    """The small province, founded now."""
    return build_world(sessions, policy, keys, clock)


@pytest.fixture
def hands(settings: Settings, tmp_path: Path) -> Iterator[Callable[[str], Hands]]:
    """Makes starters of processes against a Redis address; everything they started is ended."""
    made: list[Hands] = []

    def against(redis_url: str) -> Hands:
        made.append(Hands(settings, redis_url, tmp_path))
        return made[-1]

    yield against
    for each in made:
        each.end()
