"""Reads tickets when no worker does. A process of its own, so that a reader that hangs delays no escalation."""

from __future__ import annotations

import os
import signal
import sys
import time

import structlog

from models.logs import configure
from models.settings import Settings, settings_from
from workers import drain, runtime
from workers.parent import die_with
from workers.reader import TextReader
from workers.stop import told_to_stop

log = structlog.get_logger()
_LOOK_SECONDS = 0.5
_IDLE_SECONDS = 20.0  # then the workers are back, or the scheduler starts us again
_HANG_SECONDS = 60


def main() -> None:
    """`python -m workers.rescue PARENT`"""
    die_with(int(sys.argv[1]))
    serve(settings_from(os.environ).complete())


def serve(settings: Settings, reader: TextReader | None = None) -> None:
    """Drain until nothing has been due for a while."""
    configure(settings.log_level)
    told = told_to_stop()
    built = runtime.build_patiently(settings, told, reader=reader)
    last_work = time.monotonic()
    while built and not told.is_set() and time.monotonic() - last_work < _IDLE_SECONDS:
        # Without a handler the alarm ends the process even inside a regular expression; the batch is due again.
        signal.alarm(_HANG_SECONDS)
        done = drain.triage(built)
        signal.alarm(0)
        if done.count:
            last_work = time.monotonic()
        if not done.more:
            told.wait(_LOOK_SECONDS)


if __name__ == "__main__":
    main()
