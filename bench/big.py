"""Big tables by COPY: tickets with their owner, one running clock each and its next rung; kept for the next run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bench.checker import plain
from bench.ground import Ground
from models.clock import SystemClock
from models.domain.chain import Link, link_hash
from models.settings import Settings

_TEXT = "厂里从七月起就没有发过工资，一共欠了三个月，找老板就说再等等，问过劳动监察也没有下文。"
_RUNGS = 4
# Of four tickets one lies with the department that is measured, the rest with everybody else.
_MEASURED_SHARE = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """How the clocks stand: `due_in` is when the waiting rung of each is due, from now."""

    tickets: int
    due_in: timedelta = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class _People:
    measured: tuple[int, int]  # (department, unit) of the measured staff
    others: Sequence[tuple[int, int, str]]  # (department, unit, queue)
    policy: str
    operator: int
    received_by: int


def cached(ground: Ground, tickets: int) -> Settings:
    """A database with so many tickets, built once; nothing is due in it."""
    name = f"bench_{tickets}"
    settings = ground.known(name)
    try:
        with psycopg.connect(plain(settings.database_owner_url)) as connection:
            row = connection.execute("SELECT count(*) FROM ticket").fetchone()
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if row and row[0] == tickets and version and version[0] == _head(ground):
            return settings
    except psycopg.Error:
        pass  # not there, or left half made by a run that was ended
    settings = ground.fresh(name)
    fill(settings, Shape(tickets))
    return settings


def fill(settings: Settings, shape: Shape) -> None:
    """COPY the tables, then bring sequences and statistics up to them."""
    now = SystemClock().now()
    with psycopg.connect(plain(settings.database_owner_url)) as connection:
        people = _people(connection)
        for table, columns, rows in _tables(people, shape, now):
            with (
                connection.cursor() as cursor,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        for table in ("ticket_clock", "step", "event"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {shape.tickets})"
            )
        connection.execute(f"SELECT setval('ticket_id_seq', {shape.tickets})")
    with psycopg.connect(plain(settings.database_owner_url), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE ticket, ticket_clock, step, event")


def _head(ground: Ground) -> str:
    with psycopg.connect(plain(ground.addresses.owner_url)) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert row is not None, "the bench's own database is migrated at its start"
    return str(row[0])


def _people(connection: psycopg.Connection[Any]) -> _People:
    departments = connection.execute(
        "SELECT id, unit_id, queue FROM department WHERE queue <> 'dispatch_desk' ORDER BY id"
    ).fetchall()
    social = connection.execute(
        "SELECT department_id, unit_id FROM app_user WHERE login = 'social'"
    ).fetchone()
    policy = connection.execute("SELECT id FROM policy_version").fetchone()
    operator = connection.execute(
        "SELECT id, unit_id FROM app_user WHERE login = 'operator'"
    ).fetchone()
    assert social is not None, "the ground has its people"
    assert policy is not None, "and its policy"
    assert operator is not None, "and somebody who answers the phone"
    others = [d for d in departments if d[0] != social[0] and d[2] != "emergency"]
    return _People(tuple(social), others, policy[0], operator[0], operator[1])


def _tables(
    people: _People, shape: Shape, now: datetime
) -> Iterator[tuple[str, str, Iterator[Any]]]:
    yield (
        "ticket",
        "id, number, status, urgency, demand_type, category, queue, unit_id, department_id, "
        "receiving_unit_id, logged_by, channel, text, region_code, confidential, flags, co_handlers, "
        "set_by_person, received_at, dispatched_at, triage_attempts, dispatches, return_closed, reworks, "
        "chases, escalation_level, version, event_seq, event_hash",
        (_ticket(people, n, shape.tickets, now) for n in range(1, shape.tickets + 1)),
    )
    yield (
        "event",
        "id, ticket_id, seq, kind, at, actor_id, to_status, codes, previous_hash, hash",
        (_event(people, n, now) for n in range(1, shape.tickets + 1)),
    )
    due = now + shape.due_in
    plan = json.dumps(
        [
            {"code": f"rung{n}", "level": n + 1, "notify": ["owner_leader"],
             "due_at": (due + timedelta(days=3650 * n)).isoformat()}
            for n in range(_RUNGS)
        ]
    )  # fmt: skip
    yield (
        "ticket_clock",
        "id, ticket_id, kind, started_at, due_at, estimated, policy_id, plan",
        (
            (n, n, "finish", now, due + timedelta(days=20), False, people.policy, plan)
            for n in range(1, shape.tickets + 1)
        ),
    )
    yield (
        "step",
        "id, clock_id, ticket_id, position, code, level, due_at",
        ((n, n, n, 0, "rung0", 1, due) for n in range(1, shape.tickets + 1)),
    )


def _ticket(people: _People, n: int, tickets: int, now: datetime) -> tuple[Any, ...]:
    if n % _MEASURED_SHARE == 0:
        (department, unit), queue = people.measured, "social_security"
    else:
        department, unit, queue = people.others[n % len(people.others)]
    received = now - timedelta(seconds=(tickets - n) * 10)
    status = "dispatched" if n % 3 else "accepted"
    return (
        n, f"{received:%Y%m%d}-{n:06d}", status, "P3" if n % 5 else "P2", "C", "0102", queue, unit,
        department, people.received_by, people.operator, "phone", _TEXT, "410100", False, "[]", "[]", "[]",
        received, received, 1, 1, False, 0, 0, 0, 1, 1, _hash(people, n, now),
    )  # fmt: skip


def _event(people: _People, n: int, now: datetime) -> tuple[Any, ...]:
    return (n, n, 1, "received", now, people.operator, "received", "{}", b"", _hash(people, n, now))


def _hash(people: _People, n: int, now: datetime) -> bytes:
    return link_hash(b"", Link(n, 1, "received", now, people.operator, None, "received", {}))
