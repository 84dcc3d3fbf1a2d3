"""Servers die and come back; the hands wait for them and go on."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hotline.embedded import own_servers
from hotline.embedded_valkey import EmbeddedValkey
from models.database import engine_for, sessions_for
from models.migrations.run import upgrade
from models.queries import health
from models.settings import Settings, settings_from
from tests.builders import World, a_plea, a_red_flag, build_world
from tests.journey.counts import assert_each_read_once, events_by_kind, unread
from tests.journey.processes import Hands, wait_until
from workers.enqueue import Bell

StartHands = Callable[[str], Hands]


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path that the servers' user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="hl-"))
    folder.chmod(0o711)
    yield folder / "var"
    shutil.rmtree(folder, ignore_errors=True)


def test_workers_listen_again_when_valkey_is_back(
    world: World, home: Path, hands: StartHands
) -> None:
    """No scheduler here: the worker itself finds the new Valkey within seconds."""
    settings_from({"HOTLINE_HOME": str(home)})
    valkey = EmbeddedValkey(home, lambda _sentence: None)
    url = valkey.start()
    try:
        hands(url).start("supervisor")
        wait_until(lambda: Bell(url).workers() == 1, 20, "the worker listens")
        valkey.stop()
        numbers = [world.receive().number for _ in range(10)]
        assert not Bell(url).ring("triage")

        valkey.start()
        wait_until(lambda: Bell(url).ring("triage"), 5, "the bell rings")
        wait_until(lambda: unread(world.sessions) == 0, 10, "everything read")
    finally:
        valkey.stop()

    assert_each_read_once(world.sessions, len(numbers))


def test_the_scheduler_waits_for_its_database(
    settings: Settings, world: World, home: Path, tmp_path: Path
) -> None:
    """The database restarts under it: it says so, goes on, and climbs what became due meanwhile."""
    chosen = settings_from({"HOTLINE_HOME": str(home), "HOTLINE_REDIS_URL": "redis://127.0.0.1:1"})
    with own_servers(chosen, say=lambda _sentence: None) as (served, servers):
        upgrade(served.database_owner_url)
        engine = engine_for(served.database_url)
        elsewhere = build_world(sessions_for(engine), world.policy, served.keys, world.clock)
        start = Hands(replace(served), served.redis_url, tmp_path)
        try:
            start.start("scheduler")
            _beats(start, elsewhere)
            servers[0].stop()
            wait_until(lambda: "beat_failed" in start.logs(), 15, "it notices")
            servers[0].start()
            engine.dispose()
            elsewhere.clock.move(timedelta(minutes=-5))
            elsewhere.receive(a_plea(red_flags=(a_red_flag(),)))

            wait_until(
                lambda: len(events_by_kind(elsewhere.sessions, "escalated")) == 2, 20, "it climbs"
            )
            assert start.started[0].poll() is None
        finally:
            start.end()
            engine.dispose()


def _beats(start: Hands, world: World) -> None:
    def beaten() -> bool:
        with world.sessions() as session:
            return health.last_beat(session) is not None

    wait_until(beaten, 15, "its first beat")
