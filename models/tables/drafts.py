"""Calls that an operator has not saved yet: sealed, one row a form, gone when the ticket is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Draft(Base):
    """A form as typed. A draft is no ticket: it has no number and no clock (design.md 5)."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_saved_at", "saved_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    # The form's submission key: whatever is kept under it as a ticket ends the draft.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]
