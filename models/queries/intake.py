"""Writes a whole plea with one statement: four separate INSERTs reach less than half the rate (design.md 7)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, LiteralString

from models.direct import Driver
from models.domain.chain import Link
from models.domain.words import Queue


@dataclass(slots=True)
class NewTicket:
    """The row of a ticket that begins, column by column. Plain: the session's own object costs ten times as much."""

    id: int
    number: str
    status: str
    urgency: str
    demand_type: str | None
    category: str | None
    queue: str
    unit_id: int
    department_id: int
    receiving_unit_id: int
    logged_by: int | None
    channel: str
    source: str | None
    external_id: str | None
    text: str
    employer: str | None
    credit_code: str | None
    region_code: str | None
    persons: int | None
    confidential: bool
    flags: list[str]
    co_handlers: list[str]
    set_by_person: list[str]
    occurred_at: datetime | None
    received_at: datetime
    triage_due_at: datetime
    version: int = 1
    event_seq: int = 0
    event_hash: bytes = b""

    @property
    def difficulty(self) -> None:
        """Nobody has marked what has only just come."""
        return None


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that one plea becomes. Clock rows are JSON-able; their first rung becomes the step."""

    ticket: NewTicket
    event: Link
    previous_hash: bytes
    clocks: Sequence[Mapping[str, Any]]
    caller: Mapping[str, Any] | None
    originals: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Desk:
    """A department that may take the plea in, on the way up from its place; with the new ticket's id."""

    ticket_id: int  # gaps are harmless
    place_known: bool  # whether a unit has exactly this region code
    department_id: int
    unit_id: int
    level: str
    staffed: bool


_DESKS: LiteralString = """
    WITH place AS MATERIALIZED (
        SELECT nextval('ticket_id_seq') AS ticket_id,
               EXISTS (SELECT FROM unit WHERE code = %(region_code)s) AS known,
               coalesce(
                   (SELECT id FROM unit WHERE code = ANY(cast(%(codes)s AS text[]))
                    ORDER BY array_position(cast(%(codes)s AS text[]), code::text) LIMIT 1),
                   %(fallback_unit_id)s) AS unit_id
    )
    SELECT place.ticket_id, place.known, department.id, department.unit_id, unit.level,
           EXISTS (SELECT FROM app_user
                   WHERE app_user.department_id = department.id AND app_user.active)
    FROM place
    JOIN unit_above ON unit_above.unit_id = place.unit_id
    JOIN department ON department.unit_id = unit_above.above_id AND department.queue = %(queue)s
    JOIN unit ON unit.id = department.unit_id AND unit.active
    ORDER BY unit_above.distance
    """


def desks(
    driver: Driver, region_code: str | None, codes: Sequence[str], unit_id: int, queue: Queue
) -> list[Desk]:
    """One question for all that a new ticket needs to know: its id, and the departments of `queue` at the unit
    of the first of these codes and above it, nearest first. Without such a unit: of `unit_id`."""
    found = driver.rows(
        _DESKS,
        {
            "region_code": region_code,
            "codes": list(codes),
            "fallback_unit_id": unit_id,
            "queue": str(queue),
        },
    )
    return [Desk(*row) for row in found]


_TICKET_COLUMNS = [column.name for column in fields(NewTicket)]
_JSON = {"flags", "co_handlers", "set_by_person"}
_ZERO = ["triage_attempts", "dispatches", "reworks", "chases", "escalation_level"]

_KEEP: LiteralString = f"""
    WITH kept AS (
        INSERT INTO ticket ({", ".join(_TICKET_COLUMNS)}, {", ".join(_ZERO)}, return_closed)
        VALUES ({", ".join(f"%({c})s{'::jsonb' if c in _JSON else ''}" for c in _TICKET_COLUMNS)},
                {", ".join("0" for _ in _ZERO)}, false)
        RETURNING id
    ), written AS (
        INSERT INTO event (ticket_id, seq, kind, at, actor_id, from_status, to_status, codes,
                           previous_hash, hash)
        SELECT id, %(seq)s, %(kind)s, %(at)s, %(actor_id)s, NULL, %(to_status)s,
               cast(%(codes)s AS jsonb), %(previous_hash)s, %(hash)s
        FROM kept
    ), planned AS (
        SELECT * FROM jsonb_to_recordset(cast(%(clocks)s AS jsonb)) AS c(
            kind text, started_at timestamptz, due_at timestamptz, estimated boolean,
            policy_id text, plan jsonb)
    ), clocks AS (
        INSERT INTO ticket_clock (ticket_id, kind, started_at, due_at, estimated, policy_id, plan)
        SELECT kept.id, planned.kind, started_at, due_at, estimated, policy_id, plan
        FROM kept, planned
        RETURNING id, ticket_id, plan
    ), steps AS (
        INSERT INTO step (clock_id, ticket_id, position, code, level, due_at)
        SELECT id, ticket_id, 0, plan->0->>'code', (plan->0->>'level')::bigint,
               (plan->0->>'due_at')::timestamptz
        FROM clocks WHERE jsonb_array_length(plan) > 0
    ), caller_row AS (
        INSERT INTO caller (ticket_id, name_sealed, phone_sealed, phone_index, tail_index,
                            phone_plausible, anonymous, created_at)
        SELECT id, %(name_sealed)s, %(phone_sealed)s, %(phone_index)s, %(tail_index)s,
               %(phone_plausible)s, %(anonymous)s, %(at)s
        FROM kept WHERE %(has_caller)s
    )
    INSERT INTO original (ticket_id, token, kind, value_sealed, value_index)
    SELECT kept.id, token, o.kind, decode(value_sealed, 'hex'), decode(value_index, 'hex')
    FROM kept, jsonb_to_recordset(cast(%(originals)s AS jsonb)) AS o(
        token text, kind text, value_sealed text, value_index text)
    """
_NO_CALLER = {
    "name_sealed": None,
    "phone_sealed": None,
    "phone_index": None,
    "tail_index": None,
    "phone_plausible": True,
    "anonymous": False,
}


def keep(driver: Driver, rows: Rows) -> None:
    """Insert ticket, first event, clocks with their first rungs, caller and originals."""
    ticket, event = rows.ticket, rows.event
    values: dict[str, Any] = {column: getattr(ticket, column) for column in _TICKET_COLUMNS}
    for column in _JSON:
        values[column] = json.dumps(values[column])
    values |= {
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at,
        "actor_id": event.actor_id,
        "to_status": event.to_status,
        "codes": json.dumps(dict(event.codes)),
        "previous_hash": rows.previous_hash,
        "hash": ticket.event_hash,
        "clocks": json.dumps(list(rows.clocks)),
        "has_caller": rows.caller is not None,
        "originals": json.dumps([_hexed(row) for row in rows.originals]),
    }
    values |= {key: (rows.caller or _NO_CALLER)[key] for key in _NO_CALLER}
    driver.rows(_KEEP, {key: _plain(value) for key, value in values.items()})


def _hexed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.hex() if isinstance(value, bytes) else value for key, value in row.items()}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value  # StrEnum -> str for the driver
