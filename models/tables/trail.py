"""What happened: events per ticket, views of personal data, and the anchors over both. Append only (design.md D10)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, FetchedValue, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Xid8


class Event(Base):
    """One thing that happened to a ticket. Codes and ids only: anonymising must not break the chain."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("ticket_id", "seq"),
        Index("ix_event_feed", "xid", "id"),
        Index("ix_event_kind_recent", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    from_status: Mapped[str | None] = mapped_column(String(20))
    to_status: Mapped[str | None] = mapped_column(String(20))
    codes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    xid: Mapped[int] = mapped_column(
        Xid8, FetchedValue(), server_default=sql("pg_current_xact_id()")
    )


class View(Base):
    """Somebody looked at personal data or exported something. Chained per day by the sealer."""

    __tablename__ = "view"
    __table_args__ = (Index("ix_view_feed", "xid", "id"), Index("ix_view_ticket", "ticket_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    what: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    xid: Mapped[int] = mapped_column(
        Xid8, FetchedValue(), server_default=sql("pg_current_xact_id()")
    )


class Anchor(Base):
    """A seal over everything that committed since the one before it: a deleted last row is found too."""

    __tablename__ = "anchor"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # event or view
    number: Mapped[int]
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]
    below_xid: Mapped[int] = mapped_column(Xid8)
    rows: Mapped[int]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
