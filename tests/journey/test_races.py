"""Fifty at one ticket: one wins and the others learn who; what all may write is all there. Time that lies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import redis
from sqlalchemy import func, select

from bench import checker
from models.domain.words import Role
from models.settings import Settings
from models.tables.clocks import Step
from models.tables.people import User
from models.tables.tickets import Note
from tests.builders import World, a_plea, a_red_flag
from tests.journey.processes import ROOT, Hands, wait_until

StartHands = Callable[[str], Hands]
RACERS = 50


def _colleagues(world: World, department_id: int, unit_id: int) -> list[int]:
    with world.act() as act:
        users = [
            User(
                login=f"racer{n}",
                name=f"经办{n:02d}",
                role=Role.STAFF,
                unit_id=unit_id,
                department_id=department_id,
                password_hash="",
                created_at=act.now,
            )
            for n in range(RACERS)
        ]
        act.session.add_all(users)
        act.session.flush()
        return [user.id for user in users]


def _race(settings: Settings, move: str, number: str, users: list[int]) -> list[dict[str, object]]:
    environ = os.environ | {
        "HOTLINE_HOME": str(settings.home),
        "HOTLINE_DATABASE_URL": settings.database_url,
        "HOTLINE_REDIS_URL": settings.redis_url,
    }
    told = subprocess.run(
        [sys.executable, "-m", "tests.journey.racers", move, number, *map(str, users)],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_of_fifty_who_accept_one_wins_and_the_others_learn_who(
    world: World, settings: Settings
) -> None:
    """One event, one owner; forty-nine sentences that name the winner."""
    number = world.dispatched().number
    ticket = world.ticket(number)
    users = _colleagues(world, ticket.department_id, ticket.unit_id)

    answers = _race(settings, "accept", number, users)

    won = [answer for answer in answers if answer["won"]]
    assert len(answers) == RACERS
    assert len(won) == 1
    winner = f"经办{users.index(won[0]['user']):02d}"
    assert all(winner in str(answer["told"]) for answer in answers if not answer["won"])
    assert world.ticket(number).accepted_by == won[0]["user"]
    assert world.kinds(number).count("accepted") == 1
    assert checker.faults(settings.database_owner_url) == []


def test_of_fifty_who_write_nobody_is_overwritten(world: World, settings: Settings) -> None:
    """Fifty chases: counted fifty times, fifty notes, fifty events in an unbroken chain."""
    number = world.dispatched().number
    ticket = world.ticket(number)
    users = _colleagues(world, ticket.department_id, ticket.unit_id)

    answers = _race(settings, "chase", number, users)

    assert [answer for answer in answers if not answer["won"]] == []
    assert world.ticket(number).chases == RACERS
    assert world.kinds(number).count("chased") == RACERS
    with world.sessions() as session:
        words = session.scalars(select(Note.text).where(Note.ticket_id == ticket.id)).all()
    assert len(set(words)) == RACERS
    assert checker.faults(settings.database_owner_url) == []


def test_a_host_whose_clock_is_three_minutes_fast_fires_nothing_early(
    world: World, settings: Settings, valkey: redis.Redis, hands: StartHands
) -> None:
    """Scheduler and workers of that host ask the database what time it is (D11)."""
    world.clock.move(timedelta(minutes=-5, seconds=10))  # two rungs are due in ten seconds,
    for _ in range(5):
        world.receive(a_plea(red_flags=(a_red_flag(),)))
    world.clock.move(timedelta(minutes=1, seconds=-5))  # these in a minute and five seconds
    for _ in range(5):
        world.receive(a_plea(red_flags=(a_red_flag(),)))
    start = hands(settings.redis_url)
    start.start("supervisor", seconds_ahead=180)
    start.start("scheduler", seconds_ahead=180)

    seen = []
    end = time.monotonic() + 60
    while _fired(world) < 10 and time.monotonic() < end:
        seen.append(checker.fired_early(settings.database_owner_url))
        time.sleep(0.2)

    assert _fired(world) == 10
    assert set(seen) == {0}
    assert len(seen) > 10
    wait_until(lambda: _untold(settings) == [], 20, "everybody told, nothing broken")


def _fired(world: World) -> int:
    with world.sessions() as session:
        query = select(func.count()).select_from(Step).where(Step.fired_at.is_not(None))
        return session.execute(query).scalar_one()


def _untold(settings: Settings) -> list[str]:
    return checker.faults(settings.database_owner_url, checker.Asked(grace_seconds=2))
