"""Rungs that fail are set aside, hard matters are marked, and limits by law that draw near are told once."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0038"
branch_labels = None
depends_on = None

_UNTOLD = "fired_at IS NULL AND cancelled_at IS NULL"


def upgrade() -> None:
    op.add_column("step", sa.Column("set_aside_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "step", sa.Column("failures", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.create_index(
        "ix_step_set_aside",
        "step",
        ["set_aside_until"],
        postgresql_where=sa.text(f"set_aside_until IS NOT NULL AND {_UNTOLD}"),
    )
    op.add_column("ticket", sa.Column("difficulty", sa.String(length=8), nullable=True))
    op.create_check_constraint(
        op.f("ck_ticket_difficulty"), "ticket", "difficulty IN ('hard', 'complex')"
    )
    op.create_table(
        "statutory_notice",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('arbitration', 'wages', 'suit', 'injury_employer', 'injury_worker', 'inspection')",
            name=op.f("ck_statutory_notice_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_statutory_notice_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statutory_notice")),
        sa.UniqueConstraint(
            "ticket_id",
            "kind",
            "last_day",
            "days",
            name=op.f("uq_statutory_notice_ticket_id_kind_last_day_days"),
        ),
    )
    op.create_index(
        "ix_statutory_notice_untold",
        "statutory_notice",
        ["due_at"],
        postgresql_where=sa.text(_UNTOLD),
    )
