"""One worker process: waits out a dead Redis or database, dies with its parent, stops when the job is done."""

from __future__ import annotations

import os
import socket
import sys
import threading

import redis
import structlog
from rq.exceptions import StopRequested

from models.logs import configure
from models.settings import Settings, settings_from
from workers import runtime
from workers.hand import Hand, route_rq_logs
from workers.parent import die_with
from workers.reader import TextReader
from workers.stop import told_to_stop

log = structlog.get_logger()
_PAUSE_SECONDS = 1.0
# A worker that waits for work sends nothing: without these it would wait for seven minutes (RQ's own time-out) on a
# connection of which the other end is gone.
_NOTICE_A_DEAD_HOST = {
    name: value
    for option, value in (
        ("TCP_KEEPIDLE", 5),
        ("TCP_KEEPINTVL", 3),
        ("TCP_KEEPCNT", 3),
        ("TCP_USER_TIMEOUT", 15_000),  # milliseconds
    )
    if (name := getattr(socket, option, None)) is not None  # not every system has all of them
}


def main() -> None:
    """`python -m workers.child PARENT`"""
    die_with(int(sys.argv[1]))
    serve(settings_from(os.environ).complete())


def serve(settings: Settings, reader: TextReader | None = None) -> None:
    """Work until told to stop. Everything heavy is imported and loaded before the first job."""
    configure(settings.log_level)
    route_rq_logs()
    told = told_to_stop()
    built = runtime.build_patiently(settings, told, reader=reader)
    if built is None:
        return
    runtime.install(built)
    built.reader.prepare()
    while not told.is_set():
        try:
            _work(settings.redis_url, told)
            told.wait(_PAUSE_SECONDS)  # RQ comes back from errors of its own as well
        except redis.RedisError as fault:
            log.warning("bell_dead", kind=type(fault).__name__)
            told.wait(_PAUSE_SECONDS)
        except StopRequested:  # RQ's handler outlives its worker and raises when that has no job
            told.set()
    log.info("worker_stopped", pid=os.getpid())


def _work(url: str, told: threading.Event) -> None:
    with patient_client(url) as connection:
        Hand(connection, told).work(logging_level="WARNING")


def patient_client(url: str) -> redis.Redis:
    """For whoever waits for work. The kernel asks whether the other host still lives; a socket in the file system
    has no other host."""
    if url.startswith("unix:"):
        return redis.Redis.from_url(url)
    return redis.Redis.from_url(
        url, socket_keepalive=True, socket_keepalive_options=_NOTICE_A_DEAD_HOST
    )


if __name__ == "__main__":
    main()
