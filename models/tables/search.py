"""What searching needs: a row of terms per ticket, how far the index is, and searches as they were asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class TicketSearch(Base):
    """One ticket as the search sees it. Nothing that names a caller: neither name, number nor token."""

    __tablename__ = "ticket_search"
    __table_args__ = (
        Index(
            "ix_ticket_search_terms",
            "terms",
            postgresql_using="gin",
            # Short enough that a search reads the waiting entries in a blink.
            postgresql_with={"gin_pending_list_limit": "1024"},
        ),
        {"postgresql_with": {"fillfactor": "85"}},
    )

    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("ticket.id"), primary_key=True, autoincrement=False
    )
    event_seq: Mapped[int]  # the ticket's last event that this row knows of
    spelling: Mapped[int] = mapped_column(SmallInteger)  # the rules by which the row was made
    body: Mapped[str] = mapped_column(Text)
    matter: Mapped[str] = mapped_column(
        String(80)
    )  # the name of its category: a meaning, not a word
    initials: Mapped[str] = mapped_column(String(200))
    terms: Mapped[list[str]] = mapped_column(ARRAY(Text))


class SearchMark(Base):
    """How far a run over events or tickets has come; moves in the transaction of what it indexed."""

    __tablename__ = "search_mark"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    xid: Mapped[int] = mapped_column(default=0)
    id: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class SearchAsked(Base):
    """What somebody looks for, sealed, under a key that stands in the address instead of the words."""

    __tablename__ = "search_asked"
    __table_args__ = (Index("ix_search_asked_user", "user_id", "at"),)

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
