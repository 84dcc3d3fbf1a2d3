"""Dated facts on a ticket, from which statutory limits are computed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
_KINDS = (
    "knew",
    "still_employed",
    "left",
    "claimed",
    "sought_relief",
    "employer_agreed",
    "hindered",
    "arbitration_filed",
    "award_received",
    "sued",
    "injured",
    "diagnosed",
    "employer_extension",
    "employer_filed",
    "injury_filed",
    "breach",
    "breach_continues",
    "breach_ended",
    "inspection_reported",
)


def upgrade() -> None:
    op.create_table(
        "fact",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN (" + ", ".join(f"'{kind}'" for kind in _KINDS) + ")", name=op.f("ck_fact_kind")
        ),
        sa.CheckConstraint('"until" IS NULL OR "until" >= "on"', name=op.f("ck_fact_until")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_fact_ticket_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["app_user.id"], name=op.f("fk_fact_by_user_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["app_user.id"], name=op.f("fk_fact_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    op.create_index(
        "ix_fact_ticket_standing",
        "fact",
        ["ticket_id"],
        unique=False,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.execute("REVOKE DELETE, TRUNCATE ON fact FROM hotline_app")
