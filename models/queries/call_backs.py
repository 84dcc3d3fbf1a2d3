"""回访: what was tried since the last reply, for many tickets at once, and what may be tried now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.domain.words import ClockKind
from models.tables.callers import Caller
from models.tables.clocks import TicketClock
from models.tables.tickets import CallBack, Ticket

# The call-back clock begins with the reply: an older try says nothing about this answer.
_SINCE_REPLY = (
    TicketClock.ticket_id == CallBack.ticket_id,
    TicketClock.kind == ClockKind.CALL_BACK,
    TicketClock.stopped_at.is_(None),
    CallBack.at >= TicketClock.started_at,
)


def missed_since(since: datetime) -> ColumnElement[bool]:
    """Over `Ticket`: a try since then reached nobody."""
    missed = select(CallBack.id).join(TicketClock, TicketClock.ticket_id == CallBack.ticket_id)
    where = CallBack.ticket_id == Ticket.id, CallBack.at >= since, ~CallBack.reached
    return missed.where(*where, *_SINCE_REPLY).correlate(Ticket).exists()


def since_reply(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[CallBack]]:
    """ticket id -> its tries since the reply, oldest first."""
    query = (
        select(CallBack)
        .join(TicketClock, TicketClock.ticket_id == CallBack.ticket_id)
        .where(CallBack.ticket_id.in_(ticket_ids), *_SINCE_REPLY)
    )
    found: dict[int, list[CallBack]] = {}
    for one in session.scalars(query.order_by(CallBack.id)):
        found.setdefault(one.ticket_id, []).append(one)
    return found


def with_phone(session: Session, ticket_ids: Sequence[int]) -> set[int]:
    """Those of the tickets whose caller left a number."""
    left = Caller.ticket_id.in_(ticket_ids), Caller.phone_sealed.is_not(None)
    return {int(found) for found in session.scalars(select(Caller.ticket_id).where(*left)) if found}
