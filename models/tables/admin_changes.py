"""Who changed which account or unit, when, and what: append only, like the events of tickets (design.md D10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class AdminChange(Base):
    """One act of administration. `codes` are codes, ids and names of offices; never a password, never a person's name."""

    __tablename__ = "admin_change"
    __table_args__ = (
        Index("ix_admin_change_user", "user_id", "id"),
        Index("ix_admin_change_unit", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    codes: Mapped[dict[str, Any]] = mapped_column(JSONB)
