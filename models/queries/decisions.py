"""People's decisions about verdicts, as the classifier learns from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.domain.decisions import DecisionKind
from models.tables.decisions import Decision
from models.tables.tickets import Ticket


def of_tickets(session: Session, most: int) -> Sequence[Row[Decision, Ticket]]:
    """(decision, ticket) of the last `most` decisions, oldest first. Confidential tickets teach nothing."""
    newest = (
        select(Decision.id)
        .join(Ticket, Ticket.id == Decision.ticket_id)
        .where(~Ticket.confidential)
        .order_by(Decision.id.desc())
        .limit(most)
    )
    query = (
        select(Decision, Ticket)
        .join(Ticket, Ticket.id == Decision.ticket_id)
        .where(Decision.id.in_(newest))
        .order_by(Decision.id)
    )
    return session.execute(query).all()


def reviewed(
    session: Session, ticket_ids: Sequence[int], kinds: Collection[DecisionKind]
) -> set[int]:
    """Those of the tickets about which such a decision was made."""
    query = select(Decision.ticket_id).where(
        Decision.ticket_id.in_(ticket_ids), Decision.kind.in_(kinds)
    )
    return set(session.scalars(query))
