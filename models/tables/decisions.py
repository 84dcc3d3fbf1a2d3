"""What people decided about verdicts: who, when, why, and what the reader had said. Codes and ids only; append only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.domain.decisions import DecisionKind
from models.tables.base import Base, one_of


class Decision(Base):
    """One person's judgement of one verdict. The reason's words stand in the note (the ticket's own rights)."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(one_of("kind", DecisionKind), name="kind"),
        Index("ix_decision_ticket", "ticket_id", "id"),
        Index("ix_decision_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(16))
    by_user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime]
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    # What the reader had said by then; all empty when it had not spoken.
    said_category: Mapped[str | None] = mapped_column(String(4))
    said_urgency: Mapped[str | None] = mapped_column(String(2))
    said_confidence: Mapped[float | None]
    said_abstained: Mapped[bool | None]
    bundle: Mapped[str | None] = mapped_column(String(64))
    # What held after the decision.
    category: Mapped[str | None] = mapped_column(String(4))
    demand_type: Mapped[str | None] = mapped_column(String(1))
    urgency: Mapped[str] = mapped_column(String(2))
    queue: Mapped[str] = mapped_column(String(16))
    named: Mapped[bool]
