"""Fires due rungs of ladders: event, next rung and notices in the transaction that claimed the rung (exactly once)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row

from models.domain.ladder import Recipient
from models.domain.permissions import SYSTEM
from models.domain.ticket import OPEN
from models.domain.words import Status
from models.queries import due
from models.services import clocks, condense
from models.services.act import Act
from models.services.condense import Climbed, DueRung
from models.services.notices import Telling, tell_all
from models.services.recipients import Known, recipients
from models.services.trail import Happening, record
from models.tables.clocks import Step, TicketClock
from models.tables.tickets import Ticket

Claimed = Sequence[Row[Step, TicketClock, Ticket]]


def fire_due(act: Act, limit: int, but_for: Collection[int] = ()) -> int:
    """Fire up to `limit` rungs that are due at `act.now`; returns how many fired.

    `but_for` are ids of rungs that failed: they must not stop the others (workers/drain.py).
    """
    return _fire_claimed(act, due.claim_due_steps(act.session, act.now, limit, but_for), but_for)


def fire_one(act: Act, step_id: int) -> int:
    """Fire this rung if it is still due, and no other of its ticket; returns 1 if it fired."""
    return _fire_claimed(act, due.claim_due_step(act.session, act.now, step_id), None)


def _fire_claimed(act: Act, rows: Claimed, but_for: Collection[int] | None) -> int:
    system, known = replace(act, person=SYSTEM), Known()
    missed, on_time = 0, []
    for ticket, due_rungs in _by_ticket(rows):
        wanted = [rung for rung in due_rungs if _wanted(act, rung, ticket)]
        if but_for is not None and any(condense.is_late(act, ticket, rung) for rung in wanted):
            wanted = _with_siblings(act, ticket, wanted, but_for)
            climbed = _climb_all(system, ticket, wanted)
            condense.tell_once(system, ticket, climbed, known)
            missed += len(climbed)
        else:
            on_time += [(ticket, _climb(system, ticket, rung)) for rung in wanted]
    _tell_together(system, on_time, known)
    return missed + len(on_time)


def _tell_together(act: Act, climbed: Sequence[tuple[Ticket, Climbed]], known: Known) -> None:
    """One flush gives all events of the batch their ids, one statement keeps all its notices."""
    act.session.flush()
    tell_all(
        act,
        [
            Telling(ticket, one.event, recipients(act, ticket, one.named, known))
            for ticket, one in climbed
        ],
    )


def _by_ticket(rows: Claimed) -> list[tuple[Ticket, list[DueRung]]]:
    """Rungs of each ticket together, in the order in which they came."""
    grouped: dict[int, tuple[Ticket, list[DueRung]]] = {}
    for step, clock, ticket in rows:
        grouped.setdefault(ticket.id, (ticket, []))[1].append(DueRung(step, clock))
    return list(grouped.values())


def _wanted(act: Act, rung: DueRung, ticket: Ticket) -> bool:
    """A rung of a stopped clock or an ended ticket must not fire; stopping cancels it, this is the second lock."""
    if rung.clock.stopped_at is None and Status(ticket.status) in OPEN:
        return True
    rung.step.cancelled_at = act.now
    return False


def _with_siblings(
    act: Act, ticket: Ticket, wanted: list[DueRung], but_for: Collection[int]
) -> list[DueRung]:
    """After an outage every rung that the ticket missed comes together, so that people hear once."""
    known = {rung.step.id for rung in wanted} | set(but_for)
    siblings = due.claim_due_siblings(act.session, act.now, ticket.id, known)
    return wanted + [DueRung(step, clock) for step, clock in siblings]


def _climb_all(act: Act, ticket: Ticket, rungs: list[DueRung]) -> list[Climbed]:
    """Each clock up to where it would stand by now, in order of time; due times do not move."""
    climbed = []
    waiting = sorted(rungs, key=_order)
    while waiting:
        rung = waiting.pop(0)
        one = _climb(act, ticket, rung)
        climbed.append(one)
        if one.following is not None and one.following.due_at <= act.now:
            waiting = sorted([*waiting, DueRung(one.following, rung.clock)], key=_order)
    act.session.flush()
    return climbed


def _order(rung: DueRung) -> tuple[datetime, int]:
    return rung.step.due_at, rung.step.level


def _climb(act: Act, ticket: Ticket, rung: DueRung) -> Climbed:
    """Fire one rung: its event, and the next rung as a row."""
    step, clock = rung.step, rung.clock
    step.fired_at = act.now
    following = clocks.next_step(clock, step.position + 1)
    if following is not None:
        act.session.add(following)
    ticket.escalation_level = max(ticket.escalation_level, step.level)
    codes = {
        "clock": clock.kind,
        "clock_id": clock.id,
        "step": step.code,
        "level": step.level,
        "due": step.due_at.isoformat(),
        "clock_due": clock.due_at.isoformat(),
    }
    event = record(act, ticket, Happening("escalated", codes, ticket.status, ticket.status))
    named = tuple(Recipient(name) for name in clock.plan[step.position]["notify"])
    return Climbed(step, event, named, following)
