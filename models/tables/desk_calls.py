"""Calls that made no ticket: silent, wrong, harassing, or about a ticket that exists. Counted, never lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.domain.words import CallKind
from models.tables.base import Base, one_of


class DeskCall(Base):
    """One call. `key` is the form's submission key: a second press of the same form is the same call."""

    __tablename__ = "desk_call"
    __table_args__ = (
        CheckConstraint(one_of("kind", CallKind), name="kind"),
        CheckConstraint("(kind IN ('chase', 'relapse')) = (ticket_id IS NOT NULL)", name="ticket"),
        UniqueConstraint("user_id", "key"),
        Index("ix_desk_call_unit_at", "unit_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    key: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    # Only the blind index: how often a number harasses can be counted, the number cannot be read.
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    at: Mapped[datetime]
