"""Which policy version is in force since when, by whom and why; and drafts that are not in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Publication(Base):
    """A version came into force. Append only: the newest row holds, returning to an old version is a new row."""

    __tablename__ = "publication"
    __table_args__ = (CheckConstraint("kind IN ('edited','returned','calendar')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policy_version.id"))
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime]


class PolicyDraft(Base):
    """A policy that somebody is working on; at most one open draft per person."""

    __tablename__ = "policy_draft"
    __table_args__ = (
        CheckConstraint("closed IN ('published','discarded')", name="closed"),
        Index(
            "uq_policy_draft_open",
            "by_user_id",
            unique=True,
            postgresql_where=sql("closed IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("policy_version.id"))
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    by_user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    saved_at: Mapped[datetime]
    closed: Mapped[str | None] = mapped_column(String(10))
