"""Reads batches of untriaged tickets: claim, (classify outside), settle. What a person set is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from models.domain.permissions import SYSTEM
from models.domain.verdict import Verdict
from models.domain.words import DemandType, Move, Status, Urgency
from models.queries import due
from models.services import decisions, places
from models.services.act import Act
from models.services.dispatch import place_of, planned_route, send
from models.services.emergency import dispatch_emergency
from models.services.move import Outcome, make
from models.services.replan import replan
from models.services.trail import Happening, record
from models.tables.tickets import Ticket

LEASE = timedelta(seconds=15)  # a reader that dies gives its batch back after this
MAX_ATTEMPTS = 5  # a text on which the reader fails so often goes to a person


@dataclass(frozen=True, slots=True)
class Unread:
    """A ticket whose text waits for the reader."""

    ticket_id: int
    text: str
    attempts: int


def claim(act: Act, limit: int) -> list[Unread]:
    """Lease up to `limit` unread tickets; commit before reading them."""
    rows = due.claim_untriaged(act.session, act.now, LEASE, limit)
    return [Unread(row.id, row.text, row.triage_attempts) for row in rows]


def settle(act: Act, verdicts: Mapping[int, Verdict | None]) -> int:
    """Write the verdicts of a batch and send each ticket on; returns how many were still unread.

    None means that the reader failed on this text: it stays due, and after MAX_ATTEMPTS a person reads it.
    """
    system = replace(act, person=SYSTEM)
    waiting = due.lock_untriaged(act.session, list(verdicts))
    for ticket_id, ticket in waiting.items():
        verdict = verdicts[ticket_id]
        if verdict is not None:
            _apply(system, ticket, verdict)
        elif ticket.triage_attempts >= MAX_ATTEMPTS:
            _give_up(system, ticket)
    return len(waiting)


def _apply(act: Act, ticket: Ticket, verdict: Verdict) -> None:
    ticket.triage_due_at = None
    ticket.verdict = verdict_as_json(verdict)
    _fill(act, ticket, verdict)
    decisions.keep_operator_s(act, ticket)
    codes = {
        "category": verdict.category,
        "confidence": round(verdict.confidence, 4),
        "abstained": verdict.abstained,
        "red_flags": sorted({flag.rule for flag in verdict.red_flags}),
        "bundle": verdict.bundle[:12],
    }
    record(act, ticket, Happening("triaged", codes, ticket.status, ticket.status))
    if ticket.urgency == Urgency.P1:
        return  # dispatched at intake; the verdict only informs
    if verdict.emergency and "urgency" not in ticket.set_by_person:
        dispatch_emergency(act, ticket, verdict.red_flags)
    elif ticket.status == Status.RECEIVED:
        _send_on(act, ticket, verdict)


def _fill(act: Act, ticket: Ticket, verdict: Verdict) -> None:
    """Labels that nobody chose; clocks follow the demand type and urgency that now hold."""
    chosen = set(ticket.set_by_person)
    if ticket.category is None and "category" not in chosen:
        ticket.category = verdict.category
    before = (ticket.demand_type, ticket.urgency)
    if ticket.demand_type is None:
        ticket.demand_type = _ordinary(verdict.demand_type)
    if ticket.persons is None:
        persons = verdict.entities.get("persons")
        ticket.persons = persons if isinstance(persons, int) and persons > 0 else None
    category = act.policy.taxonomy.get(ticket.category or verdict.category)
    if category.confidential or ticket.demand_type == DemandType.REPORT:
        ticket.confidential = True
    if ticket.urgency == Urgency.P1:
        return
    plan = planned_route(act, ticket)
    if "urgency" not in chosen:
        wanted = min(verdict.urgency, plan.urgency, key=lambda u: u.rank)
        # P1 is made by dispatch_emergency alone, together with its owner.
        ticket.urgency = Urgency.P2 if wanted is Urgency.P1 else wanted
    ticket.flags = sorted({*ticket.flags, *plan.flags})
    if before != (ticket.demand_type, ticket.urgency):
        replan(act, ticket, from_receipt=True)


def _ordinary(demand: DemandType) -> DemandType:
    # Nobody but a person may say that a plea is invalid: an invalid ticket would be closed at the desk.
    return DemandType.CONSULT if demand is DemandType.INVALID else demand


def _send_on(act: Act, ticket: Ticket, verdict: Verdict) -> None:
    sure = not verdict.abstained or "category" in ticket.set_by_person
    if not sure:
        make(act, ticket, Move.REVIEW, Outcome({"why": "unsure"}))
        return
    plan = planned_route(act, ticket)
    ticket.co_handlers = [str(queue) for queue in plan.co_handlers]
    place = place_of(act, ticket)
    department = places.responsible(act, place, plan.queue, plan.lowest_level)
    send(act, ticket, Move.DISPATCH, department)


def _give_up(act: Act, ticket: Ticket) -> None:
    ticket.triage_due_at = None
    ticket.flags = sorted({*ticket.flags, "unreadable"})
    if ticket.status == Status.RECEIVED:
        make(act, ticket, Move.REVIEW, Outcome({"why": "reader_failed"}))


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as kept with the ticket; words of reasons are words of the tokenised text."""
    kept = asdict(verdict)
    kept["entities"] = {
        key: value for key, value in verdict.entities.items() if key in _KEPT_ENTITIES
    }
    return kept


_KEPT_ENTITIES = ("persons", "amount", "months", "employer", "place")
