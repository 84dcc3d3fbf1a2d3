"""What a ticket may have beside its status: child tasks, extension, pause, quality checks, consultations (domain.md 3.5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.domain.words import PauseReason
from models.tables.base import Base, one_of


class Assist(Base):
    """会办: a question of the main unit to another department, with that department's own answer and clock."""

    __tablename__ = "assist"
    __table_args__ = (
        CheckConstraint("ended IN ('answered', 'overtaken')", name="ended"),
        CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="ended_at"),
        # One open question per department and ticket; a second one waits for the answer to the first.
        Index(
            "uq_assist_open",
            "ticket_id",
            "department_id",
            unique=True,
            postgresql_where=sql("ended IS NULL"),
        ),
        Index("ix_assist_department", "department_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    asked_at: Mapped[datetime]
    question_id: Mapped[int] = mapped_column(ForeignKey("note.id"))
    # answered: by the department; overtaken: the ticket went on without it, the history says why.
    ended: Mapped[str | None] = mapped_column(String(10))
    ended_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))


class Extension(Base):
    """延期: asked once per ticket; `granted` is null until the supervisor decides, the finish clock runs on."""

    __tablename__ = "extension"
    __table_args__ = (
        CheckConstraint("days > 0", name="days"),
        # Overtaken requests (transferred, replied, raised before anybody decided) do not count as the one.
        Index("uq_extension_once", "ticket_id", unique=True, postgresql_where=sql("NOT overtaken")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    days: Mapped[int]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    asked_at: Mapped[datetime]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    granted: Mapped[bool | None]
    overtaken: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]
    due_before: Mapped[datetime]
    due_after: Mapped[datetime | None]


class Pause(Base):
    """挂起 as an interval: who approved it, why, until when; `ended_at` is null while it lasts."""

    __tablename__ = "pause"
    __table_args__ = (
        CheckConstraint(one_of("reason", PauseReason), name="reason"),
        CheckConstraint("resume_at > began_at", name="resume_at"),
        Index(
            "uq_pause_running", "ticket_id", unique=True, postgresql_where=sql("ended_at IS NULL")
        ),
        Index("ix_pause_due", "resume_at", postgresql_where=sql("ended_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    reason: Mapped[str] = mapped_column(String(16))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    began_at: Mapped[datetime]
    resume_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class QualityCheck(Base):
    """质检: whether the handling stands up to a second look, and what was wrong."""

    __tablename__ = "quality_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime]
    passed: Mapped[bool]
    faults: Mapped[list[str]] = mapped_column(JSONB)
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))


class Consultation(Base):
    """会商: who took part in a dispute about the owner, and how it ended."""

    __tablename__ = "consultation"
    __table_args__ = (
        Index(
            "uq_consultation_open",
            "ticket_id",
            unique=True,
            postgresql_where=sql("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    opened_at: Mapped[datetime]
    participants: Mapped[list[int]] = mapped_column(JSONB)  # department ids
    ended_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB)  # codes and ids
