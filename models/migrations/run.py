"""Brings a database to the newest tables, as its owner, once at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

_FOLDER = Path(__file__).parent
_LOCK = (
    12351_0001  # an advisory lock of our own: two hosts that start together must not both migrate
)


def upgrade(owner_url: str) -> None:
    """Run every migration that is missing; a second caller waits for the first."""
    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            connection.commit()
            try:
                command.upgrade(config_for(connection), "head")
                connection.commit()
            finally:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
                connection.commit()
    finally:
        engine.dispose()


def head() -> str:
    """The revision that this program expects."""
    return ScriptDirectory(str(_FOLDER)).get_current_head() or ""


def current(connection: Connection) -> str:
    """The revision that the database has; empty when it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def config_for(connection: Connection) -> Config:
    """Alembic settings bound to this connection; no alembic.ini, nothing to forget in a wheel."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
