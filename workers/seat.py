"""A place for one process: whoever dies in it is replaced, slower each time until one stays alive for long."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence

import structlog

log = structlog.get_logger()
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_SETTLED_SECONDS = 60.0  # who lived so long did not die of its start
_FINISH_SECONDS = 20.0


class Seat:
    """`arguments` are Python's; the process gets our process id as its last one, to die with us."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._command = [sys.executable, *arguments, str(os.getpid())]
        self.process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._deaths = 0
        self._pause_until = 0.0

    def tend(self) -> None:
        """Start a process if none is there and the pause after the last death is over."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                return
            self._bury(self.process, now)
            self.process = None
        if now >= self._pause_until:
            self._start(now)

    def ask_to_stop(self) -> None:
        """Let it finish what it has in hand."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        """Until it has gone; one that cannot finish is killed, its rows are due again."""
        if self.process is None:
            return
        try:
            self.process.wait(_FINISH_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("process_killed", pid=self.process.pid)
            self.process.kill()
            self.process.wait()

    def _start(self, now: float) -> None:
        self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own
        self._began = now
        log.info("process_started", pid=self.process.pid, module=self._command[-2])

    def _bury(self, process: subprocess.Popen[bytes], now: float) -> None:
        if process.returncode == 0:
            self._deaths = 0
            return
        self._deaths = 1 if now - self._began > _SETTLED_SECONDS else self._deaths + 1
        pause = min(_FIRST_PAUSE_SECONDS * 2 ** (self._deaths - 1), _LONGEST_PAUSE_SECONDS)
        self._pause_until = now + pause
        log.warning("process_died", pid=process.pid, code=process.returncode, pause=pause)
