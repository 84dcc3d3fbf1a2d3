"""Alembic's entry: runs on the connection that run.py hands over (never on an address of its own)."""

from alembic import context

from models.tables.all import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
