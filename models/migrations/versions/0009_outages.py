"""Outages, and notices that stand for all that was missed in one."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outage",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
        sa.UniqueConstraint("began_at", name=op.f("uq_outage_began_at")),
    )
    op.create_index(op.f("ix_outage_ended_at"), "outage", ["ended_at"], unique=False)
    op.add_column("notice", sa.Column("outage_began_at", sa.DateTime(timezone=True)))
    op.add_column("notice", sa.Column("outage_ended_at", sa.DateTime(timezone=True)))
    op.add_column("notice", sa.Column("missed", sa.BigInteger()))
