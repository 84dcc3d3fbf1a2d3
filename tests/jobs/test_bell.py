"""The doorbell: many rings are one job, and nobody ever waits for it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
import redis
from rq import Queue

from models.settings import Settings
from workers.enqueue import JOBS, Bell

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def deaf() -> Iterator[str]:
    """The address of a server that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def _waiting(valkey: redis.Redis, name: str) -> int:
    return Queue(name, connection=valkey).count


def test_a_thousand_rings_are_one_job(settings: Settings, valkey: redis.Redis) -> None:
    """The job drains everything that is due; a job per ticket would cost 10 ms each (D5)."""
    bell = Bell(settings.redis_url)

    rung = [bell.ring("triage") for _ in range(1000)]

    assert all(rung)
    assert _waiting(valkey, "triage") == 1


def test_jobs_do_not_pile_up_while_nobody_works(settings: Settings, valkey: redis.Redis) -> None:
    """A night without workers must not leave a job for every second of it."""
    bell = Bell(settings.redis_url)

    for _ in range(50):
        valkey.delete("ring:triage")  # as if the second had passed
        assert bell.ring("triage")

    assert _waiting(valkey, "triage") == 1


def test_a_ring_after_the_job_began_makes_a_new_job(
    settings: Settings, valkey: redis.Redis
) -> None:
    """The job that runs may have looked before our row was there."""
    bell = Bell(settings.redis_url)
    bell.ring("triage")
    valkey.delete(Queue("triage", connection=valkey).key)  # a worker takes it

    bell.heard("triage")
    bell.ring("triage")

    assert _waiting(valkey, "triage") == 1


def test_each_queue_has_its_own_ring(settings: Settings, valkey: redis.Redis) -> None:
    """A storm of triage must not swallow the emergency's ring."""
    bell = Bell(settings.redis_url)

    assert all(bell.ring(name) for name in JOBS)
    assert [_waiting(valkey, name) for name in JOBS] == [1] * len(JOBS)


def test_a_dead_bell_answers_false_and_costs_nothing() -> None:
    """A thousand requests with Valkey dead: no exception, no pause."""
    bell = Bell(NOWHERE)
    began = time.monotonic()

    heard = [bell.ring("emergency") for _ in range(1000)]
    bell.heard("emergency")

    assert not any(heard)
    assert not bell.alive()
    assert bell.workers() is None
    assert time.monotonic() - began < 1


def test_a_bell_that_hangs_costs_one_request_a_moment(deaf: str) -> None:
    """Worse than dead: a host that takes the call and is silent. The first ring pays, the others do not."""
    bell = Bell(deaf)
    began = time.monotonic()
    bell.ring("triage")
    first = time.monotonic() - began

    assert not any(bell.ring("triage") for _ in range(1000))
    assert first < 0.5
    assert time.monotonic() - began < 1


def test_job_arguments_carry_nothing(settings: Settings, valkey: redis.Redis) -> None:
    """Jobs carry ids or nothing: Redis is no place for a caller's words."""
    bell = Bell(settings.redis_url)
    for name in JOBS:
        bell.ring(name)

    jobs = [job for name in JOBS for job in Queue(name, connection=valkey).jobs]
    assert len(jobs) == len(JOBS)
    assert all(job.args == () and job.kwargs == {} for job in jobs)
