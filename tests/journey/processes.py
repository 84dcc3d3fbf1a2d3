"""Starts processes for a test and ends them, and waits for what they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from models.settings import Settings
from tests.journey.hands import AHEAD, SLOW

_PATIENCE = 4
ROOT = Path(__file__).parents[2]


def wait_until(promise: Callable[[], bool], seconds: float, what: str) -> float:
    """Look until it holds; how long it took. AssertionError when time is over.

    `seconds` is what an idle machine would never need; a loaded one gets patience on top.
    """
    seconds *= _PATIENCE
    began = time.monotonic()
    while not promise():
        assert time.monotonic() - began < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - began


def children(pid: int) -> list[int]:
    """Its child processes, from the kernel."""
    try:
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Hands:
    """Starts roles of tests/journey/hands.py against one installation."""

    def __init__(self, settings: Settings, redis_url: str, folder: Path) -> None:
        self.started: list[subprocess.Popen[bytes]] = []
        self._folder = folder
        self._environ = {n: v for n, v in os.environ.items() if not n.startswith("HOTLINE_")} | {
            "HOTLINE_HOME": str(settings.home),
            "HOTLINE_DATABASE_URL": settings.database_url,
            "HOTLINE_REDIS_URL": redis_url,
            "HOTLINE_WORKERS": "1",
        }

    def start(
        self,
        role: str,
        *,
        workers: int = 1,
        seconds_per_batch: float = 0,
        seconds_ahead: float = 0,
    ) -> subprocess.Popen[bytes]:
        """One process; its log is a file in the test's folder."""
        environ = self._environ | {
            "HOTLINE_WORKERS": str(workers),
            SLOW: str(seconds_per_batch),
            AHEAD: str(seconds_ahead),
        }
        log = self._folder / f"{role}-{len(self.started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.journey.hands", role],
                cwd=ROOT,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self.started.append(process)
        return process

    def logs(self) -> str:
        """Everything that they said."""
        return "\n".join(file.read_text() for file in sorted(self._folder.glob("*.log")))

    def end(self) -> None:
        """Kill what a test has left; their children die with them."""
        left = [process for process in self.started if process.poll() is None]
        below = [child for process in left for child in children(process.pid)]
        for pid in [process.pid for process in left] + below:
            os.kill(pid, signal.SIGKILL)
        for process in left:
            process.wait()
