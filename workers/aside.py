"""Work beside the loop: looking through a million tickets takes seconds, and no rung may wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Aside:
    """One thread at a time, begun by `tend` when `is_due` says so; what failed in it is raised at the next `tend`."""

    def __init__(self, is_due: Callable[[], bool], work: Callable[[], None]) -> None:
        self._is_due = is_due
        self._work = work
        self._thread: threading.Thread | None = None
        self._fault: Exception | None = None

    def tend(self) -> None:
        """Costs nothing while the work goes on or is not due."""
        if self._thread is not None and self._thread.is_alive():
            return
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault
        if self._is_due():
            self._thread = threading.Thread(target=self._guarded, name="aside", daemon=True)
            self._thread.start()

    def wait(self, seconds: float) -> None:
        """Until the work is done, but no longer than this."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _guarded(self) -> None:
        try:
            self._work()
        except Exception as fault:  # noqa: BLE001 - the loop raises it at its next beat
            self._fault = fault
