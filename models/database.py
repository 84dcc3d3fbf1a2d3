"""Engine and sessions. Whatever user the address names, the program works as `hotline_app` (design.md D10)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker

APP_ROLE = "hotline_app"
Sessions = sessionmaker[Session]
# A connection that worked a moment ago is not asked whether it lives: a question costs as much as a statement.
_RESTED_SECONDS = 1.0
_USED = "hotline.used"
# A database host that vanishes without a word is noticed in some fifteen seconds; the kernel takes two hours.
_NOTICE_A_DEAD_HOST = {
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
}


def engine_for(
    url: str, *, pool_size: int = 10, as_app: bool = True, lock_seconds: float = 0
) -> Engine:
    """An engine whose connections take the role that may neither change nor delete events.

    `lock_seconds` is how long a statement waits for a row that somebody holds; 0 is for ever.
    """
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        connect_args={"connect_timeout": 5, "application_name": "hotline", **_NOTICE_A_DEAD_HOST},
    )
    event.listen(engine, "checkout", _ask_after_rest(engine))
    event.listen(engine, "checkin", _note_use)
    if as_app:
        event.listen(engine, "connect", _become_app)
    if lock_seconds:
        event.listen(engine, "connect", _wait_for_locks(lock_seconds))
    return engine


def sessions_for(engine: Engine) -> Sessions:
    """Sessions that keep loaded values after commit: doors read them to answer."""
    return sessionmaker(engine, expire_on_commit=False)


def database_now(session: Session) -> datetime:
    """The database's clock, for the scheduler: a host with a fast clock must fire nothing early (D11)."""
    moment = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    assert isinstance(moment, datetime)
    return moment


def _ask_after_rest(engine: Engine) -> Callable[[Any, Any, Any], None]:
    def ask(connection: Any, record: Any, _fairy: Any) -> None:
        used = record.info.get(_USED)
        if used is None or time.monotonic() - used < _RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as fault:
            raise InvalidatePoolError from fault  # the pool opens another one

    return ask


def _note_use(_connection: Any, record: Any) -> None:
    record.info[_USED] = time.monotonic()


def _wait_for_locks(seconds: float) -> Callable[[Any, Any], None]:
    def set_patience(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(seconds * 1000)}")
        connection.commit()

    return set_patience


def _become_app(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] != APP_ROLE:
            cursor.execute(f"SET ROLE {APP_ROLE}")
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()
