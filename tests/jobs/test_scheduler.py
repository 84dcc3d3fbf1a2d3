"""One beat of the scheduler: it rings, and does itself what nobody comes for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text

from models.queries import health
from models.tables.clocks import Beat, Step
from tests.builders import World, a_plea, a_red_flag
from tests.jobs.hands import Bellman, a_runtime
from workers.aside import Aside
from workers.scheduler import PATIENCE, Scheduler

NOBODY = ("-c", "pass")  # stands for the process that reads; the journey has the real one


@pytest.fixture
def alarmed(world: World) -> str:
    """A P1 whose first rungs have just become due."""
    number = world.receive(a_plea(red_flags=(a_red_flag(),))).number
    world.clock.move(timedelta(minutes=5))
    return number


@pytest.fixture
def schedulers(world: World) -> Iterator[list[Scheduler]]:
    """Those that a test makes; stopped afterwards."""
    made: list[Scheduler] = []
    yield made
    for scheduler in made:
        scheduler.stop()


def _look(world: World, bell: Bellman, made: list[Scheduler], name: str = "scheduler:a:1") -> None:
    scheduler = Scheduler(a_runtime(world, bell=bell), name, rescue=NOBODY)
    made.append(scheduler)
    scheduler.look()
    scheduler.settle()


# The auditor leaves a beat of its own when a scheduler ran it.
_OF_SCHEDULERS = Beat.name.startswith("scheduler:")


def _did(world: World) -> dict[str, object]:
    with world.sessions() as session:
        return dict(session.scalars(select(Beat.did).where(_OF_SCHEDULERS)).one())


def test_what_is_due_is_rung_for(world: World, alarmed: str, schedulers: list[Scheduler]) -> None:
    """With living workers the scheduler only looks: the job claims."""
    bell = Bellman()

    _look(world, bell, schedulers)

    assert set(bell.rung) >= {"escalate"}
    assert "escalated" not in world.kinds(alarmed)


def test_with_a_dead_bell_the_scheduler_escalates_and_tells_at_once(
    world: World, alarmed: str, schedulers: list[Scheduler]
) -> None:
    """Losing Redis costs one beat, never an escalation (D1)."""
    _look(world, Bellman(dead=True), schedulers)

    assert world.kinds(alarmed).count("escalated") == 2
    assert set(_did(world)["rescued"]) == {"escalate", "notify"}


def test_a_bell_that_rings_for_nobody_is_not_believed(
    world: World, alarmed: str, schedulers: list[Scheduler]
) -> None:
    """Valkey is well, the workers are dead or hang: rows that stay due are proof enough."""
    world.clock.move(PATIENCE["escalate"] + timedelta(seconds=1))

    _look(world, Bellman(), schedulers)

    assert world.kinds(alarmed).count("escalated") == 2


def test_two_schedulers_fire_each_rung_once(
    world: World, alarmed: str, schedulers: list[Scheduler]
) -> None:
    """Several at once do no harm."""
    for name in ("scheduler:a:1", "scheduler:b:2"):
        _look(world, Bellman(dead=True), schedulers, name)

    assert world.kinds(alarmed).count("escalated") == 2
    with world.sessions() as session:
        assert session.scalar(select(func.count()).where(_OF_SCHEDULERS)) == 2


def test_a_quiet_beat_is_written_down(world: World, schedulers: list[Scheduler]) -> None:
    """The heartbeat is of work done; /readyz reads it."""
    _look(world, Bellman(), schedulers)

    with world.sessions() as session:
        assert health.last_beat(session) == world.clock.now()
    assert _did(world) == {"rescued": {}, "failed": []}


def test_a_broken_auditor_does_not_stop_the_escalations(
    world: World, alarmed: str, schedulers: list[Scheduler], owner_engine: Engine
) -> None:
    """Each part of a beat fails by itself, and the beat says which did."""
    with owner_engine.begin() as connection:
        connection.execute(text("ALTER TABLE anchor RENAME TO anchor_away"))
    try:
        _look(world, Bellman(dead=True), schedulers)
    finally:
        with owner_engine.begin() as connection:
            connection.execute(text("ALTER TABLE anchor_away RENAME TO anchor"))

    assert world.kinds(alarmed).count("escalated") == 2
    schedulers[0].look()  # it was audited beside the loop: the next beat says what came of it
    assert _did(world)["failed"] == ["audit"]


def test_beats_of_processes_long_gone_are_forgotten(
    world: World, schedulers: list[Scheduler]
) -> None:
    """A restart a day makes no pile."""
    _look(world, Bellman(), schedulers, "scheduler:a:1")
    world.clock.move(timedelta(days=2))
    _look(world, Bellman(), schedulers, "scheduler:a:2")

    with world.sessions() as session:
        assert session.scalars(select(Beat.name).where(_OF_SCHEDULERS)).all() == ["scheduler:a:2"]


def test_nothing_fires_early_whatever_the_bell_does(
    world: World, schedulers: list[Scheduler]
) -> None:
    """The database's clock decides (D11)."""
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.clock.move(timedelta(minutes=5) - timedelta(microseconds=1))

    _look(world, Bellman(dead=True), schedulers)

    with world.sessions() as session:
        assert session.scalars(select(Step).where(Step.fired_at.is_not(None))).all() == []


def test_a_long_audit_holds_up_no_beat() -> None:
    """A million tickets take seconds to look through; meanwhile the loop goes on, and begins no second audit."""
    go_on, begun = threading.Event(), []

    def audit() -> None:
        begun.append(1)
        go_on.wait(60)

    aside = Aside(lambda: True, audit)

    for _ in range(3):
        aside.tend()  # would hang if it waited
    go_on.set()
    aside.wait(60)

    assert begun == [1]
