"""The doorbell: the only place that talks to RQ from outside. Never waits, never raises (design.md D5)."""

from __future__ import annotations

import time
from collections.abc import Mapping

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry as ConnectionRetry
from rq import Queue

log = structlog.get_logger()

JOBS: Mapping[str, str] = {
    "emergency": "workers.jobs.emergency",
    "escalate": "workers.jobs.escalate",
    "triage": "workers.jobs.triage",
    "notify": "workers.jobs.notify",
}
COALESCE_MILLISECONDS = 1000  # rings inside this time are one job: it drains everything that is due
_PATIENCE_SECONDS = 0.05
_SULK_SECONDS = 1.0  # after a failure the next rings do not even try: a dead host must not cost 50 ms each
_JOB_SECONDS = 300


def client(url: str, *, patience: float | None = _PATIENCE_SECONDS) -> redis.Redis:
    """A client that gives up at once; redis-py's default retries for three seconds."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=patience,
        socket_timeout=patience,
        retry=ConnectionRetry(NoBackoff(), 0),
    )


class Bell:
    """Rings queues of one Redis."""

    def __init__(self, url: str) -> None:
        self._redis = client(url)
        self._sulking_until = 0.0

    def ring(self, name: str) -> bool:
        """True if a job is waiting or on its way; False if nobody can hear."""
        if time.monotonic() < self._sulking_until:
            return False
        try:
            if self._redis.set(f"ring:{name}", 1, nx=True, px=COALESCE_MILLISECONDS):
                queue = Queue(name, connection=self._redis)
                queue.enqueue(
                    JOBS[name], result_ttl=0, failure_ttl=3600, job_timeout=_JOB_SECONDS
                )
        except redis.RedisError:
            self._sulking_until = time.monotonic() + _SULK_SECONDS
            log.warning("bell_dead", queue=name)
            return False
        return True

    def heard(self, name: str) -> None:
        """The job has come: rings from now on make a new one."""
        try:
            self._redis.delete(f"ring:{name}")
        except redis.RedisError:
            log.warning("bell_dead", queue=name)

    def alive(self) -> bool:
        """Whether Redis answers now."""
        try:
            return bool(self._redis.ping())
        except redis.RedisError:
            return False
