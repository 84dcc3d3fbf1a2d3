"""Classifier bundles as rows, so that all workers on all hosts read the same one (design.md D13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
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


class BundleUse(Base):
    """A bundle came into use. Append only: the newest row says which; going back is a new row."""

    __tablename__ = "bundle_use"
    __table_args__ = (CheckConstraint("kind IN ('installed','promoted','returned')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[str] = mapped_column(ForeignKey("bundle.id"))
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]
