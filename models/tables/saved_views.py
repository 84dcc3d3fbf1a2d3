"""Ways to look at the queue that somebody keeps under a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class SavedView(Base):
    """`query` is what stands in the address: filters by code, never words about a case."""

    __tablename__ = "saved_view"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    query: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
