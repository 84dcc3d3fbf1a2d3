"""Everybody who plays in the chaos: servers, web, workers and two schedulers; whoever is killed is started again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from bench.checker import plain
from bench.ground import Ground, ground
from bench.processes import ROOT, environ_of, free_port, stop
from hotline.embedded import Server
from models.settings import Settings

# The web's host is 290 s slow: a P1 is received "five minutes ago", so that its first rungs are due ten seconds
# later and ladders are climbed while everything falls.
_SLOW_SECONDS = 290
_PAUSE_SECONDS = 0.5


class Player:
    """One process that is started again half a second after it died, like a unit of systemd."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environ: dict[str, str],
        log: Path,
        before: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.deaths = 0
        self._command = [*before, sys.executable, "-m", *command]
        self._environ = environ
        self._log = log
        self._ended = threading.Event()
        self.process = self._start()
        self._thread = threading.Thread(target=self._tend, daemon=True)
        self._thread.start()

    def kill(self) -> None:
        """kill -9."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        stop(self.process)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _tend(self) -> None:
        while not self._ended.wait(_PAUSE_SECONDS):
            if self.process.poll() is not None:
                self.deaths += 1
                self.process = self._start()


class Cast:
    """The whole installation under attack."""

    def __init__(self, where: Ground, settings: Settings, *, real: bool) -> None:
        self._where = where
        self.settings = settings
        self.port = free_port()
        self.players = [
            self._player(name, real=real) for name in ("web", "worker", "scheduler", "scheduler2")
        ]

    def kill(self, name: str) -> None:
        next(player for player in self.players if player.name == name).kill()

    def kill_a_worker_child(self, nth: int) -> None:
        """Not the supervisor: one of its processes, in mid-batch if it has one."""
        supervisor = next(p for p in self.players if p.name == "worker").process.pid
        below = children(supervisor)
        if below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(below[nth % len(below)], signal.SIGKILL)

    def kill_valkey(self) -> None:
        """kill -9, and whatever it had is thrown away."""
        valkey = self._server("valkey")
        with redis.Redis.from_url(self.settings.redis_url) as client:
            os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)
        _wait_until_dead(valkey.is_alive)
        valkey.start()
        with redis.Redis.from_url(self.settings.redis_url) as client:
            client.flushall()

    def restart_postgres(self) -> None:
        """As an administrator does."""
        postgres = self._server("postgres")
        postgres.stop()
        postgres.start()

    def kill_postgres(self) -> None:
        """kill -9 of the postmaster: recovery from the log."""
        postgres = self._server("postgres")
        data = self.settings.home / "postgres" / "data"
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
        _wait_until_dead(postgres.is_alive)
        postgres.start()

    def cut_connections(self) -> None:
        """pg_terminate_backend for everybody, in the middle of whatever they do."""
        with psycopg.connect(plain(self.settings.database_url), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )

    def end(self) -> None:
        for player in self.players:
            player.end()

    def _server(self, name: str) -> Server:
        found = [s for s in self._where.servers if name in type(s).__name__.lower()]
        return found[0]

    def _player(self, name: str, *, real: bool) -> Player:
        environ = environ_of(
            self.settings,
            HOTLINE_BIND=f"127.0.0.1:{self.port}",
            HOTLINE_WORKERS="2",
            HOTLINE_LOG_LEVEL="warning",
            TEST_SECONDS_PER_BATCH="0.2",
            TEST_SECONDS_AHEAD=str(-_SLOW_SECONDS if name == "web" else 0),
        )
        role = {"worker": "supervisor", "scheduler2": "scheduler"}.get(name, name)
        command = ["tests.journey.hands", role]
        if real and name != "web":
            command = ["hotline.cli", name.rstrip("2")]
        return Player(name, command, environ, self.settings.home / f"chaos-{name}.log")


@contextmanager
def cast(home: Path, *, real: bool) -> Iterator[Cast]:
    """Servers and a fresh installation, everybody started; all ended afterwards."""
    with ground(home) as where:
        settings = where.fresh("chaos")
        everybody = Cast(where, settings, real=real)
        try:
            yield everybody
        finally:
            everybody.end()


def children(pid: int) -> list[int]:
    """Child processes, from the kernel."""
    try:
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _wait_until_dead(is_alive: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while is_alive() and time.monotonic() < end:
        time.sleep(0.02)
