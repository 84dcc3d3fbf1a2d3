"""Keeps the worker processes alive: one that dies comes again; SIGTERM lets each finish the job in hand."""

from __future__ import annotations

import os
from collections.abc import Sequence

import structlog

from models.logs import configure
from models.settings import Settings
from workers.seat import Seat
from workers.stop import told_to_stop

log = structlog.get_logger()
CHILD = ("-m", "workers.child")
_LOOK_SECONDS = 0.25


def run(settings: Settings, child: Sequence[str] = CHILD) -> None:
    """Until SIGTERM or SIGINT. Imports nothing heavy: it must live when memory is short."""
    configure(settings.log_level)
    told = told_to_stop()
    seats = [Seat(child) for _ in range(settings.workers)]
    log.info("supervisor_started", workers=len(seats), pid=os.getpid())
    while not told.is_set():
        for seat in seats:
            seat.tend()
        told.wait(_LOOK_SECONDS)
    for seat in seats:
        seat.ask_to_stop()
    for seat in seats:
        seat.wait()
    log.info("supervisor_stopped")
