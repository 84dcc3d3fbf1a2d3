"""Counts that must be exact after whatever happened: nothing lost, nothing doubled, every chain whole."""

from __future__ import annotations

from sqlalchemy import func, select

from models.database import Sessions
from models.domain.words import Status
from models.services.seal import verify
from models.tables.clocks import Notice, Step
from models.tables.tickets import Ticket
from models.tables.trail import Event


def unread(sessions: Sessions) -> int:
    """Tickets that the reader still owes an answer."""
    with sessions() as session:
        query = select(func.count()).where(Ticket.triage_due_at.is_not(None))
        return session.execute(query).scalar_one()


def events_by_kind(sessions: Sessions, kind: str) -> list[int]:
    """Ticket ids, one for each event of this kind."""
    with sessions() as session:
        query = select(Event.ticket_id).where(Event.kind == kind)
        return sorted(session.scalars(query))


def assert_each_read_once(sessions: Sessions, tickets: int) -> None:
    """Every ticket was read and sent on exactly once, and its trail is whole."""
    with sessions() as session:
        everyone = sorted(session.scalars(select(Ticket.id)))
        waiting = select(func.count()).where(Ticket.status == Status.RECEIVED)
        assert session.execute(waiting).scalar_one() == 0
    assert len(everyone) == tickets
    assert events_by_kind(sessions, "triaged") == everyone
    assert_whole(sessions)


def assert_whole(sessions: Sessions) -> None:
    """Chains fit, and nobody was told the same thing twice."""
    with sessions() as session:
        assert list(verify(session)) == []
    with sessions() as session:
        told = select(Notice.event_id, Notice.user_id, Notice.channel)
        rows = session.execute(told).all()
        assert len(rows) == len(set(rows))


def pending_due(sessions: Sessions) -> int:
    """Rungs that are due and have not fired."""
    with sessions() as session:
        query = select(func.count()).where(
            Step.fired_at.is_(None),
            Step.cancelled_at.is_(None),
            Step.due_at <= func.clock_timestamp(),
        )
        return session.execute(query).scalar_one()
