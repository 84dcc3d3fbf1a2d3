"""Files of a ticket, sealed, in pieces of a fixed size: hosts share PostgreSQL and nothing else. Never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.domain.attachments import FileKind
from models.tables.base import Base, one_of


class Attachment(Base):
    """One file. Its name is a person's words and therefore sealed; a withdrawn one stays, with who and why."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint(one_of("kind", FileKind), name="kind"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kind: Mapped[str] = mapped_column(String(4))
    size: Mapped[int]  # bytes of the file itself
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    by_user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    withdrawn_note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))


class AttachmentPiece(Base):
    """A piece of a file; its place is part of what is authenticated, so that no two can be exchanged."""

    __tablename__ = "attachment_piece"

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
