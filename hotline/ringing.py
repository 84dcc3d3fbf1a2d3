"""Rings without letting anybody wait: a thread does the talking, and rings that come meanwhile are one."""

from __future__ import annotations

import threading
import time

from hotline.doors import Rings
from workers.enqueue import JOBS

_PAUSE_SECONDS = 0.02  # a flood of pleas asks Valkey fifty times a second, not a thousand


class Ringer:
    """A bell for requests. A ring that a dying process still owes is the scheduler's matter, as a dead bell is."""

    def __init__(self, bell: Rings) -> None:
        self._bell = bell
        self._wanted: set[str] = set()
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None

    def ring(self, name: str) -> bool:
        """Always true: whether somebody can hear is found out later, and logged."""
        with self._news:
            self._wanted.add(name)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ringer", daemon=True)
                self._thread.start()
            self._news.notify()
        return True

    def alive(self) -> bool:
        """Whether Redis answers now."""
        return self._bell.alive()

    def _run(self) -> None:
        while True:
            self._bell.ring(self._next())
            time.sleep(_PAUSE_SECONDS)

    def _next(self) -> str:
        """The most urgent of what is wanted; waits for it."""
        with self._news:
            self._news.wait_for(lambda: self._wanted)
            name = min(self._wanted, key=list(JOBS).index)
            self._wanted.remove(name)
            return name
