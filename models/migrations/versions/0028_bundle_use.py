"""Which bundle of the classifier came into use when and why: one command goes back."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bundle_use",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("bundle_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('installed','promoted','returned')", name=op.f("ck_bundle_use_kind")
        ),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundle.id"], name=op.f("fk_bundle_use_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_use")),
    )
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON bundle_use FROM hotline_app")
