"""What Redis says about the hands: who listens, what waits, what failed. Reads only; a dead Redis is an answer too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import redis
from rq import Queue, Worker
from rq.job import Job
from rq.registry import FailedJobRegistry
from rq.worker import BaseWorker

from workers.enqueue import JOBS, client

_PATIENCE_SECONDS = 0.5  # a page may wait a little; a request that keeps a plea may not
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Listener:
    """One worker process."""

    host: str
    pid: int | None
    busy_with: str | None  # the queue of the job in hand
    heard_at: datetime | None
    since: datetime | None
    failed: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that broke. Its rows are still due; only the kind of the fault is told, its words may be personal."""

    queue: str
    at: datetime | None
    fault: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything that Redis knows."""

    listeners: tuple[Listener, ...]
    waiting: dict[str, int]
    failed: tuple[Failed, ...]


def hear(url: str) -> Heard | None:
    """None if Redis does not answer."""
    try:
        with client(url, patience=_PATIENCE_SECONDS) as connection:
            return Heard(
                tuple(_listener(one) for one in Worker.all(connection=connection)),
                {name: Queue(name, connection=connection).count for name in JOBS},
                tuple(_failed(connection)),
            )
    except redis.RedisError:
        return None


def _listener(worker: BaseWorker) -> Listener:
    job = worker.get_current_job()
    return Listener(
        worker.hostname or "",
        worker.pid,
        job.origin if job is not None else None,
        _aware(worker.last_heartbeat),
        _aware(worker.birth_date),
        worker.failed_job_count,
    )


def _failed(connection: redis.Redis) -> list[Failed]:
    found: list[Failed] = []
    for name in JOBS:
        ids = FailedJobRegistry(name, connection=connection).get_job_ids(0, _SHOWN - 1)
        jobs = Job.fetch_many(ids, connection=connection)
        found += [Failed(name, _aware(job.ended_at), _kind(job)) for job in jobs if job]
    return found


def _kind(job: Job) -> str:
    """`sqlalchemy.exc.DBAPIError`, without what it says."""
    result = job.latest_result()
    last = (result.exc_string if result and result.exc_string else "").strip().rpartition("\n")[2]
    return last.partition(":")[0][:80]


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
