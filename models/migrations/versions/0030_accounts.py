"""Accounts and units can be edited by people: versions against lost updates, first passwords, and who changed what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0031"
branch_labels = None
depends_on = None

_NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Defaults in the database: the release before this one goes on inserting without these columns.
    op.add_column(
        "app_user", sa.Column("version", sa.BigInteger(), nullable=False, server_default="1")
    )
    op.add_column(
        "app_user",
        sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("app_user", sa.Column("password_changed_at", _NOW, nullable=True))
    op.add_column("unit", sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column(
        "unit", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("unit", sa.Column("phone", sa.String(length=40), nullable=True))
    op.add_column("token", sa.Column("used_at", _NOW, nullable=True))
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["user_id", "id"],
        postgresql_where=sa.text("read_at IS NULL AND sent_at IS NOT NULL"),
    )
    _admin_change()


def _admin_change() -> None:
    op.create_table(
        "admin_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", _NOW, nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("codes", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["app_user.id"], name=op.f("fk_admin_change_by_user_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_admin_change_user_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_admin_change_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_change")),
    )
    op.create_index("ix_admin_change_user", "admin_change", ["user_id", "id"])
    op.create_index("ix_admin_change_unit", "admin_change", ["unit_id", "id"])
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON admin_change FROM hotline_app")
