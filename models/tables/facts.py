"""Dated facts on a ticket, from which the worker's statutory limits are computed. Corrected by withdrawing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from models.domain.facts import FactKind
from models.domain.statutory_words import DeadlineKind
from models.tables.base import Base, one_of


class FactRow(Base):
    """One dated fact; a wrong one is withdrawn, never changed."""

    __tablename__ = "fact"
    __table_args__ = (
        CheckConstraint(one_of("kind", FactKind), name="kind"),
        CheckConstraint('"until" IS NULL OR "until" >= "on"', name="until"),
        Index("ix_fact_ticket_standing", "ticket_id", postgresql_where=sql("withdrawn_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(24))
    on: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    withdrawn_at: Mapped[datetime | None]


class StatutoryNotice(Base):
    """So many days before the last day of a worker's limit the owner hears of it. One row a limit, day and distance."""

    __tablename__ = "statutory_notice"
    __table_args__ = (
        CheckConstraint(one_of("kind", DeadlineKind), name="kind"),
        UniqueConstraint("ticket_id", "kind", "last_day", "days"),
        Index(
            "ix_statutory_notice_untold",
            "due_at",
            postgresql_where=sql("fired_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(24))
    last_day: Mapped[date] = mapped_column(Date)
    days: Mapped[int]
    due_at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


UNTOLD = StatutoryNotice.fired_at.is_(None) & StatutoryNotice.cancelled_at.is_(None)
