"""复发 at the call desk, earlier tickets of an employer by the beginning of its name, and the files of tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('silent', 'wrong', 'harassing', 'test', 'chase', 'relapse')"
_FILE_KINDS = "kind IN ('jpg', 'png', 'webp', 'pdf', 'docx', 'xlsx', 'mp3', 'm4a', 'amr', 'wav', 'mp4', 'txt')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_desk_call_kind"), "desk_call", type_="check")
    op.create_check_constraint(op.f("ck_desk_call_kind"), "desk_call", _KINDS)
    op.drop_constraint(op.f("ck_desk_call_ticket"), "desk_call", type_="check")
    op.create_check_constraint(
        op.f("ck_desk_call_ticket"),
        "desk_call",
        "(kind IN ('chase', 'relapse')) = (ticket_id IS NOT NULL)",
    )
    op.create_index(
        "ix_ticket_employer_recent",
        "ticket",
        ["employer", "id"],
        postgresql_ops={"employer": "varchar_pattern_ops"},
        postgresql_where=sa.text("employer IS NOT NULL"),
    )
    _create_files()


def _create_files() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("ticket_id", sa.BigInteger(), sa.ForeignKey("ticket.id"), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), sa.ForeignKey("app_user.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), sa.ForeignKey("app_user.id"), nullable=True),
        sa.Column("withdrawn_note_id", sa.BigInteger(), sa.ForeignKey("note.id"), nullable=True),
        sa.CheckConstraint(_FILE_KINDS, name=op.f("ck_attachment_kind")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_attachment_withdrawn")
        ),
    )
    op.create_index(op.f("ix_attachment_ticket_id"), "attachment", ["ticket_id"])
    op.create_table(
        "attachment_piece",
        sa.Column(
            "attachment_id", sa.BigInteger(), sa.ForeignKey("attachment.id"), primary_key=True
        ),
        sa.Column("place", sa.BigInteger(), primary_key=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
    )
    # Sealed bytes don't shrink: trying costs time at every piece.
    op.execute("ALTER TABLE attachment_piece ALTER COLUMN body_sealed SET STORAGE EXTERNAL")
    op.execute("REVOKE DELETE, TRUNCATE ON attachment FROM hotline_app")
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON attachment_piece FROM hotline_app")
