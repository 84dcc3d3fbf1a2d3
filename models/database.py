"""Engine and sessions. Whatever user the address names, the program works as `hotline_app` (design.md D10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

APP_ROLE = "hotline_app"
Sessions = sessionmaker[Session]


def engine_for(url: str, *, pool_size: int = 10, as_app: bool = True) -> Engine:
    """An engine whose connections take the role that may neither change nor delete events."""
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args={"connect_timeout": 5, "application_name": "hotline"},
    )
    if as_app:
        event.listen(engine, "connect", _become_app)
    return engine


def sessions_for(engine: Engine) -> Sessions:
    """Sessions that keep loaded values after commit: doors read them to answer."""
    return sessionmaker(engine, expire_on_commit=False)


def database_now(session: Session) -> datetime:
    """The database's clock, for the scheduler: a host with a fast clock must fire nothing early (D11)."""
    return session.execute(text("SELECT clock_timestamp()")).scalar_one()


def _become_app(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] != APP_ROLE:
            cursor.execute(f"SET ROLE {APP_ROLE}")
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()
