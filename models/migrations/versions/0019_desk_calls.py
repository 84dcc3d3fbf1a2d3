"""Calls that made no ticket; append only."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_call",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("app_user.id"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), sa.ForeignKey("ticket.id"), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('silent', 'wrong', 'harassing', 'test', 'chase')",
            name=op.f("ck_desk_call_kind"),
        ),
        sa.CheckConstraint(
            "(kind = 'chase') = (ticket_id IS NOT NULL)", name=op.f("ck_desk_call_ticket")
        ),
        sa.UniqueConstraint("user_id", "key"),
    )
    op.create_index("ix_desk_call_unit_at", "desk_call", ["unit_id", "at"])
    op.create_index("ix_desk_call_phone_index", "desk_call", ["phone_index"])
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON desk_call FROM hotline_app")
