"""Clocks, their due steps, notices: every "later" is a row here (design.md D1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.domain.words import ClockKind
from models.tables.base import Base, one_of


class PolicyVersion(Base):
    """An immutable policy. `id` is the sha256 of its canonical JSON."""

    __tablename__ = "policy_version"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime]


class TicketClock(Base):
    """One running or stopped clock. Overdue is derived (`due_at` and not stopped), never stored."""

    __tablename__ = "ticket_clock"
    __table_args__ = (
        CheckConstraint(one_of("kind", ClockKind), name="kind"),
        # One running clock of a kind per ticket: starting twice is a constraint violation, not an `if`.
        Index(
            "uq_ticket_clock_running",
            "ticket_id",
            "kind",
            unique=True,
            postgresql_where=sql("stopped_at IS NULL AND assist_id IS NULL"),
        ),
        # 会办: one running clock per child task instead.
        Index(
            "uq_ticket_clock_assist",
            "assist_id",
            unique=True,
            postgresql_where=sql("stopped_at IS NULL AND assist_id IS NOT NULL"),
        ),
        CheckConstraint("(kind = 'co_handle') = (assist_id IS NOT NULL)", name="assist"),
        Index("ix_ticket_clock_ticket", "ticket_id"),
        Index("ix_ticket_clock_due", "due_at", postgresql_where=sql("stopped_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    estimated: Mapped[bool] = mapped_column(default=False)
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str | None] = mapped_column(String(24))
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    policy_id: Mapped[str] = mapped_column(ForeignKey("policy_version.id"))
    assist_id: Mapped[int | None] = mapped_column(ForeignKey("assist.id"))
    # The whole ladder as planned when the clock started: [{code, level, due_at, notify}], in order.
    plan: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class Step(Base):
    """The next rung of a clock's ladder. Fired once: unique by clock, step and due value."""

    __tablename__ = "step"
    __table_args__ = (
        UniqueConstraint("clock_id", "code", "due_at"),
        Index(
            "ix_step_pending",
            "due_at",
            postgresql_where=sql("fired_at IS NULL AND cancelled_at IS NULL"),
        ),
        Index(
            "ix_step_set_aside",
            "set_aside_until",
            postgresql_where=sql(
                "set_aside_until IS NOT NULL AND fired_at IS NULL AND cancelled_at IS NULL"
            ),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("ticket_clock.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    level: Mapped[int]
    due_at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    # A rung that can't be fired waits longer each time; it is never forgotten and holds up no other.
    set_aside_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")


class Notice(Base):
    """Something one person should hear. Due until sent; unique per event and person."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id", "channel"),
        Index(
            "ix_notice_unsent",
            "due_at",
            postgresql_where=sql("sent_at IS NULL AND failed_at IS NULL"),
        ),
        Index("ix_notice_user", "user_id", "id"),
        Index(
            "ix_notice_unread",
            "user_id",
            "id",
            postgresql_where=sql("read_at IS NULL AND sent_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    channel: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(24))
    urgent: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    # After an outage one notice stands for all that was missed: from when to when, and how many rungs.
    outage_began_at: Mapped[datetime | None]
    outage_ended_at: Mapped[datetime | None]
    missed: Mapped[int | None]


class Outage(Base):
    """A time in which no scheduler worked, written by the first that came back."""

    __tablename__ = "outage"
    __table_args__ = (UniqueConstraint("began_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime] = mapped_column(index=True)


class Beat(Base):
    """The last time each loop did its work; silence is the alarm."""

    __tablename__ = "beat"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]
    did: Mapped[dict[str, Any]] = mapped_column(JSONB)
