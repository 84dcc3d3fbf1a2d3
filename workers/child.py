"""One worker process: a SimpleWorker (no fork per job) that waits out a dead Redis and dies with its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time

import redis
import structlog
from rq import Queue, SimpleWorker

from models.logs import configure
from models.settings import settings_from
from workers import runtime
from workers.enqueue import JOBS

log = structlog.get_logger()
_PR_SET_PDEATHSIG = 1
_PAUSE_SECONDS = 1.0


def main() -> None:
    """Work until told to stop. Queues in order of urgency: emergency before triage."""
    _die_with_parent()
    settings = settings_from(os.environ).complete()
    configure(settings.log_level)
    runtime.install(runtime.build(settings))
    connection = redis.Redis.from_url(settings.redis_url)
    while True:
        try:
            queues = [Queue(name, connection=connection) for name in JOBS]
            SimpleWorker(queues, connection=connection).work(logging_level="WARNING")
            return  # a warm shutdown was asked for
        except redis.RedisError as fault:
            log.warning("bell_dead", kind=type(fault).__name__)
            time.sleep(_PAUSE_SECONDS)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    main()
