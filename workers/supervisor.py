"""Keeps the worker processes alive: one that dies comes again, slower each time; SIGTERM lets each finish its job."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

import structlog

from models.logs import configure
from models.settings import Settings

log = structlog.get_logger()
_LOOK_SECONDS = 0.5
_LONGEST_PAUSE_LOOKS = 60  # thirty seconds between attempts at most
_FINISH_SECONDS = 20.0


class Seat:
    """A place for one worker process."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self._looks_to_wait = 0

    def tend(self) -> None:
        """Start the process if there is none and its pause is over."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            log.warning("worker_died", code=self.process.returncode, deaths=self.deaths)
            self.process = None
            self._looks_to_wait = min(2**self.deaths, _LONGEST_PAUSE_LOOKS)
            self.deaths += 1
        if self._looks_to_wait > 0:
            self._looks_to_wait -= 1
            return
        command = [sys.executable, "-m", "workers.child"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own
        log.info("worker_started", pid=self.process.pid)

    def stop(self) -> None:
        """Ask it to finish its job and go."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        """Until it has gone; a worker that cannot finish is killed, its rows are due again."""
        if self.process is None:
            return
        try:
            self.process.wait(_FINISH_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    configure(settings.log_level)
    told = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    seats = [Seat() for _ in range(settings.workers)]
    log.info("supervisor_started", workers=len(seats), pid=os.getpid())
    while not told.is_set():
        for seat in seats:
            seat.tend()
        told.wait(_LOOK_SECONDS)
    for seat in seats:
        seat.stop()
    for seat in seats:
        seat.wait()
