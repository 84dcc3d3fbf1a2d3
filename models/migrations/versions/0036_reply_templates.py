"""Units keep their own reply templates, each with its versions, and count how often they are used."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reply_template",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("use", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "use IN ('reply', 'answer', 'reject', 'contact', 'call-back')",
            name=op.f("ck_reply_template_use"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reply_template_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_template")),
    )
    op.create_index(op.f("ix_reply_template_unit_id"), "reply_template", ["unit_id"])
    op.create_table(
        "reply_template_version",
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["reply_template.id"],
            name=op.f("fk_reply_template_version_template_id"),
        ),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["app_user.id"], name=op.f("fk_reply_template_version_by_user_id")
        ),
        sa.PrimaryKeyConstraint("template_id", "version", name=op.f("pk_reply_template_version")),
    )
    op.create_table(
        "template_use",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_template_use")),
    )
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON reply_template_version FROM hotline_app")
