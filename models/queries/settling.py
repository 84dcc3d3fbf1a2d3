"""A batch of read tickets goes on: one statement per table. Their rows are locked, and nobody has touched them yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from models.domain.chain import Link
from models.queries.many import as_json, from_dicts
from models.tables.tickets import Ticket

_RUNNING = text(
    """SELECT id, ticket_id, kind, started_at FROM ticket_clock
       WHERE ticket_id = ANY(CAST(:tickets AS bigint[])) AND stopped_at IS NULL ORDER BY id"""
)
_TICKETS = text(
    """UPDATE ticket t SET status = n.status, urgency = n.urgency, demand_type = n.demand_type,
              category = n.category, queue = n.queue, unit_id = n.unit_id, department_id = n.department_id,
              accepted_by = n.accepted_by, accepted_at = n.accepted_at, persons = n.persons, confidential = n.confidential,
              flags = n.flags, co_handlers = n.co_handlers, verdict = n.verdict, triage_due_at = NULL,
              dispatched_at = n.dispatched_at, dispatches = n.dispatches, version = n.version,
              event_seq = n.event_seq, event_hash = decode(n.event_hash, 'hex')
       FROM jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (id bigint, status text, urgency text, demand_type text, category text, queue text, unit_id bigint,
                  department_id bigint, accepted_by bigint, accepted_at timestamptz, persons bigint,
                  confidential boolean, flags jsonb, co_handlers jsonb, verdict jsonb, dispatched_at timestamptz,
                  dispatches bigint, version bigint, event_seq bigint, event_hash text)
       WHERE t.id = n.id"""
)
_EVENTS = text(
    """INSERT INTO event (ticket_id, seq, kind, at, actor_id, from_status, to_status, codes, previous_hash, hash)
       SELECT n.ticket_id, n.seq, n.kind, n.at, n.actor_id, n.from_status, n.to_status, n.codes,
              decode(n.previous, 'hex'), decode(n.hash, 'hex')
       FROM jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (ticket_id bigint, seq bigint, kind text, at timestamptz, actor_id bigint, from_status text,
                  to_status text, codes jsonb, previous text, hash text)
       RETURNING ticket_id, seq, id"""
)
_STOP_CLOCKS = text(
    """UPDATE ticket_clock c SET stopped_at = :now, stop_reason = n.reason
       FROM unnest(CAST(:id AS bigint[]), CAST(:reason AS text[])) AS n (id, reason) WHERE c.id = n.id"""
)
_CANCEL_STEPS = text(
    """UPDATE step SET cancelled_at = :now WHERE clock_id = ANY(CAST(:clocks AS bigint[]))
         AND fired_at IS NULL AND cancelled_at IS NULL"""
)
_CLOCKS = text(
    """INSERT INTO ticket_clock (ticket_id, kind, started_at, due_at, estimated, stopped_at, stop_reason, policy_id,
                                 plan)
       SELECT n.ticket_id, n.kind, n.started_at, n.due_at, n.estimated, n.stopped_at, n.reason, :policy, n.plan
       FROM jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (ticket_id bigint, kind text, started_at timestamptz, due_at timestamptz, estimated boolean,
                  stopped_at timestamptz, reason text, plan jsonb)
       RETURNING ticket_id, kind, id"""
)
_STEPS = text(
    """INSERT INTO step (clock_id, ticket_id, position, code, level, due_at, cancelled_at)
       SELECT n.clock_id, n.ticket_id, 0, n.code, n.level, n.due_at, n.cancelled_at
       FROM jsonb_to_recordset(CAST(:rows AS jsonb))
            AS n (clock_id bigint, ticket_id bigint, code text, level bigint, due_at timestamptz,
                  cancelled_at timestamptz)"""
)
_NO_PART = text(
    """DELETE FROM party p USING unnest(CAST(:ticket_id AS bigint[]), CAST(:department_id AS bigint[]))
            AS n (ticket_id, department_id)
       WHERE p.ticket_id = n.ticket_id AND p.department_id = n.department_id"""
)
_PARTIES = text(
    """INSERT INTO party (ticket_id, department_id, part, since)
       SELECT n.ticket_id, n.department_id, n.part, :now
       FROM unnest(CAST(:ticket_id AS bigint[]), CAST(:department_id AS bigint[]), CAST(:part AS text[]))
            AS n (ticket_id, department_id, part)
       ON CONFLICT (ticket_id, department_id) DO UPDATE SET part = excluded.part
       WHERE excluded.part = 'co_handler'"""
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event with its place in the chain."""

    link: Link
    previous: bytes
    hash: bytes


@dataclass(slots=True)
class Clock:
    """A clock that runs when the batch begins (`id`), or a new one (`plan`); `stopped` says why it ended."""

    ticket_id: int
    kind: str
    started_at: datetime
    id: int | None = None
    due_at: datetime | None = None
    estimated: bool = False
    plan: Sequence[Mapping[str, Any]] = ()
    stopped: str | None = None


def running(session: Session, tickets: Sequence[int]) -> Sequence[Row[Any]]:
    """(id, ticket_id, kind, started_at) of what runs for these tickets."""
    return session.execute(_RUNNING, {"tickets": list(tickets)}).all()


def write_tickets(session: Session, tickets: Sequence[Ticket]) -> None:
    """What reading and dispatching changes; the rows are not the session's any more."""
    names = (
        "id", "status", "urgency", "demand_type", "category", "queue", "unit_id", "department_id", "accepted_by",
        "accepted_at", "persons", "confidential", "flags", "co_handlers", "verdict", "dispatched_at", "dispatches",
        "version", "event_seq", "event_hash",
    )  # fmt: skip
    session.execute(_TICKETS, {"rows": as_json(tickets, names)})


def add_events(session: Session, events: Sequence[Sealed]) -> dict[tuple[int, int], int]:
    """(ticket, seq) -> id of each event."""
    names = ("ticket_id", "seq", "kind", "at", "actor_id", "from_status", "to_status", "codes")
    rows = from_dicts(
        {name: getattr(event.link, name) for name in names}
        | {"previous": event.previous, "hash": event.hash}
        for event in events
    )
    return {(row[0], row[1]): row[2] for row in session.execute(_EVENTS, {"rows": rows})}


def stop_clocks(session: Session, clocks: Sequence[Clock], now: datetime) -> None:
    """Clocks that ran, and the rungs that waited for them."""
    if clocks:
        ids, reasons = [clock.id for clock in clocks], [clock.stopped for clock in clocks]
        session.execute(_STOP_CLOCKS, {"now": now, "id": ids, "reason": reasons})
        session.execute(_CANCEL_STEPS, {"now": now, "clocks": ids})


def add_clocks(session: Session, clocks: Sequence[Clock], policy: str, now: datetime) -> None:
    """New clocks with their first rungs; one that ended within the batch is written as ended."""
    if not clocks:
        return
    names = ("ticket_id", "kind", "started_at", "due_at", "estimated", "plan")
    rows = from_dicts(
        {name: getattr(clock, name) for name in names}
        | {"reason": clock.stopped, "stopped_at": now if clock.stopped else None}
        for clock in clocks
    )
    kept = session.execute(_CLOCKS, {"policy": policy, "rows": rows})
    ids = {(row[0], row[1]): row[2] for row in kept}
    steps = from_dicts(
        {
            "clock_id": ids[(clock.ticket_id, clock.kind)],
            "ticket_id": clock.ticket_id,
            "code": clock.plan[0]["code"],
            "level": clock.plan[0]["level"],
            "due_at": clock.plan[0]["due_at"],
            "cancelled_at": now if clock.stopped else None,
        }
        for clock in clocks
        if clock.plan
    )
    session.execute(_STEPS, {"rows": steps})


def write_parties(
    session: Session,
    owners: Collection[tuple[int, int]],
    parts: Mapping[tuple[int, int], str],
    now: datetime,
) -> None:
    """(ticket, department): an owner needs no part beside; the others keep or get theirs."""
    if not owners:
        return
    session.execute(_NO_PART, _columns(owners))
    if parts:
        session.execute(_PARTIES, _columns(parts) | {"part": list(parts.values()), "now": now})


def _columns(pairs: Collection[tuple[int, int]]) -> dict[str, Any]:
    return {
        "ticket_id": [pair[0] for pair in pairs],
        "department_id": [pair[1] for pair in pairs],
    }
