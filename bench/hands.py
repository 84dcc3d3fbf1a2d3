"""The hands: triage of one worker against RQ's no-op jobs on the same Valkey, and escalations."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import redis
from rq import Queue, SimpleWorker

import classifier
from bench import noop
from bench.big import fill
from bench.ground import Ground
from bench.report import Line
from bench.rows import Shape
from classifier import redflags
from models.clock import SystemClock
from models.database import engine_for, sessions_for
from models.domain.permissions import SYSTEM
from models.domain.words import Channel
from models.policy.load import default_policy
from models.queries import directory
from models.services.act import Act
from models.services.plea import CallerSaid, Plea
from models.services.receive import receive
from models.settings import Settings
from workers import drain, runtime

_LONG = 600.0
_REAL_WORDS = Path(classifier.__file__).parent / "corpus"


def triage(ground: Ground, tickets: int, jobs: int) -> list[Line]:
    """Texts of the project's own corpus, read by the real model, in this process as a worker would."""
    settings = ground.fresh("bench_triage")
    _receive(settings, tickets)
    hands = runtime.build(settings)
    while not hands.reader.prepare():
        time.sleep(0.2)  # the first time the model is trained
    began = time.perf_counter()
    done = drain.triage(hands, _LONG)
    rate = done.count / (time.perf_counter() - began)
    noops = _noops(settings, jobs)
    return [
        Line("triage", f"tickets/s of one worker ({done.count} tickets)", rate, "/s"),
        Line("triage", f"RQ no-op jobs/s of one SimpleWorker ({jobs} jobs)", noops, "/s"),
        Line("triage", "against RQ's no-op", rate / noops, "x", at_least=10),
    ]


def escalations(ground: Ground, steps: int) -> list[Line]:
    """Rungs all due at once: event, next rung and notice each."""
    settings = ground.fresh("bench_escalate")
    fill(settings, Shape(steps, due_in=timedelta(hours=-1)))
    hands = runtime.build(settings)
    began = time.perf_counter()
    done = drain.escalate(hands, _LONG)
    rate = done.count / (time.perf_counter() - began)
    return [
        Line("escalate", f"escalations/s ({done.count} rungs)", rate, "/s", at_least=4000),
        Line("escalate", "rungs not fired", steps - done.count, "", at_most=0),
    ]


def _receive(settings: Settings, tickets: int) -> None:
    sessions = sessions_for(engine_for(settings.database_url))
    texts = itertools.cycle(_texts())
    with sessions.begin() as session:
        act = Act(session, SystemClock().now(), SYSTEM, default_policy(), settings.keys)
        unit = directory.all_units(session)[0].id
        for text in itertools.islice(texts, tickets):
            said = CallerSaid("张某某", "13800001234")
            flags = redflags.scan(text)  # as every door does before it keeps a plea
            receive(act, Plea(text, Channel.PHONE, said, red_flags=flags), unit)


def _texts() -> Iterator[str]:
    files = sorted(_REAL_WORDS.glob("*.jsonl"))
    readers = [map(json.loads, file.read_text(encoding="utf-8").splitlines()) for file in files]
    for row in itertools.zip_longest(*readers):
        yield from (entry["text"] for entry in row if entry)


def _noops(settings: Settings, jobs: int) -> float:
    with redis.Redis.from_url(settings.redis_url) as connection:
        queue = Queue("bench", connection=connection)
        for _ in range(jobs):
            queue.enqueue(noop.do_nothing, result_ttl=0)
        worker = SimpleWorker([queue], connection=connection)
        began = time.perf_counter()
        worker.work(burst=True, logging_level="ERROR")
        return jobs / (time.perf_counter() - began)
