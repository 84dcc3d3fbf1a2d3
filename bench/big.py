"""Big tables by COPY, kept for the next run and brought up to the newest migration; their indexes are built after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg

from bench.checker import plain
from bench.ground import Ground
from bench.rows import People, Rows, Shape, tables
from models.clock import SystemClock
from models.migrations.run import upgrade
from models.settings import Settings

_LINES_AT_ONCE = 5_000
_FILLED = ("ticket", "event", "ticket_clock", "step", "tally", "caller")
_COUNTED_BY_ID = ("ticket_clock", "step", "event")
# Raise when the rows change: a database of an older shape is built anew.
_SHAPE = 3
_CLOSED_SHARE = 4  # to four open tickets one that was closed
_CALLERS = 20_000
PHONE_OF_A_CALLER = "13800000001"


def cached(ground: Ground, tickets: int) -> Settings:
    """A database with so many open tickets, built once; nothing is due in it."""
    name = f"bench_{tickets}"
    settings = ground.known(name)
    wanted = f"{_SHAPE} {tickets}"
    try:
        with psycopg.connect(plain(settings.database_owner_url)) as connection:
            row = connection.execute("SELECT obj_description('ticket'::regclass)").fetchone()
        if row and row[0] == wanted:
            upgrade(settings.database_owner_url)
            return settings
    except psycopg.Error:
        pass  # not there, or left half made by a run that was ended
    settings = ground.fresh(name)
    fill(settings, Shape(tickets, closed=tickets // _CLOSED_SHARE))
    with psycopg.connect(plain(settings.database_owner_url)) as connection:
        connection.execute(f"COMMENT ON TABLE ticket IS '{wanted}'")
    return settings


def fill(settings: Settings, shape: Shape) -> None:
    """COPY the tables, then bring indexes, sequences and statistics up to them."""
    now = SystemClock().now()
    with psycopg.connect(plain(settings.database_owner_url)) as connection:
        connection.execute("SET maintenance_work_mem = '512MB'")
        phones = _phones(settings)
        with _without_indexes(connection):
            for rows in tables(_people(connection), shape, now, phones):
                _copy(connection, rows)
        for table in _COUNTED_BY_ID:
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            connection.execute(f"SELECT setval({sequence}, {shape.all})")
        connection.execute(f"SELECT setval('ticket_id_seq', {shape.all})")
    with psycopg.connect(plain(settings.database_owner_url), autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {', '.join(_FILLED)}")


def _phones(settings: Settings) -> Sequence[bytes]:
    numbers = (str(int(PHONE_OF_A_CALLER) + n) for n in range(_CALLERS))
    return [settings.keys.blind_index(number, purpose="phone") for number in numbers]


def _copy(connection: psycopg.Connection[Any], rows: Rows) -> None:
    statement = f"COPY {rows.table} ({rows.columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in _blocks(rows.lines):
            copy.write(block)


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    source = iter(lines)
    while block := list(islice(source, _LINES_AT_ONCE)):
        yield "\n".join(block) + "\n"


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Foreign keys and plain indexes are taken down and put up again: a row at a time they cost ten times more."""
    tables_ = list(_FILLED)
    keys = connection.execute(
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)""",
        [tables_],
    ).fetchall()
    indexes = connection.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
           WHERE i.indrelid::regclass::text = ANY(%s)
             AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)""",
        [tables_],
    ).fetchall()
    for table, name, _made in keys:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _made in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _name, made in indexes:
        connection.execute(made)
    for table, name, made in keys:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}')


def _people(connection: psycopg.Connection[Any]) -> People:
    departments = connection.execute(
        "SELECT id, unit_id, queue FROM department WHERE queue <> 'dispatch_desk' ORDER BY id"
    ).fetchall()
    department, unit, staff = _one(
        connection, "SELECT department_id, unit_id, id FROM app_user WHERE login = 'social'"
    )
    (policy,) = _one(connection, "SELECT id FROM policy_version")
    operator, received_by = _one(
        connection, "SELECT id, unit_id FROM app_user WHERE login = 'operator'"
    )
    others = [d for d in departments if d[0] != department and d[2] != "emergency"]
    return People((department, unit), others, policy, operator, received_by, staff)


def _one(connection: psycopg.Connection[Any], query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None, "the ground has its people and its policy"
    return tuple(row)
