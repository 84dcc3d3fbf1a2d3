"""Classifier bundles as rows, so that all workers on all hosts read the same one (design.md D13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Bundle(Base):
    """Arrays and a manifest; `id` is the sha256 of `body`. At most one is in use."""

    __tablename__ = "bundle"
    __table_args__ = (
        Index("uq_bundle_in_use", "in_use", unique=True, postgresql_where=sql("in_use")),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    manifest: Mapped[dict[str, Any]] = mapped_column(JSONB)
    in_use: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
