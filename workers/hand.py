"""Our RQ worker: no fork per job, no remote commands, and a dead Redis neither stops it nor its stopping."""

from __future__ import annotations

import logging
import threading
from types import FrameType
from typing import Any

import structlog
from redis import Redis
from rq import Queue, SimpleWorker

from workers.enqueue import JOBS

log = structlog.get_logger()
_BEAT_SECONDS = 60  # RQ's default lets a dead worker count as alive for eight minutes


class Hand(SimpleWorker):
    """Sets `told` when it is asked to stop, so that whoever calls `work` knows why it came back."""

    max_connection_wait_time = 2.0  # RQ's default looks for a returned Redis only once a minute

    def __init__(self, connection: Redis, told: threading.Event) -> None:
        queues = [Queue(name, connection=connection) for name in JOBS]
        super().__init__(queues, connection=connection, worker_ttl=_BEAT_SECONDS)
        self._told = told

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Finish the job in hand, then come back."""
        self._told.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # RQ's has no types

    def set_shutdown_requested_date(self) -> None:
        """Nothing: RQ tells Redis here, in the signal's handler, and a dead Redis would break the job in hand."""

    def subscribe(self) -> None:
        """Nothing: nobody sends commands, so no thread need listen for them."""


class _ToOurLog(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """RQ speaks of queues and jobs only; of a traceback the first line, the job has logged the rest."""
        log.log(record.levelno, "rq", says=record.getMessage().partition("\n")[0])


def route_rq_logs() -> None:
    """RQ writes into our JSON log instead of to standard output; it keeps handlers that are there already."""
    for name in ("rq.worker", "rq.job"):
        logger: Any = logging.getLogger(name)
        logger.handlers = [_ToOurLog()]
        logger.propagate = False
