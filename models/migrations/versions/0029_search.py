"""A row of search terms per ticket, how far the index is, and searches as they were asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_search",
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.Column("spelling", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("initials", sa.String(length=200), nullable=False),
        sa.Column("terms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_search_ticket_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_search")),
        postgresql_with={"fillfactor": "85"},
    )
    op.create_index(
        "ix_ticket_search_terms",
        "ticket_search",
        ["terms"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": "1024"},
    )
    op.create_table(
        "search_mark",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_mark")),
    )
    op.create_table(
        "search_asked",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_search_asked_user_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search_asked")),
    )
    op.create_index("ix_search_asked_user", "search_asked", ["user_id", "at"], unique=False)
