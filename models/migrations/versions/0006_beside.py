"""What stands beside the status: child tasks of 会办, extensions, pauses, quality checks, consultations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = (
    "kind IN ('dispatch', 'confirm', 'accept', 'finish', 'return_decision', 'call_back', "
    "'first_contact', 'extension', 'co_handle', 'pause')"
)


def upgrade() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("participants", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["app_user.id"], name=op.f("fk_consultation_opened_by")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_consultation_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_index(op.f("ix_consultation_ticket_id"), "consultation", ["ticket_id"], unique=False)
    op.create_index(
        "uq_consultation_open",
        "consultation",
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "pause",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resume_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason IN ('caller_papers', 'appraisal', 'legal_procedure', 'agreed_date')",
            name=op.f("ck_pause_reason"),
        ),
        sa.CheckConstraint("resume_at > began_at", name=op.f("ck_pause_resume_at")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["app_user.id"], name=op.f("fk_pause_approved_by")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_pause_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index(
        "ix_pause_due",
        "pause",
        ["resume_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_pause_ticket_id"), "pause", ["ticket_id"], unique=False)
    op.create_index(
        "uq_pause_running",
        "pause",
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "assist",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.String(length=10), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answer_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("ended IN ('answered', 'overtaken')", name=op.f("ck_assist_ended")),
        sa.CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name=op.f("ck_assist_ended_at")),
        sa.ForeignKeyConstraint(["answer_id"], ["note.id"], name=op.f("fk_assist_answer_id")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["app_user.id"], name=op.f("fk_assist_answered_by")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_assist_asked_by")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_assist_department_id")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["note.id"], name=op.f("fk_assist_question_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_assist_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assist")),
    )
    op.create_index("ix_assist_department", "assist", ["department_id", "id"], unique=False)
    op.create_index(op.f("ix_assist_ticket_id"), "assist", ["ticket_id"], unique=False)
    op.create_index(
        "uq_assist_open",
        "assist",
        ["ticket_id", "department_id"],
        unique=True,
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_id", sa.BigInteger(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("overtaken", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_after", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("days > 0", name=op.f("ck_extension_days")),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_extension_asked_by")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["app_user.id"], name=op.f("fk_extension_decided_by")
        ),
        sa.ForeignKeyConstraint(["reason_id"], ["note.id"], name=op.f("fk_extension_reason_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_extension_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_ticket_id"), "extension", ["ticket_id"], unique=False)
    op.create_index(
        "uq_extension_once",
        "extension",
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("NOT overtaken"),
    )
    op.create_table(
        "quality_check",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("faults", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["app_user.id"], name=op.f("fk_quality_check_by_user_id")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_quality_check_note_id")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_quality_check_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_check")),
    )
    op.create_index(
        op.f("ix_quality_check_ticket_id"), "quality_check", ["ticket_id"], unique=False
    )
    op.add_column("ticket", sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ticket_clock", sa.Column("assist_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "uq_ticket_clock_assist",
        "ticket_clock",
        ["assist_id"],
        unique=True,
        postgresql_where=sa.text("stopped_at IS NULL AND assist_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_ticket_clock_assist_id"), "ticket_clock", "assist", ["assist_id"], ["id"]
    )
    op.drop_constraint(op.f("ck_ticket_clock_kind"), "ticket_clock", type_="check")
    op.create_check_constraint(op.f("ck_ticket_clock_kind"), "ticket_clock", _KINDS)
    op.create_check_constraint(
        op.f("ck_ticket_clock_assist"),
        "ticket_clock",
        "(kind = 'co_handle') = (assist_id IS NOT NULL)",
    )
    # Several co-units may owe an answer at once: their clocks are one per child task.
    op.drop_index("uq_ticket_clock_running", "ticket_clock")
    op.create_index(
        "uq_ticket_clock_running",
        "ticket_clock",
        ["ticket_id", "kind"],
        unique=True,
        postgresql_where=sa.text("stopped_at IS NULL AND assist_id IS NULL"),
    )
    # Retention anonymises; nothing of a ticket's way is deleted by the program.
    op.execute(
        "REVOKE DELETE, TRUNCATE ON assist, extension, pause, quality_check, consultation "
        "FROM hotline_app"
    )
