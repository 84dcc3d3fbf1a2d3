"""What a plea over the API may cost, and that nothing is saved at the cost of safety."""

from __future__ import annotations

import threading
from typing import Any, ClassVar

import psycopg
from sqlalchemy import event, func, select, text, update

from hotline.ringing import Ringer
from models.keys import token_hash
from models.tables.people import Token
from models.tables.tickets import Ticket
from models.tables.trail import Event
from tests.api.asking import Api, a_body
from tests.builders import World


class Counting(psycopg.Cursor[Any]):
    """Remembers every statement, of sessions and of the driver alike."""

    asked: ClassVar[list[str]] = []

    def execute(self, query: Any, *arguments: Any, **named: Any) -> Counting:
        self.asked.append(str(query))
        super().execute(query, *arguments, **named)
        return self


class SlowBell:
    """Lets its first ring take as long as the test wants, and remembers all."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        self.begun, self.go_on, self.third = (threading.Event() for _ in range(3))

    def ring(self, name: str) -> bool:
        self.rung.append(name)
        self.begun.set()
        self.go_on.wait(10)
        if len(self.rung) == 3:
            self.third.set()
        return True

    def alive(self) -> bool:
        return True


def test_a_plea_costs_three_statements(api: Api, world: World) -> None:
    """Who asks, where it goes, keep it: a fourth one would show in the rate of intake (docs/benchmarks.md)."""
    api.kept()
    engine = world.sessions.kw["bind"]
    Counting.asked.clear()

    def lend(connection: psycopg.Connection, *_rest: object) -> None:
        connection.cursor_factory = Counting

    event.listen(engine, "checkout", lend)
    api.kept()
    event.remove(engine, "checkout", lend)
    engine.dispose()

    assert len(Counting.asked) == 3, Counting.asked


def test_the_driver_finds_its_connection_dead_and_the_plea_is_kept(api: Api, world: World) -> None:
    """PostgreSQL was started anew between two pleas: the first statement is a read, and is asked again."""
    api.kept()
    with world.sessions() as session:
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {}".format(
                "usename = session_user AND pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
        session.execute(others)

    api.kept()

    with world.sessions() as session:
        assert session.execute(select(func.count()).select_from(Ticket)).scalar_one() == 2


def test_a_revoked_token_ends_at_once(api: Api, world: World) -> None:
    """Nobody is remembered between two requests."""
    api.kept()
    with world.act() as act:
        wanted = Token.secret_hash == token_hash("hl_operator")
        act.session.execute(update(Token).where(wanted).values(revoked_at=act.now))

    assert api.post("/api/v1/tickets", a_body()).status_code == 401


def test_what_is_kept_at_once_is_kept_whole_or_not_at_all(api: Api, world: World) -> None:
    """A ticket without its event, clock or rung cannot be: they are one statement."""
    api.kept(external_id="once")
    api.kept(external_id="once")

    with world.sessions() as session:
        counts = [
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Ticket, Event)
        ]
    assert counts == [1, 1]


def test_nobody_waits_for_the_bell_and_rings_meanwhile_are_one() -> None:
    """The thread talks; an emergency is rung first."""
    bell = SlowBell()
    ringer = Ringer(bell)

    ringer.ring("triage")
    assert bell.begun.wait(10)
    for name in ("triage", "triage", "emergency", "triage"):
        ringer.ring(name)
    bell.go_on.set()

    assert bell.third.wait(10)
    assert bell.rung == ["triage", "emergency", "triage"]
