"""Which policy version is in force, and drafts of the next."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('edited','returned','calendar')", name=op.f("ck_publication_kind")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy_version.id"], name=op.f("fk_publication_policy_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["app_user.id"], name=op.f("fk_publication_by_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_table(
        "policy_draft",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("base_id", sa.String(length=64), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "closed IN ('published','discarded')", name=op.f("ck_policy_draft_closed")
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["policy_version.id"], name=op.f("fk_policy_draft_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["app_user.id"], name=op.f("fk_policy_draft_by_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_draft")),
    )
    op.create_index(
        "uq_policy_draft_open",
        "policy_draft",
        ["by_user_id"],
        unique=True,
        postgresql_where=sa.text("closed IS NULL"),
    )
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON publication FROM hotline_app")
