"""The checker finds what it is there for: each promise is broken on purpose by the owner of the tables."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from bench import checker
from models.services import escalate
from models.settings import Settings
from tests.builders import World, a_plea, a_red_flag

SABOTAGE = {
    "owner": (
        "UPDATE ticket SET unit_id = (SELECT id FROM unit WHERE code = '410300')",
        "without its one owner",
    ),
    "clock": (
        "UPDATE ticket_clock SET stopped_at = started_at WHERE kind = 'finish'",
        "without its clocks",
    ),
    "rung lost": ("UPDATE step SET cancelled_at = due_at WHERE fired_at IS NULL", "next rung"),
    "early": ("UPDATE step SET fired_at = due_at - interval '1 us' WHERE fired_at > due_at", "due"),
    "unfired": ("UPDATE step SET fired_at = NULL", "exactly one event"),
    "codes": ("UPDATE event SET codes = codes || '{\"level\": 9}'", "chain is broken"),
    "event deleted": (
        "DELETE FROM notice; DELETE FROM event WHERE kind = 'escalated'",
        "exactly one event",
    ),
    "status": (
        "UPDATE ticket SET status = 'accepted' WHERE status = 'dispatched'",
        "its events say dispatched",
    ),
    "forgotten": (
        "UPDATE ticket SET triage_due_at = NULL WHERE status = 'received'",
        "that nobody reads",
    ),
    "untold": ("DELETE FROM notice", "nobody was told"),
}


@pytest.fixture
def climbed(world: World) -> World:
    """A P1 that climbed two rungs, one unread ticket."""
    world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.receive()
    world.clock.move(timedelta(minutes=6))
    with world.act() as act:
        assert escalate.fire_due(act, 100) > 0
    return world


def _faults(settings: Settings, numbers: tuple[str, ...] = ()) -> list[str]:
    far = checker.Asked(acknowledged=numbers, grace_seconds=1e9)  # the test's clock is not today's
    return checker.faults(settings.database_owner_url, far)


@pytest.mark.parametrize("what", SABOTAGE)
def test_every_broken_promise_is_found(
    climbed: World, settings: Settings, owner_engine: Engine, what: str
) -> None:
    """And nothing is found before it is broken."""
    statement, sentence = SABOTAGE[what]
    assert _faults(settings) == []

    with owner_engine.begin() as connection:
        for each in statement.split(";"):
            connection.execute(text(each.replace(":", r"\:")))

    assert any(sentence in fault for fault in _faults(settings))


def test_a_201_without_a_ticket_is_found(climbed: World, settings: Settings) -> None:
    """The one promise above all others."""
    assert "201 without its ticket: 20260101-000000" in _faults(settings, ("20260101-000000",))


def test_rungs_of_a_fast_clock_are_seen_while_they_fire(
    climbed: World, settings: Settings, owner_engine: Engine
) -> None:
    """Afterwards every time is past: only looking meanwhile shows it."""
    before = checker.fired_early(settings.database_owner_url)
    with owner_engine.begin() as connection:
        connection.execute(
            text("UPDATE step SET due_at = clock_timestamp() + interval '1 min' WHERE fired_at > due_at")
        )  # fmt: skip

    assert checker.fired_early(settings.database_owner_url) > before
