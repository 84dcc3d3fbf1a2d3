"""Proves afterwards that nothing was lost, doubled, early or out of order: plain SQL over the tables, no service asked.

`python -m bench.checker postgresql://...` prints every fault; the exit status is 1 if there is one. Only the rules
(tables of moves and clocks, the formula of the chain) are taken from models.domain: they are what is checked against.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row

from models.domain.chain import Link, link_hash
from models.domain.ticket import CLOCKS_IN, MOVES, OPEN
from models.domain.words import Status

_SHOWN = 20
Row = Mapping[str, Any]

# One row for every fault; the sentence says what was promised and is not so.
_FAULTS: Mapping[str, str] = {
    "ticket without its one owner (department, unit and queue must agree)": """
        SELECT t.id FROM ticket t LEFT JOIN department d ON d.id = t.department_id
        WHERE d.id IS NULL OR d.unit_id <> t.unit_id OR d.queue <> t.queue""",
    "two running clocks of one kind": """
        SELECT ticket_id FROM ticket_clock WHERE stopped_at IS NULL
        GROUP BY ticket_id, kind, assist_id HAVING count(*) > 1""",
    "ended ticket with a running clock": """
        SELECT t.id FROM ticket t JOIN ticket_clock c ON c.ticket_id = t.id
        WHERE c.stopped_at IS NULL AND t.status <> ALL(%(open)s)""",
    "clock that runs without its next rung": """
        SELECT c.id FROM ticket_clock c JOIN ticket t ON t.id = c.ticket_id
        WHERE c.stopped_at IS NULL AND t.status = ANY(%(open)s)
          AND (SELECT count(*) FROM step s WHERE s.clock_id = c.id AND s.cancelled_at IS NULL
               AND s.fired_at IS NULL) <> 1
          AND (SELECT count(*) FROM step s WHERE s.clock_id = c.id AND s.fired_at IS NOT NULL)
              < jsonb_array_length(c.plan)""",
    "rung that fired before it was due": "SELECT id FROM step WHERE fired_at < due_at",
    "rung that fired although it was cancelled":
        "SELECT id FROM step WHERE fired_at IS NOT NULL AND cancelled_at IS NOT NULL",
    "rung of a ladder that fired out of its order": """
        SELECT id FROM (SELECT id, position, row_number() OVER (PARTITION BY clock_id ORDER BY id) - 1 AS nth
                        FROM step WHERE fired_at IS NOT NULL) s WHERE position <> nth""",
    "rung that fired twice": """
        SELECT min(id) FROM step WHERE fired_at IS NOT NULL
        GROUP BY clock_id, position HAVING count(*) > 1""",
    "fired rung without exactly one event": """
        SELECT s.id FROM step s LEFT JOIN (
            SELECT codes->>'clock_id' AS clock, codes->>'step' AS code, (codes->>'due')::timestamptz AS due,
                   count(*) AS told
            FROM event WHERE kind = 'escalated' GROUP BY 1, 2, 3) e
          ON e.clock = s.clock_id::text AND e.code = s.code AND e.due = s.due_at
        WHERE (s.fired_at IS NOT NULL AND coalesce(e.told, 0) <> 1)
           OR (s.fired_at IS NULL AND coalesce(e.told, 0) <> 0)""",
    "event of a rung that there is not": """
        SELECT e.id FROM event e WHERE e.kind = 'escalated' AND NOT EXISTS (
            SELECT FROM step s WHERE s.clock_id = (e.codes->>'clock_id')::bigint AND s.code = e.codes->>'step'
              AND s.fired_at IS NOT NULL)""",
    "escalation of which nobody was told": """
        SELECT e.id FROM event e WHERE e.kind = 'escalated'
          AND NOT EXISTS (SELECT FROM notice n WHERE n.event_id = e.id)""",
    "unread ticket that nobody reads":
        "SELECT id FROM ticket WHERE status = 'received' AND triage_due_at IS NULL",
    "P1 that is not with an emergency department": """
        SELECT id FROM ticket WHERE urgency = 'P1' AND queue <> 'emergency' AND status = ANY(%(open)s)""",
    "one submission kept twice": """
        SELECT min(id) FROM ticket WHERE external_id IS NOT NULL
        GROUP BY source, external_id HAVING count(*) > 1""",
}  # fmt: skip

_LATE: Mapping[str, str] = {
    "rung still waiting, long after it was due": """
        SELECT id FROM step WHERE fired_at IS NULL AND cancelled_at IS NULL
          AND due_at < clock_timestamp() - make_interval(secs => %(grace)s)""",
    "text still unread, long after it was kept": """
        SELECT id FROM ticket WHERE triage_due_at < clock_timestamp() - make_interval(secs => %(grace)s)""",
    "notice still unsent, long after it was due": """
        SELECT id FROM notice WHERE sent_at IS NULL AND failed_at IS NULL
          AND due_at < clock_timestamp() - make_interval(secs => %(grace)s)""",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What was acknowledged to callers (numbers of 201), and how late the hands may be when it is quiet."""

    acknowledged: Collection[str] = ()
    grace_seconds: float = 60.0


@dataclass
class _Trail:
    """What the events of one ticket said so far."""

    status: str | None = None
    hash: bytes = b""
    seq: int = 0
    faults: list[str] = field(default_factory=list)


def faults(url: str, asked: Asked = Asked()) -> list[str]:
    """Every broken promise as a sentence; the empty list is the proof. Reads one moment (repeatable read)."""
    with psycopg.connect(plain(url), row_factory=dict_row) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        found = list(_lost(connection, asked.acknowledged))
        parameters = {"open": sorted(OPEN), "grace": asked.grace_seconds}
        for promise, query in {**_FAULTS, **_LATE}.items():
            rows = connection.execute(query, parameters).fetchall()
            found += [f"{promise}: {next(iter(row.values()))}" for row in rows]
        found += _missing_clocks(connection)
        found += _trails(connection)
    return found


def fired_early(url: str) -> int:
    """Rungs that have fired although the database's clock has not reached them: looked at while it happens,
    because afterwards every time is past."""
    with psycopg.connect(plain(url)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM step WHERE fired_at IS NOT NULL AND due_at > clock_timestamp()"
        ).fetchone()
    assert row is not None, "count gives a row"
    return int(row[0])


def plain(url: str) -> str:
    """The address as psycopg knows it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _lost(connection: psycopg.Connection[Row], acknowledged: Collection[str]) -> Iterator[str]:
    numbers = list(acknowledged)
    known = connection.execute("SELECT number FROM ticket WHERE number = ANY(%s)", [numbers])
    there = {row["number"] for row in known}
    for number in numbers:
        if number not in there:
            yield f"201 without its ticket: {number}"
    if len(set(numbers)) != len(numbers):
        yield f"two submissions got one number: {len(numbers) - len(set(numbers))}"


def _missing_clocks(connection: psycopg.Connection[Row]) -> Iterator[str]:
    rows = connection.execute(
        """SELECT t.id, t.status, coalesce(array_agg(c.kind) FILTER (WHERE c.id IS NOT NULL), '{}') AS running
           FROM ticket t LEFT JOIN ticket_clock c ON c.ticket_id = t.id AND c.stopped_at IS NULL
           WHERE t.status = ANY(%s) GROUP BY t.id, t.status""",
        [sorted(OPEN)],
    )
    for row in rows:
        missing = {str(kind) for kind in CLOCKS_IN[Status(row["status"])]} - set(row["running"])
        if missing:
            yield f"ticket {row['id']} ({row['status']}) without its clocks: {sorted(missing)}"


def _trails(connection: psycopg.Connection[Row]) -> Iterator[str]:
    """Numbered without a gap, chained without a break, every change of status one that the table of moves
    knows, and the last of them what the ticket says."""
    legal = {(str(s), str(rule.to)) for rule in MOVES.values() if rule.to for s in rule.sources}
    trails: dict[int, _Trail] = {}
    with connection.cursor(name="events") as cursor:
        cursor.itersize = 5000
        for row in cursor.execute("SELECT * FROM event ORDER BY ticket_id, seq"):
            _follow(trails.setdefault(row["ticket_id"], _Trail()), row, legal)
    heads = connection.execute("SELECT id, status, event_seq, event_hash FROM ticket")
    for head in heads:
        trail = trails.pop(head["id"], _Trail())
        yield from trail.faults
        if trail.status != head["status"]:
            yield f"ticket {head['id']} is {head['status']}, its events say {trail.status}"
        if (trail.seq, trail.hash) != (head["event_seq"], bytes(head["event_hash"])):
            yield f"ticket {head['id']} has another head than its events"
    yield from (f"events of ticket {ticket_id}, which is not there" for ticket_id in trails)


def _follow(trail: _Trail, row: Row, legal: Collection[tuple[str, str]]) -> None:
    where = f"ticket {row['ticket_id']} event {row['seq']} ({row['kind']})"
    if row["seq"] != trail.seq + 1:
        trail.faults.append(f"{where}: gap after {trail.seq}")
    names = Link.__dataclass_fields__
    hashed = link_hash(trail.hash, Link(**{name: row[name] for name in names}))
    if hashed != bytes(row["hash"]) or trail.hash != bytes(row["previous_hash"]):
        trail.faults.append(f"{where}: the chain is broken")
    trail.seq, trail.hash = row["seq"], bytes(row["hash"])
    before, after = row["from_status"], row["to_status"]
    if after is None:
        return
    if before != trail.status and not _by_emergency(row["kind"], trail.status):
        trail.faults.append(f"{where}: from {before}, but it was {trail.status}")
    if before not in (after, None) and (before, after) not in legal:
        trail.faults.append(f"{where}: no move leads from {before} to {after}")
    trail.status = after


def _by_emergency(kind: str, status: str | None) -> bool:
    """A dispute or a pause does not hold up an emergency: it is transferred as from 办理中 (D6)."""
    return kind == "transferred" and status in ("return_requested", "in_consultation", "suspended")


def main(url: str) -> int:
    """Print what is broken."""
    found = faults(url)
    for fault in found[:_SHOWN]:
        print(fault)
    print(f"{len(found)} faults" if found else "every promise kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
