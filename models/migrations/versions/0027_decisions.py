"""Every person's judgement of a verdict is kept: what the classifier learns from."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
_KINDS = (
    "chosen",
    "kept",
    "changed",
    "accepted",
    "returned",
    "upheld",
    "redispatched",
    "raised",
    "lowered",
    "confirmed",
    "taught",
    "dropped",
)


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.Column("said_category", sa.String(length=4), nullable=True),
        sa.Column("said_urgency", sa.String(length=2), nullable=True),
        sa.Column("said_confidence", sa.Float(), nullable=True),
        sa.Column("said_abstained", sa.Boolean(), nullable=True),
        sa.Column("bundle", sa.String(length=64), nullable=True),
        sa.Column("category", sa.String(length=4), nullable=True),
        sa.Column("demand_type", sa.String(length=1), nullable=True),
        sa.Column("urgency", sa.String(length=2), nullable=False),
        sa.Column("queue", sa.String(length=16), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN (" + ", ".join(f"'{kind}'" for kind in _KINDS) + ")",
            name=op.f("ck_decision_kind"),
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_decision_ticket_id")),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["app_user.id"], name=op.f("fk_decision_by_user_id")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_decision_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_ticket", "decision", ["ticket_id", "id"], unique=False)
    op.create_index("ix_decision_at", "decision", ["at"], unique=False)
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON decision FROM hotline_app")
