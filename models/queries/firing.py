"""Rungs that fire, a batch with one statement per table. A ticket's lock is what makes its rungs somebody's."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

_LOCK_DUE = text(
    """SELECT t.id FROM step s JOIN ticket t ON t.id = s.ticket_id
       WHERE s.fired_at IS NULL AND s.cancelled_at IS NULL AND s.due_at <= :now
         AND s.id <> ALL(CAST(:but_for AS bigint[]))
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
         AND s.cancelled_at IS NULL AND s.due_at <= :now AND s.id <> ALL(CAST(:but_for AS bigint[]))
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
    """UPDATE ticket t SET event_seq = n.seq, event_hash = n.hash, version = t.version + n.more,
              escalation_level = n.level
       FROM unnest(CAST(:id AS bigint[]), CAST(:seq AS bigint[]), CAST(:hash AS bytea[]),
                   CAST(:more AS bigint[]), CAST(:level AS bigint[])) AS n (id, seq, hash, more, level)
       WHERE t.id = n.id"""
)
_EVENTS = text(
    """INSERT INTO event (ticket_id, seq, kind, at, actor_id, from_status, to_status, codes, previous_hash, hash)
       SELECT n.ticket_id, n.seq, 'escalated', :now, :actor, n.status, n.status, n.codes, n.previous, n.hash
       FROM unnest(CAST(:ticket_id AS bigint[]), CAST(:seq AS bigint[]), CAST(:status AS text[]),
                   CAST(:codes AS jsonb[]), CAST(:previous AS bytea[]), CAST(:hash AS bytea[]))
            AS n (ticket_id, seq, status, codes, previous, hash)
       RETURNING ticket_id, seq, id"""
)
_STEPS = text(
    """INSERT INTO step (clock_id, ticket_id, position, code, level, due_at, fired_at)
       SELECT * FROM unnest(CAST(:clock_id AS bigint[]), CAST(:ticket_id AS bigint[]),
                            CAST(:position AS bigint[]), CAST(:code AS text[]), CAST(:level AS bigint[]),
                            CAST(:due_at AS timestamptz[]), CAST(:fired_at AS timestamptz[]))"""
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


def lock_due_tickets(
    session: Session, now: datetime, limit: int, but_for: Collection[int] = ()
) -> list[int]:
    """Tickets of the rungs that are due longest, locked; whoever holds one already keeps it."""
    found = session.execute(_LOCK_DUE, {"now": now, "limit": limit, "but_for": list(but_for)})
    return list(dict.fromkeys(found.scalars()))


def lock_tickets_of(session: Session, steps: Collection[int]) -> list[int]:
    """Tickets of these rungs, locked; one in somebody's hands is left out."""
    return list(session.execute(_LOCK_OF_STEPS, {"steps": list(steps)}).scalars())


def due_rungs(
    session: Session, now: datetime, tickets: Sequence[int], but_for: Collection[int] = ()
) -> Sequence[Row[Any]]:
    """Every due rung of tickets that are locked, with clock and ticket, in order of time."""
    if not tickets:
        return []
    asked = {"tickets": list(tickets), "now": now, "but_for": list(but_for)}
    return session.execute(_DUE, asked).all()


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
    session.execute(
        _HEADS,
        {
            "id": [head.id for head in heads],
            "seq": [head.seq for head in heads],
            "hash": [head.hash for head in heads],
            "more": [head.more for head in heads],
            "level": [head.level for head in heads],
        },
    )


def add_events(
    session: Session, events: Sequence[NewEvent], now: datetime, actor: int | None
) -> dict[tuple[int, int], int]:
    """(ticket, seq) -> id of each event."""
    rows = session.execute(
        _EVENTS,
        {
            "now": now,
            "actor": actor,
            "ticket_id": [event.ticket_id for event in events],
            "seq": [event.seq for event in events],
            "status": [event.status for event in events],
            "codes": [json.dumps(event.codes) for event in events],
            "previous": [event.previous for event in events],
            "hash": [event.hash for event in events],
        },
    )
    return {(row[0], row[1]): row[2] for row in rows}


def add_steps(session: Session, steps: Sequence[NewStep]) -> None:
    """The next rungs."""
    names = ("clock_id", "ticket_id", "position", "code", "level", "due_at", "fired_at")
    session.execute(_STEPS, {name: [getattr(step, name) for step in steps] for name in names})
