"""The driver itself, past session and expression compiler: for the few statements that every plea costs.

A session makes three statements of a plea cost more processor time than PostgreSQL spends on them (docs/benchmarks.md).
Everything else goes through sessions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session


class Driver:
    """One connection as the driver gives it. Its errors are SQLAlchemy's, so that every door knows them."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def rows(self, statement: LiteralString, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows of a statement with `%(name)s` parameters; an empty list if it returns none."""
        try:
            cursor = self._connection.execute(statement, values)
            return cursor.fetchall() if cursor.description is not None else []
        except psycopg.Error as fault:
            raise DBAPIError.instance(
                statement,
                None,  # values may be personal
                fault,
                psycopg.Error,
                connection_invalidated=bool(self._connection.closed),
            ) from fault


def driver_of(session: Session) -> Driver:
    """The driver inside the session's own transaction."""
    return Driver(_inner(session.connection().connection))


@contextmanager
def at_once(engine: Engine) -> Iterator[Driver]:
    """A connection of the pool on which every statement is a transaction of its own: spares BEGIN and COMMIT,
    which cost as much as the statement itself."""
    leased = _leased(engine)
    connection = _inner(leased)
    connection.autocommit = True
    try:
        yield Driver(connection)
    finally:
        if connection.closed:
            leased.invalidate()  # the pool opens another one
        else:
            connection.autocommit = False
        leased.close()


def _leased(engine: Engine) -> PoolProxiedConnection:
    """Raises SQLAlchemy's OperationalError where no server answers: the doors know that one as 503."""
    try:
        return engine.raw_connection()
    except psycopg.OperationalError as fault:
        raise OperationalError("connect", None, fault) from fault


def _inner(leased: PoolProxiedConnection) -> psycopg.Connection:
    inner = leased.driver_connection
    assert isinstance(inner, psycopg.Connection)
    return inner
