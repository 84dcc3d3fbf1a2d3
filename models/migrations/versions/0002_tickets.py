"""Tickets and the caller compartment."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("ticket_id_seq")))
    op.create_table(
        "ticket",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.String(length=2), nullable=False),
        sa.Column("demand_type", sa.String(length=1), nullable=True),
        sa.Column("category", sa.String(length=4), nullable=True),
        sa.Column("queue", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("receiving_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("logged_by", sa.BigInteger(), nullable=True),
        sa.Column("accepted_by", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("employer", sa.String(length=120), nullable=True),
        sa.Column("credit_code", sa.String(length=40), nullable=True),
        sa.Column("region_code", sa.String(length=12), nullable=True),
        sa.Column("persons", sa.BigInteger(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("flags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("co_handlers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("verdict", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("set_by_person", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("triage_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("triage_attempts", sa.BigInteger(), nullable=False),
        sa.Column("dispatches", sa.BigInteger(), nullable=False),
        sa.Column("return_closed", sa.Boolean(), nullable=False),
        sa.Column("reworks", sa.BigInteger(), nullable=False),
        sa.Column("chases", sa.BigInteger(), nullable=False),
        sa.Column("escalation_level", sa.BigInteger(), nullable=False),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.Column("event_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('phone', 'app', 'web', 'import', 'system', 'offline')",
            name=op.f("ck_ticket_channel"),
        ),
        sa.CheckConstraint(
            "demand_type IN ('Q', 'H', 'C', 'R', 'L', 'S', 'P', 'E', 'X')",
            name=op.f("ck_ticket_demand_type"),
        ),
        sa.CheckConstraint(
            "queue IN ('union', 'legal', 'social_security', 'emergency', 'dispatch_desk')",
            name=op.f("ck_ticket_queue"),
        ),
        sa.CheckConstraint(
            "status IN ('received', 'answered', 'rejected', 'in_review', 'dispatched', 'return_requested', 'in_consultation', 'accepted', 'suspended', 'replied', 'rework', 'closed', 'archived', 'merged')",
            name=op.f("ck_ticket_status"),
        ),
        sa.CheckConstraint(
            "urgency <> 'P1' OR queue = 'emergency' OR status IN ('received','in_review','answered','rejected','merged','archived')",
            name=op.f("ck_ticket_emergency"),
        ),
        sa.CheckConstraint("urgency IN ('P1', 'P2', 'P3', 'P4')", name=op.f("ck_ticket_urgency")),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["app_user.id"], name=op.f("fk_ticket_accepted_by")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_ticket_department_id")
        ),
        sa.ForeignKeyConstraint(["logged_by"], ["app_user.id"], name=op.f("fk_ticket_logged_by")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["ticket.id"], name=op.f("fk_ticket_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiving_unit_id"], ["unit.id"], name=op.f("fk_ticket_receiving_unit_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_ticket_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_ticket_source_external_id")),
    )
    op.create_index("ix_ticket_department_recent", "ticket", ["department_id", "id"], unique=False)
    op.create_index(
        "ix_ticket_department_status",
        "ticket",
        ["department_id", "status", "urgency", "id"],
        unique=False,
    )
    op.create_index("ix_ticket_logged_by", "ticket", ["logged_by", "id"], unique=False)
    op.create_index(op.f("ix_ticket_merged_into_id"), "ticket", ["merged_into_id"], unique=False)
    op.create_index(
        "ix_ticket_receiving_recent", "ticket", ["receiving_unit_id", "id"], unique=False
    )
    op.create_index(
        "ix_ticket_region_employer", "ticket", ["region_code", "employer"], unique=False
    )
    op.create_index("ix_ticket_unit_recent", "ticket", ["unit_id", "id"], unique=False)
    op.create_index(
        "ix_ticket_untriaged",
        "ticket",
        ["triage_due_at"],
        unique=False,
        postgresql_where=sa.text("triage_due_at IS NOT NULL"),
    )
    op.create_table(
        "caller",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("tail_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_plausible", sa.Boolean(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_caller_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller")),
    )
    op.create_index(op.f("ix_caller_phone_index"), "caller", ["phone_index"], unique=False)
    op.create_index(op.f("ix_caller_tail_index"), "caller", ["tail_index"], unique=False)
    op.create_index(op.f("ix_caller_ticket_id"), "caller", ["ticket_id"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("token_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["token.id"], name=op.f("fk_idempotency_key_token_id")
        ),
        sa.PrimaryKeyConstraint("token_id", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index(
        "ix_idempotency_key_kept_until", "idempotency_key", ["kept_until"], unique=False
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("form", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["app_user.id"], name=op.f("fk_note_author_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_note_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_ticket_id"), "note", ["ticket_id"], unique=False)
    op.create_table(
        "party",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("part IN ('co_handler','former')", name=op.f("ck_party_part")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_party_department_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_party_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "department_id", name=op.f("pk_party")),
    )
    op.create_index(op.f("ix_party_department_id"), "party", ["department_id"], unique=False)
    op.create_table(
        "call_back",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_user_id"], ["app_user.id"], name=op.f("fk_call_back_by_user_id")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_call_back_note_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_call_back_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
    )
    op.create_index(op.f("ix_call_back_ticket_id"), "call_back", ["ticket_id"], unique=False)
    op.create_table(
        "original",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.Column("token", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("value_index", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "note_id IS NULL OR ticket_id IS NOT NULL", name=op.f("ck_original_owner")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_original_note_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_original_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_original")),
    )
    op.create_index(op.f("ix_original_note_id"), "original", ["note_id"], unique=False)
    op.create_index(op.f("ix_original_ticket_id"), "original", ["ticket_id"], unique=False)
    op.create_index(op.f("ix_original_value_index"), "original", ["value_index"], unique=False)
