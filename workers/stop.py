"""How a process hears that it shall stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType


def told_to_stop() -> threading.Event:
    """An event that SIGTERM and SIGINT set. Call it in the main thread; it replaces earlier handlers."""
    told = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return told
