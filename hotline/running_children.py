"""The processes that `hotline run` keeps alive: restarted when they die, slower each time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from hotline.embedded_places import Say, open_log
from hotline.embedded_process import tethered, undisturbed

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_SETTLED_SECONDS = 60.0
_STOP_SECONDS = 30.0
_LAST_WORDS_BYTES = 4000


class Child:
    """One `hotline` command as a process of its own, its output in `logs/<command>.log`."""

    def __init__(self, command: str, title: str, home: Path, environ: Mapping[str, str]) -> None:
        self.title = title
        self.log = home / "logs" / f"{command}.log"
        self.deaths = 0
        self._command = [sys.executable, "-m", "hotline.cli", command]
        self._environ = environ
        self._child: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._start_again_at: float | None = None

    def start(self) -> None:
        with open_log(self.log) as log, undisturbed():
            self._child = subprocess.Popen(  # noqa: S603 - our own command line
                tethered(self._command, None, signal.SIGTERM),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environ,
                start_new_session=True,  # Ctrl-C is for us; we stop the children in order
            )
        self._started = time.monotonic()
        self._start_again_at = None

    def is_alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def tend(self, say: Say) -> None:
        """Look once: start it again when its pause is over."""
        if self.is_alive():
            return
        now = time.monotonic()
        if self._start_again_at is None:
            settled = now - self._started > _SETTLED_SECONDS
            self.deaths = 1 if settled else self.deaths + 1
            pause = min(_FIRST_PAUSE_SECONDS * 2 ** (self.deaths - 1), _LONGEST_PAUSE_SECONDS)
            self._start_again_at = now + pause
            say(f"{self.title}意外停止，{pause:.0f} 秒后重新启动（日志：{self.log}）")
        elif now >= self._start_again_at:
            self.start()

    def ask_to_stop(self) -> None:
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        """Until it has stopped; with its whole group when it does not want to."""
        if self._child is None:
            return
        try:
            self._child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()

    def last_words(self) -> str:
        """The last line of its log, for the person at the terminal."""
        with self.log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _LAST_WORDS_BYTES))
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "没有留下任何输出"
