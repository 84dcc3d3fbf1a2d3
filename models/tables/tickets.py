"""The ticket, who has or had a part in it, its notes and call-backs. No personal data: that is in callers.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Sequence,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.domain.call_backs import CallOutcome
from models.domain.ticket import OPEN
from models.domain.words import Channel, DemandType, Difficulty, Queue, Status, Urgency
from models.tables.base import Base, one_of

FIGURE_COLUMNS = ["id", "unit_id", "receiving_unit_id", "category", "urgency", "confidential"]
_OPEN_ONES = f"status IN ({','.join(repr(str(status)) for status in sorted(OPEN))})"
TICKET_IDS = Sequence("ticket_id_seq", metadata=Base.metadata)


class Ticket(Base):
    """One plea. It always has an owner (`department_id`); `queue` is the owner's queue."""

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint(one_of("status", Status), name="status"),
        CheckConstraint(one_of("urgency", Urgency), name="urgency"),
        CheckConstraint(one_of("queue", Queue), name="queue"),
        CheckConstraint(one_of("channel", Channel), name="channel"),
        CheckConstraint(one_of("demand_type", DemandType), name="demand_type"),
        CheckConstraint(one_of("difficulty", Difficulty), name="difficulty"),
        # Emergency has one meaning (design.md 2); only while nobody has it may P1 stand at a desk.
        CheckConstraint(
            "urgency <> 'P1' OR queue = 'emergency' OR status IN "
            "('received','in_review','answered','rejected','merged','archived')",
            name="emergency",
        ),
        UniqueConstraint("source", "external_id"),
        Index("ix_ticket_department_status", "department_id", "status", "urgency", "id"),
        Index("ix_ticket_department_recent", "department_id", "id"),
        Index("ix_ticket_unit_recent", "unit_id", "id"),
        Index("ix_ticket_receiving_recent", "receiving_unit_id", "id"),
        Index("ix_ticket_logged_by", "logged_by", "id"),
        Index(
            "ix_ticket_untriaged",
            "triage_due_at",
            postgresql_where=text("triage_due_at IS NOT NULL"),
        ),
        Index(
            "ix_ticket_to_archive",
            "closed_at",
            postgresql_where=text("status IN ('answered','rejected','closed','merged')"),
        ),
        Index("ix_ticket_region_employer", "region_code", "employer"),
        # Earlier tickets of an employer by the beginning of its name, whatever the place: asked at pauses in typing.
        Index(
            "ix_ticket_employer_recent",
            "employer",
            "id",
            postgresql_ops={"employer": "varchar_pattern_ops"},
            postgresql_where=text("employer IS NOT NULL"),
        ),
        # Figures over weeks are counted from the index alone: a ticket's row carries its whole text.
        Index("ix_ticket_received_figures", "received_at", postgresql_include=FIGURE_COLUMNS),
        Index(
            "ix_ticket_closed_figures",
            "closed_at",
            postgresql_include=FIGURE_COLUMNS,
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
        # What is in one person's hands, counted over all persons from the index alone.
        Index(
            "ix_ticket_held",
            "accepted_by",
            "id",
            postgresql_include=["unit_id", "receiving_unit_id", "category", "confidential"],
            postgresql_where=text(f"accepted_by IS NOT NULL AND {_OPEN_ONES}"),
        ),
        # What waits for somebody's word in a whole province is little: to find it, no open ticket is read.
        Index(
            "ix_ticket_waits",
            "status",
            "id",
            postgresql_where=text("status IN ('dispatched','return_requested','in_consultation')"),
        ),
        Index(
            "ix_ticket_p1_waits",
            "dispatched_at",
            postgresql_where=text("status = 'dispatched' AND urgency = 'P1'"),
        ),
        # An escalation changes no indexed column: with room on its page the row is updated in place.
        {"postgresql_with": {"fillfactor": 80}},
    )

    id: Mapped[int] = mapped_column(TICKET_IDS, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    status: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(2))
    demand_type: Mapped[str | None] = mapped_column(String(1))
    category: Mapped[str | None] = mapped_column(String(4))
    queue: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    receiving_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    logged_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    channel: Mapped[str] = mapped_column(String(10))
    source: Mapped[str | None] = mapped_column(String(40))
    external_id: Mapped[str | None] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    employer: Mapped[str | None] = mapped_column(String(120))
    credit_code: Mapped[str | None] = mapped_column(String(40))
    region_code: Mapped[str | None] = mapped_column(String(12))
    persons: Mapped[int | None]
    confidential: Mapped[bool] = mapped_column(default=False)
    flags: Mapped[list[str]] = mapped_column(JSONB, default=list)
    co_handlers: Mapped[list[str]] = mapped_column(JSONB, default=list)
    verdict: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    # What a person set; the reader never overwrites these (design.md D7).
    set_by_person: Mapped[list[str]] = mapped_column(JSONB, default=list)
    occurred_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    dispatched_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]  # when somebody of a department first spoke to the caller
    closed_at: Mapped[datetime | None]
    # Not null while the reader still owes an answer; then also the time at which it may be claimed again.
    triage_due_at: Mapped[datetime | None]
    triage_attempts: Mapped[int] = mapped_column(default=0)
    dispatches: Mapped[int] = mapped_column(default=0)
    difficulty: Mapped[str | None] = mapped_column(String(8))
    return_closed: Mapped[bool] = mapped_column(default=False)
    reworks: Mapped[int] = mapped_column(default=0)
    chases: Mapped[int] = mapped_column(default=0)
    escalation_level: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    event_seq: Mapped[int] = mapped_column(default=0)
    event_hash: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


class Party(Base):
    """A department with a part in a ticket beside the owner: co-handler, or one that had it and keeps sight."""

    __tablename__ = "party"
    __table_args__ = (CheckConstraint("part IN ('co_handler','former')", name="part"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(
        ForeignKey("department.id"), primary_key=True, index=True
    )
    part: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime]


class Note(Base):
    """Words that people wrote on a ticket: reasons, answers, replies. Events point here and never hold words."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    kind: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(Text)
    form: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    public: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class CallBack(Base):
    """One try to reach the caller after the reply, and what the caller said."""

    __tablename__ = "call_back"
    __table_args__ = (
        CheckConstraint(one_of("outcome", CallOutcome), name="outcome"),
        CheckConstraint("(outcome = 'reached') = reached", name="reached"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime]
    reached: Mapped[bool]
    solved: Mapped[bool | None]
    satisfied: Mapped[bool | None]
    # Null in rows of older releases, which knew only `reached`.
    outcome: Mapped[str | None] = mapped_column(String(10))
    ratings: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))


class IdempotencyKey(Base):
    """A submission that was already kept; the same key answers the same 201 for seven days."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index("ix_idempotency_key_kept_until", "kept_until"),)

    token_id: Mapped[int] = mapped_column(ForeignKey("token.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    kept_until: Mapped[datetime]
