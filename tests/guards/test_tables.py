"""The database that migrations build is the one that the tables describe."""

from __future__ import annotations

import warnings

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from models.domain.chain import Link, link_hash
from models.migrations.run import config_for
from models.tables.all import Base
from tests.builders import World


def test_there_is_one_migration_head(owner_engine: Engine) -> None:
    """Two heads would make `migrate` a matter of luck."""
    with owner_engine.connect() as connection:
        script = ScriptDirectory.from_config(config_for(connection))

    assert len(script.get_heads()) == 1


def test_tables_equal_migrations(owner_engine: Engine) -> None:
    """A column that only one of the two knows is found here, not in production."""
    with owner_engine.connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not recognize type 'xid8'")
        difference = _difference(connection)

    assert difference == []


def _difference(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def test_a_stored_event_hashes_to_what_it_was_sealed_with(world: World) -> None:
    """What PostgreSQL gives back (JSONB, timestamptz) has the same canonical form as what was written."""
    number = world.dispatched().number

    previous = b""
    for event in world.events(number):
        link = Link(
            event.ticket_id,
            event.seq,
            event.kind,
            event.at,
            event.actor_id,
            event.from_status,
            event.to_status,
            event.codes,
        )
        assert bytes(event.previous_hash) == previous
        assert link_hash(previous, link) == bytes(event.hash)
        previous = bytes(event.hash)
    assert previous == bytes(world.ticket(number).event_hash)


def test_a_p1_in_another_queue_is_refused_by_the_table(world: World) -> None:
    """Emergency has one meaning, also for whoever writes SQL by hand."""
    world.dispatched()

    with pytest.raises(IntegrityError, match="ck_ticket_emergency"), world.act() as act:
        act.session.execute(text("UPDATE ticket SET urgency = 'P1'"))
