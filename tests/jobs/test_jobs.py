"""The jobs as RQ runs them, on a real Valkey: what they ring, and what a failure leaves behind."""

from __future__ import annotations

import redis
from rq import Queue, SimpleWorker

from models.settings import Settings
from tests.builders import World, a_plea, a_red_flag
from tests.jobs.hands import Bellman, FakeReader, a_runtime
from workers import runtime
from workers.enqueue import JOBS, Bell

CANARY = "金丝雀的秘密"


def _work(valkey: redis.Redis) -> None:
    queues = [Queue(name, connection=valkey) for name in JOBS]
    SimpleWorker(queues, connection=valkey).work(burst=True, logging_level="CRITICAL")


class _Leaky(FakeReader):
    def prepare(self) -> bool:
        raise ValueError(CANARY)


def test_a_failed_job_leaves_no_words_in_redis(
    world: World, settings: Settings, valkey: redis.Redis
) -> None:
    """RQ keeps tracebacks; a database error quotes the row. What it may keep is a sentence without values."""
    world.receive(a_plea(CANARY))
    runtime.install(a_runtime(world, reader=_Leaky()))
    Bell(settings.redis_url).ring("triage")

    _work(valkey)

    kept = b"".join(valkey.dump(key) or b"" for key in valkey.scan_iter())
    failed = Queue("triage", connection=valkey).failed_job_registry
    result = failed.job_class.fetch(failed.get_job_ids()[0], connection=valkey).latest_result()
    assert CANARY.encode() not in kept
    assert CANARY not in str(result.exc_string)
    assert "JobFailed" in str(result.exc_string)


def test_an_emergency_job_tells_people_and_rings_for_the_reader(
    world: World, settings: Settings, valkey: redis.Redis
) -> None:
    """The people of the place hear of a P1 before its text is read by the model."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    bell = Bellman()
    reader = FakeReader()
    runtime.install(a_runtime(world, bell=bell, reader=reader))
    Bell(settings.redis_url).ring("emergency")

    _work(valkey)

    assert bell.rung == ["heard emergency", "triage"]
    assert reader.asked == []
    assert world.ticket(number).verdict is None


def test_a_job_run_twice_does_nothing_the_second_time(
    world: World, settings: Settings, valkey: redis.Redis
) -> None:
    """Twice, late or never: each is harmless."""
    number = world.receive().number
    bell = Bellman()
    runtime.install(a_runtime(world, bell=bell))
    for _ in range(2):
        Bell(settings.redis_url).ring("triage")
        valkey.delete("ring:triage")
        _work(valkey)

    assert world.kinds(number).count("triaged") == 1
    assert bell.rung == ["heard triage"] * 2
