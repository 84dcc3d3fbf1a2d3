"""kill -9, FLUSHALL, several of everything: the counts are exact afterwards."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import redis
from sqlalchemy import func, select

from models.clock import SystemClock
from models.settings import Settings
from models.tables.clocks import Notice, Step
from models.tables.tickets import Ticket
from tests.builders import World, a_plea, a_red_flag
from tests.journey.counts import (
    assert_each_read_once,
    assert_whole,
    events_by_kind,
    pending_due,
    unread,
)
from tests.journey.processes import Hands, children, is_alive, wait_until
from workers.enqueue import Bell

StartHands = Callable[[str], Hands]
SEED = 12351


def _leased(world: World) -> int:
    """Tickets that a reader has claimed and not settled."""
    with world.sessions() as session:
        query = select(func.count()).where(
            Ticket.triage_due_at > func.clock_timestamp(), Ticket.triage_attempts > 0
        )
        return session.execute(query).scalar_one()


def test_a_worker_killed_in_mid_batch_loses_nothing_and_doubles_nothing(
    world: World, settings: Settings, valkey: redis.Redis, hands: StartHands
) -> None:
    """Killed again and again with a batch in hand; every ticket is read exactly once in the end."""
    start = hands(settings.redis_url)
    supervisor = start.start("supervisor", workers=2, seconds_per_batch=0.4)
    start.start("scheduler")
    bell = Bell(settings.redis_url)
    dice = random.Random(SEED)
    for kill in range(4):
        for _ in range(70):
            world.receive()
        bell.ring("triage")
        wait_until(lambda: _leased(world) > 0, 20, f"a batch in hand before kill {kill}")
        os.kill(dice.choice(children(supervisor.pid)), signal.SIGKILL)
        wait_until(lambda: len(children(supervisor.pid)) == 2, 10, "both seats taken again")

    wait_until(lambda: unread(world.sessions) == 0, 45, "everything read")

    assert_each_read_once(world.sessions, 280)
    assert start.logs().count("process_died") >= 4


def test_two_schedulers_and_two_workers_fire_each_rung_once(
    world: World, settings: Settings, valkey: redis.Redis, hands: StartHands
) -> None:
    """Everything is due at once, and everybody pulls at it."""
    world.clock.move(timedelta(days=-60))
    numbers = [world.receive().number for _ in range(60)]
    numbers += [world.receive(a_plea(red_flags=(a_red_flag(),))).number for _ in range(15)]
    with world.act() as act:
        act.session.query(Ticket).update({Ticket.triage_due_at: None})  # only ladders here
        act.session.query(Ticket).filter(Ticket.status == "received").update(
            {Ticket.status: "in_review"}
        )
    start = hands(settings.redis_url)
    start.start("supervisor", workers=2)
    for _ in range(2):
        start.start("scheduler")

    wait_until(lambda: pending_due(world.sessions) == 0, 40, "every ladder climbed to its end")

    with world.sessions() as session:
        fired = select(Step.clock_id, Step.code).where(Step.fired_at.is_not(None))
        rungs = Counter(tuple(row) for row in session.execute(fired))
    escalated = events_by_kind(world.sessions, "escalated")
    assert set(rungs.values()) == {1}
    assert len(escalated) == len(rungs) > 4 * len(numbers)
    assert len(set(escalated)) == len(numbers)
    wait_until(lambda: _untold(world) == 0, 20, "everybody told")
    assert_whole(world.sessions)


def _untold(world: World) -> int:
    """Notices that should be out by now; those about ordinary tickets wait for office hours."""
    with world.sessions() as session:
        query = select(func.count()).where(
            Notice.sent_at.is_(None), Notice.due_at <= SystemClock().now()
        )
        return session.execute(query).scalar_one()


def test_flushing_valkey_loses_nothing(
    world: World, settings: Settings, valkey: redis.Redis, hands: StartHands
) -> None:
    """The queue is a bell, not a record: emptied again and again while tickets pour in."""
    start = hands(settings.redis_url)
    start.start("supervisor", workers=2, seconds_per_batch=0.1)
    start.start("scheduler")
    bell = Bell(settings.redis_url)
    for _ in range(30):
        for _ in range(5):
            world.receive()
            bell.ring("triage")
        valkey.flushall()

    wait_until(lambda: unread(world.sessions) == 0, 30, "everything read")

    assert_each_read_once(world.sessions, 150)
    assert "job_failed" not in start.logs()


def test_a_worker_finishes_its_job_before_it_stops(
    world: World, settings: Settings, valkey: redis.Redis, hands: StartHands
) -> None:
    """SIGTERM in mid-batch: the batch is settled, not given back."""
    supervisor = hands(settings.redis_url).start("supervisor", seconds_per_batch=1.0)
    for _ in range(20):
        world.receive()
    Bell(settings.redis_url).ring("triage")
    wait_until(lambda: _leased(world) == 20, 20, "the batch in hand")

    supervisor.terminate()

    assert supervisor.wait(15) == 0
    assert_each_read_once(world.sessions, 20)


def test_workers_do_not_outlive_a_killed_supervisor(
    world: World, settings: Settings, valkey: redis.Redis, hands: StartHands
) -> None:
    """A worker without a supervisor would be stopped by nobody."""
    supervisor = hands(settings.redis_url).start("supervisor", workers=2)
    wait_until(lambda: (Bell(settings.redis_url).workers() or 0) == 2, 20, "two workers listen")
    below = children(supervisor.pid)

    supervisor.kill()
    supervisor.wait()

    assert len(below) == 2
    wait_until(lambda: not any(map(is_alive, below)), 10, "both ended")
