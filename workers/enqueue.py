"""The doorbell: the only place that talks to RQ from outside. Never waits, never raises (design.md D5)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Protocol

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry as ConnectionRetry
from rq import Queue, Worker

log = structlog.get_logger()

# In order of urgency: workers look into the queues in this order.
JOBS: Mapping[str, str] = {
    "emergency": "workers.jobs.emergency",
    "escalate": "workers.jobs.escalate",
    "triage": "workers.jobs.triage",
    "notify": "workers.jobs.notify",
}
COALESCE_MILLISECONDS = 1000  # rings inside this time are one job: it drains everything that is due
_PATIENCE_SECONDS = 0.05
# After a failure the next rings do not even try. A failure that took long (a name server that hangs has no
# time-out of ours) is followed by a longer rest, so that a dead host costs a request a twentieth at most.
_REST_SECONDS = 1.0
_REST_PER_SECOND_LOST = 20.0
_LONGEST_REST_SECONDS = 30.0
_JOB_SECONDS = 120
_FAILURE_SECONDS = 600  # a failed job is no record: its rows are still due


def client(url: str, *, patience: float | None = _PATIENCE_SECONDS) -> redis.Redis:
    """A client that gives up at once; redis-py's default retries for three seconds."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=patience,
        socket_timeout=patience,
        retry=ConnectionRetry(NoBackoff(), 0),
    )


class Rings(Protocol):
    """What a job needs of the bell."""

    def ring(self, name: str) -> bool: ...

    def heard(self, name: str) -> None: ...


class Bell:
    """Rings queues of one Redis."""

    def __init__(self, url: str) -> None:
        self._redis = client(url)
        self._resting_until = 0.0

    def ring(self, name: str) -> bool:
        """True if a job is waiting or on its way; False if nobody can hear."""
        began = time.monotonic()
        if began < self._resting_until:
            return False
        try:
            if self._redis.set(f"ring:{name}", 1, nx=True, px=COALESCE_MILLISECONDS):
                self._enqueue(name)
        except redis.RedisError as fault:
            self._rest(began)
            log.warning("bell_dead", queue=name, kind=type(fault).__name__)
            return False
        except Exception:  # the ticket is kept already: whatever broke here, the caller gets a 201
            self._rest(began)
            log.exception("bell_broken", queue=name)
            return False
        return True

    def _enqueue(self, name: str) -> None:
        """One waiting job is enough: it begins after we committed. More would pile up while no worker lives."""
        queue = Queue(name, connection=self._redis)
        if queue.count == 0:
            queue.enqueue(
                JOBS[name],
                result_ttl=0,
                failure_ttl=_FAILURE_SECONDS,
                job_timeout=_JOB_SECONDS,
            )

    def _rest(self, began: float) -> None:
        now = time.monotonic()
        rest = max(_REST_SECONDS, (now - began) * _REST_PER_SECOND_LOST)
        self._resting_until = now + min(rest, _LONGEST_REST_SECONDS)

    def heard(self, name: str) -> None:
        """The job has come: rings from now on make a new one."""
        try:
            self._redis.delete(f"ring:{name}")
        except redis.RedisError as fault:
            log.warning("bell_dead", queue=name, kind=type(fault).__name__)

    def alive(self) -> bool:
        """Whether Redis answers now."""
        try:
            return bool(self._redis.ping())
        except redis.RedisError:
            return False

    def workers(self) -> int | None:
        """How many worker processes listen; None if Redis does not answer. A killed one counts for two minutes."""
        try:
            return Worker.count(connection=self._redis)
        except redis.RedisError:
            return None
