"""归档: read-only from now on, once nobody may reopen it any more (domain.md 3.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from models.domain.errors import LimitPassed
from models.domain.permissions import SYSTEM
from models.domain.ticket import MOVES, REOPEN_DAYS
from models.domain.words import Move, Status
from models.queries import audit
from models.services.act import Act
from models.services.move import make, take
from models.tables.tickets import Ticket


def archive(act: Act, number: str) -> Ticket:
    """By hand; never while the caller could still bring new facts."""
    ticket = take(act, number, Move.ARCHIVE)
    if not _is_over(act, ticket):
        raise LimitPassed(
            f"工单 {number} 办结未满 {REOPEN_DAYS} 天，来电人还可补充新情况，期满后再归档。"
        )
    make(act, ticket, Move.ARCHIVE)
    return ticket


def archive_by_itself(act: Act, ticket_id: int) -> bool:
    """By the program; False if it is not an ended ticket any more, or not long enough."""
    ticket = audit.lock_ticket(act.session, ticket_id)
    if Status(ticket.status) not in MOVES[Move.ARCHIVE].sources or not _is_over(act, ticket):
        return False
    make(replace(act, person=SYSTEM), ticket, Move.ARCHIVE)
    return True


def ended_before(now: datetime) -> datetime:
    """Tickets that ended before this may be archived."""
    return now - timedelta(days=REOPEN_DAYS)


def _is_over(act: Act, ticket: Ticket) -> bool:
    return (ticket.closed_at or ticket.received_at) < ended_before(act.now)
