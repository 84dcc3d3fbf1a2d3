"""Rungs that fire, a batch with one statement per table. A ticket's lock is what makes its rungs somebody's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from models.queries.many import as_json

_LOCK_DUE = text(
    """SELECT t.id FROM step s JOIN ticket t ON t.id = s.ticket_id
       WHERE s.fired_at IS NULL AND s.cancelled_at IS NULL AND s.due_at <= :now
         AND (s.set_aside_until IS NULL OR s.set_aside_until <= :now)
       ORDER BY s.due_at LIMIT :limit FOR NO KEY UPDATE OF t SKIP LOCKED"""
)
_LOCK_OF_STEPS = text(
    """SELECT t.id FROM ticket t
       WHERE t.id IN (SELECT ticket_id FROM step WHERE id = ANY(CAST(:steps AS bigint[])))
       ORDER BY t.id FOR NO KEY UPDATE OF t SKIP LOCKED"""
)
# A statement of its own, after the lock: it sees what the holder before us has committed.
_DUE = text(
    """SELECT s.id, s.clock_id, s.ticket_id, s.position, s.code, s.level, s.due_at, c.kind,
              c.due_at AS clock_due_at, c.plan, c.stopped_at, t.status, t.urgency, t.unit_id,
              t.department_id, t.event_seq, t.event_hash, t.escalation_level
       FROM step s JOIN ticket_clock c ON c.id = s.clock_id JOIN ticket t ON t.id = s.ticket_id
       WHERE s.ticket_id = ANY(CAST(:tickets AS bigint[])) AND s.fired_at IS NULL
         AND s.cancelled_at IS NULL AND s.due_at <= :now
         AND (s.set_aside_until IS NULL OR s.set_aside_until <= :now)
       ORDER BY s.due_at, s.level, s.id"""
)
_FIRED = text(
    """UPDATE step SET fired_at = :now WHERE id = ANY(CAST(:ids AS bigint[]))
         AND fired_at IS NULL AND cancelled_at IS NULL RETURNING id"""
)
_CANCELLED = text(
    "UPDATE step SET cancelled_at = :now WHERE id = ANY(CAST(:ids AS bigint[])) AND fired_at IS NULL"
)
_HEADS = text(
    """UPDATE ticket t SET event_seq = n.seq, event_hash = decode(n.hash, 'hex'), version = t.version + n.more,
              escalation_level = n.level
       FROM jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (id bigint, seq bigint, hash text, more bigint, level bigint)
       WHERE t.id = n.id"""
)
_EVENTS = text(
    """INSERT INTO event (ticket_id, seq, kind, at, actor_id, from_status, to_status, codes, previous_hash, hash)
       SELECT n.ticket_id, n.seq, 'escalated', :now, :actor, n.status, n.status, n.codes,
              decode(n.previous, 'hex'), decode(n.hash, 'hex')
       FROM jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (ticket_id bigint, seq bigint, status text, codes jsonb, previous text, hash text)
       RETURNING ticket_id, seq, id"""
)
_STEPS = text(
    """INSERT INTO step (clock_id, ticket_id, position, code, level, due_at, fired_at)
       SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (clock_id bigint, ticket_id bigint, position bigint, code text, level bigint,
                  due_at timestamptz, fired_at timestamptz)"""
)


@dataclass(slots=True)
class Head:
    """Where a ticket's history and ladder stand; moves on with each event of the batch."""

    id: int
    status: str
    urgency: str
    unit_id: int
    department_id: int
    seq: int
    hash: bytes
    level: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An `escalated` event, sealed."""

    ticket_id: int
    seq: int
    status: str
    codes: Mapping[str, Any]
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class NewStep:
    """The next rung of a clock; `fired_at` where the outage was so long that it fires at once."""

    clock_id: int
    ticket_id: int
    position: int
    code: str
    level: int
    due_at: datetime
    fired_at: datetime | None = None


def lock_due_tickets(session: Session, now: datetime, limit: int) -> list[int]:
    """Tickets of the rungs that are due longest, locked; whoever holds one already keeps it."""
    found = session.execute(_LOCK_DUE, {"now": now, "limit": limit})
    return list(dict.fromkeys(found.scalars()))


def lock_tickets_of(session: Session, steps: Collection[int]) -> list[int]:
    """Tickets of these rungs, locked; one in somebody's hands is left out."""
    return list(session.execute(_LOCK_OF_STEPS, {"steps": list(steps)}).scalars())


def due_rungs(session: Session, now: datetime, tickets: Sequence[int]) -> Sequence[Row[Any]]:
    """Every due rung of tickets that are locked, with clock and ticket, in order of time."""
    if not tickets:
        return []
    return session.execute(_DUE, {"tickets": list(tickets), "now": now}).all()


def mark_fired(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Raises if one of them has fired or was cancelled: then the whole batch must not be written."""
    done = session.execute(_FIRED, {"ids": list(ids), "now": now}).all()
    if len(done) != len(ids):
        raise RuntimeError(f"{len(ids) - len(done)} rungs were not pending any more")


def mark_cancelled(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Rungs of stopped clocks and ended tickets."""
    session.execute(_CANCELLED, {"ids": list(ids), "now": now})


def move_heads(session: Session, heads: Sequence[Head]) -> None:
    """The tickets' chains and levels after the batch."""
    names = ("id", "seq", "hash", "more", "level")
    session.execute(_HEADS, {"rows": as_json(heads, names)})


def add_events(
    session: Session, events: Sequence[NewEvent], now: datetime, actor: int | None
) -> dict[tuple[int, int], int]:
    """(ticket, seq) -> id of each event."""
    names = ("ticket_id", "seq", "status", "codes", "previous", "hash")
    values = {"now": now, "actor": actor, "rows": as_json(events, names)}
    rows = session.execute(_EVENTS, values)
    return {(row[0], row[1]): row[2] for row in rows}


def add_steps(session: Session, steps: Sequence[NewStep]) -> None:
    """The next rungs."""
    names = ("clock_id", "ticket_id", "position", "code", "level", "due_at", "fired_at")
    session.execute(_STEPS, {"rows": as_json(steps, names)})
