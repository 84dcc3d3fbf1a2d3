"""The doorbell: many rings are one job, and nobody ever waits for it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import redis
import structlog.testing
from rq import Queue

from models.settings import Settings
from workers.enqueue import JOBS, Bell

NOWHERE = "redis://127.0.0.1:1/0"


class Deaf:
    """A server that takes calls and never answers."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"

    def calls(self) -> int:
        """How many callers have come since the last question."""
        self._server.setblocking(False)
        count = 0
        while True:
            try:
                self._server.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1


@pytest.fixture
def deaf() -> Iterator[Deaf]:
    with socket.create_server(("127.0.0.1", 0), backlog=2000) as server:
        yield Deaf(server)


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


def test_a_dead_bell_answers_false_and_does_not_try_again_at_once() -> None:
    """A thousand requests with Valkey dead: no exception, and hardly one of them knocks at the dead door."""
    bell = Bell(NOWHERE)

    with structlog.testing.capture_logs() as lines:
        heard = [bell.ring("emergency") for _ in range(1000)]

    bell.heard("emergency")
    assert not any(heard)
    assert not bell.alive()
    assert bell.workers() is None
    assert 1 <= len([line for line in lines if line["event"] == "bell_dead"]) < 20


def test_a_bell_that_hangs_costs_one_request_a_moment(deaf: Deaf) -> None:
    """Worse than dead: a host that takes the call and is silent. The first ring pays, the others do not."""
    bell = Bell(deaf.url)

    assert not bell.ring("triage")
    assert deaf.calls() == 1
    assert not any(bell.ring("triage") for _ in range(1000))
    assert (
        deaf.calls() < 20
    )  # the thousand may outlast the rest on a machine that is busy elsewhere


def test_job_arguments_carry_nothing(settings: Settings, valkey: redis.Redis) -> None:
    """Jobs carry ids or nothing: Redis is no place for a caller's words."""
    bell = Bell(settings.redis_url)
    for name in JOBS:
        bell.ring(name)

    jobs = [job for name in JOBS for job in Queue(name, connection=valkey).jobs]
    assert len(jobs) == len(JOBS)
    assert all(job.args == () and job.kwargs == {} for job in jobs)
