"""Valkey is dead: seconds are lost, never a ticket and never an escalation (D1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from models.clock import SystemClock
from models.settings import Settings
from models.tables.clocks import Notice, Step
from tests.builders import World, a_plea, a_red_flag
from tests.journey.conftest import NO_VALKEY
from tests.journey.counts import assert_each_read_once, unread
from tests.journey.processes import Hands, children, is_alive, wait_until
from workers.enqueue import Bell

StartHands = Callable[[str], Hands]


def _fired(world: World) -> list[Step]:
    with world.sessions() as session:
        return list(session.scalars(select(Step).where(Step.fired_at.is_not(None))))


def test_redis_down_loses_time_not_tickets(world: World, hands: StartHands) -> None:
    """The scheduler alone reads every ticket, climbs the P1 ladder on time and tells its people."""
    world.clock.move(timedelta(minutes=-5, seconds=4))  # the first rungs of the P1 are due in 4 s
    alarmed = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    world.clock.move(timedelta(minutes=5, seconds=-4))
    for _ in range(120):
        world.receive()

    scheduler = hands(NO_VALKEY).start("scheduler")

    wait_until(lambda: unread(world.sessions) == 0, 30, "everything read")
    wait_until(lambda: len(_fired(world)) == 2, 15, "two rungs of the P1 fired")
    wait_until(lambda: _untold(world) == 0, 10, "notices sent")
    late = [(step.fired_at - step.due_at).total_seconds() for step in _fired(world)]
    assert all(seconds >= 0 for seconds in late)  # never early; `make bench` prints how late
    assert world.kinds(alarmed).count("escalated") == 2
    assert_each_read_once(world.sessions, 121)
    _stops_cleanly(scheduler)


def _untold(world: World) -> int:
    """Notices that should be out by now; those about ordinary tickets wait for office hours."""
    with world.sessions() as session:
        query = select(Notice.id).where(
            Notice.sent_at.is_(None), Notice.due_at <= SystemClock().now()
        )
        return len(session.scalars(query).all())


def _stops_cleanly(process: object) -> None:
    below = children(process.pid)
    process.terminate()
    assert process.wait(15) == 0
    wait_until(lambda: not any(map(is_alive, below)), 10, "no process left behind")


def test_workers_stop_when_told_though_valkey_is_dead(world: World, hands: StartHands) -> None:
    """They wait for a Valkey that does not come, without a busy loop, and still obey."""
    start = hands(NO_VALKEY)
    supervisor = start.start("supervisor")
    wait_until(lambda: "bell_dead" in start.logs(), 20, "a worker noticed the dead bell")
    before = start.logs().count("bell_dead")
    wait_until(lambda: start.logs().count("bell_dead") > before, 20, "it tries again")

    _stops_cleanly(supervisor)

    assert start.logs().count("bell_dead") < 20


def test_intake_does_not_feel_a_dead_bell(world: World, settings: Settings) -> None:
    """Keeping and ringing a hundred pleas: the ringing costs nothing that a caller would feel."""
    bell = Bell(NO_VALKEY)
    for _ in range(100):
        world.receive()
    began = SystemClock().now()

    heard = [bell.ring("triage") for _ in range(100)]

    # The client's own defaults would take three seconds for each ring, five minutes in all.
    assert SystemClock().now() - began < timedelta(seconds=30)
    assert not any(heard)
