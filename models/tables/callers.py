"""The caller compartment: everything personal, encrypted, with blind indexes (design.md D15). Own tables, own queries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Caller(Base):
    """Who called about a ticket. Several after a merge: every caller is kept."""

    __tablename__ = "caller"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    tail_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    phone_plausible: Mapped[bool] = mapped_column(default=True)
    anonymous: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Original(Base):
    """What stood in the text where a token stands now, e.g. 〔电话1〕. Also for tokens inside notes."""

    __tablename__ = "original"
    __table_args__ = (CheckConstraint("note_id IS NULL OR ticket_id IS NOT NULL", name="owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"), index=True)
    token: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(16))
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    value_index: Mapped[bytes] = mapped_column(LargeBinary, index=True)
