"""Files of a ticket: the list, the sum, and one piece at a time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from models.tables.attachments import Attachment, AttachmentPiece
from models.tables.people import User
from models.tables.tickets import Note


def of_ticket(session: Session, ticket_id: int) -> Sequence[Row[Attachment, str, str | None]]:
    """(file, who attached it, why it was withdrawn), oldest first."""
    query = (
        select(Attachment, User.name, Note.text)
        .join(User, User.id == Attachment.by_user_id)
        .outerjoin(Note, Note.id == Attachment.withdrawn_note_id)
        .where(Attachment.ticket_id == ticket_id)
    )
    return session.execute(query.order_by(Attachment.id)).all()


def one(session: Session, ticket_id: int, attachment_id: int) -> Attachment | None:
    """A file of this ticket; another ticket's does not exist here."""
    query = select(Attachment).where(
        Attachment.id == attachment_id, Attachment.ticket_id == ticket_id
    )
    return session.scalars(query).one_or_none()


def bytes_together(session: Session, ticket_id: int) -> int:
    """What the files that count weigh."""
    query = select(func.coalesce(func.sum(Attachment.size), 0)).where(
        Attachment.ticket_id == ticket_id, Attachment.withdrawn_at.is_(None)
    )
    return int(session.execute(query).scalar_one())


def keep_piece(session: Session, attachment_id: int, place: int, body_sealed: bytes) -> None:
    """Write one piece at once: the session must not gather a whole file."""
    session.execute(
        insert(AttachmentPiece).values(
            attachment_id=attachment_id, place=place, body_sealed=body_sealed
        )
    )


def piece(session: Session, attachment_id: int, place: int) -> bytes | None:
    """One piece, sealed; None after the last."""
    query = select(AttachmentPiece.body_sealed).where(
        AttachmentPiece.attachment_id == attachment_id, AttachmentPiece.place == place
    )
    return session.execute(query).scalar_one_or_none()
