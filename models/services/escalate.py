"""Fires due rungs of ladders: event, next rung and notices in the transaction that claimed the ticket (exactly once).

A batch is computed in memory and written with one statement per table. Who fires holds the ticket's lock, as whoever
stops a clock does: two workers never have rungs of one ticket at the same time, so nobody hears twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from models.domain.chain import Link, link_hash
from models.domain.ladder import Recipient
from models.domain.permissions import SYSTEM
from models.domain.ticket import OPEN
from models.domain.words import Status
from models.queries import firing
from models.queries.firing import Head, NewEvent, NewStep
from models.services import condense
from models.services.act import Act
from models.services.notices import Letter, tell_many
from models.services.recipients import Known


@dataclass(frozen=True, slots=True)
class DueRung:
    """A rung whose time has come. `step_id` is None for one that becomes a row only now."""

    step_id: int | None
    clock_id: int
    kind: str
    clock_due_at: datetime
    plan: Sequence[Mapping[str, Any]]
    position: int
    code: str
    level: int
    due_at: datetime


@dataclass
class Batch:
    """What will be written."""

    fired: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    events: list[NewEvent] = field(default_factory=list)
    steps: list[NewStep] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    hearings: list[condense.Hearing] = field(default_factory=list)


def fire_due(act: Act, limit: int) -> int:
    """Fire what is due on the tickets of the `limit` oldest rungs; returns how many rungs fired.

    Rungs that were set aside wait for their time: they must not stop the others (services/set_aside.py).
    """
    tickets = firing.lock_due_tickets(act.session, act.now, limit)
    return _fire(act, firing.due_rungs(act.session, act.now, tickets))


def fire_these(act: Act, step_ids: Collection[int]) -> int:
    """Fire those of these rungs that are still due; returns how many."""
    tickets = firing.lock_tickets_of(act.session, step_ids)
    rows = firing.due_rungs(act.session, act.now, tickets)
    return _fire(act, [row for row in rows if row.id in step_ids])


def _fire(act: Act, rows: Sequence[Row[Any]]) -> int:
    batch = Batch()
    for head, rungs in _by_ticket(rows):
        if head.status not in OPEN:
            batch.cancelled += [rung.step_id for rung, _ in rungs if rung.step_id is not None]
            continue
        wanted = [rung for rung, stopped in rungs if not stopped]
        batch.cancelled += [rung.step_id for rung, stopped in rungs if stopped and rung.step_id]
        if wanted:
            _climb_ticket(act, batch, head, wanted)
    _write(act, batch)
    return len(batch.events)


def _by_ticket(rows: Sequence[Row[Any]]) -> list[tuple[Head, list[tuple[DueRung, bool]]]]:
    """Rungs of each ticket together in order of time, each with whether its clock was stopped."""
    grouped: dict[int, tuple[Head, list[tuple[DueRung, bool]]]] = {}
    for row in rows:
        if row.ticket_id not in grouped:
            head = Head(
                row.ticket_id, row.status, row.urgency, row.unit_id, row.department_id,
                row.event_seq, bytes(row.event_hash), row.escalation_level,
            )  # fmt: skip
            grouped[row.ticket_id] = (head, [])
        rung = DueRung(
            row.id, row.clock_id, row.kind, row.clock_due_at.astimezone(UTC), row.plan, row.position,
            row.code, row.level, row.due_at.astimezone(UTC),
        )  # fmt: skip
        grouped[row.ticket_id][1].append((rung, row.stopped_at is not None))
    return list(grouped.values())


def _climb_ticket(act: Act, batch: Batch, head: Head, rungs: Sequence[DueRung]) -> None:
    """On time: each rung is told. Missed: each clock up to where it would stand by now, told once."""
    missed = any(condense.is_late(act.now, head.urgency, rung.due_at) for rung in rungs)
    waiting, climbed = list(rungs), []
    while waiting:
        rung = waiting.pop(0)
        climbed.append(_climb(act, batch, head, rung))
        following = _following(rung)
        if following is None:
            continue
        at_once = missed and following.due_at <= act.now
        batch.steps.append(_as_row(head, following, act.now if at_once else None))
        if at_once:
            waiting = sorted([*waiting, following], key=lambda one: (one.due_at, one.level))
    batch.heads.append(head)
    batch.hearings += condense.hearings(climbed, missed=missed)


def _climb(act: Act, batch: Batch, head: Head, rung: DueRung) -> condense.Climbed:
    """One rung: its event, sealed into the ticket's chain."""
    named = tuple(Recipient(name) for name in rung.plan[rung.position]["notify"])
    codes = {
        "clock": rung.kind,
        "clock_id": rung.clock_id,
        "step": rung.code,
        "level": rung.level,
        "due": rung.due_at.isoformat(),
        "clock_due": rung.clock_due_at.isoformat(),
    }
    seq, status = head.seq + 1, Status(head.status)
    link = Link(head.id, seq, "escalated", act.now, SYSTEM.user_id, status, status, codes)
    event = NewEvent(head.id, seq, head.status, codes, head.hash, link_hash(head.hash, link))
    head.seq, head.hash, head.more = seq, event.hash, head.more + 1
    head.level = max(head.level, rung.level)
    batch.events.append(event)
    if rung.step_id is not None:
        batch.fired.append(rung.step_id)
    return condense.Climbed(head, seq, rung.level, rung.due_at, named)


def _following(rung: DueRung) -> DueRung | None:
    position = rung.position + 1
    if position >= len(rung.plan):
        return None
    planned = rung.plan[position]
    due_at = datetime.fromisoformat(planned["due_at"])
    return DueRung(
        None, rung.clock_id, rung.kind, rung.clock_due_at, rung.plan, position,
        planned["code"], planned["level"], due_at,
    )  # fmt: skip


def _as_row(head: Head, rung: DueRung, fired_at: datetime | None) -> NewStep:
    return NewStep(
        rung.clock_id, head.id, rung.position, rung.code, rung.level, rung.due_at, fired_at
    )


def _write(act: Act, batch: Batch) -> None:
    if batch.cancelled:
        firing.mark_cancelled(act.session, batch.cancelled, act.now)
    if not batch.events:
        return
    firing.mark_fired(act.session, batch.fired, act.now)
    firing.move_heads(act.session, batch.heads)
    ids = firing.add_events(act.session, batch.events, act.now, SYSTEM.user_id)
    if batch.steps:
        firing.add_steps(act.session, batch.steps)
    known = Known(act)
    known.prepare([(one.head, one.named) for one in batch.hearings])
    outages = condense.Outages(act, [one.missed_from for one in batch.hearings if one.missed_from])
    tell_many(
        act,
        [
            Letter(
                ticket_id=one.head.id,
                unit_id=one.head.unit_id,
                urgency=one.head.urgency,
                kind="escalated",
                event_id=ids[(one.head.id, one.seq)],
                people=known.people(one.head, one.named),
                missed=outages.span(one.missed_from, one.rungs) if one.missed_from else None,
            )
            for one in batch.hearings
        ],
    )
