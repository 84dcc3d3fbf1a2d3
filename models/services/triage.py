"""Reads batches of untriaged tickets: claim, (classify outside), settle. What a person set is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from models.domain.permissions import SYSTEM
from models.domain.verdict import Verdict
from models.domain.words import Move, Status, Urgency
from models.queries import due
from models.services import decisions, places
from models.services.act import Act
from models.services.dispatch import place_of, planned_route, send
from models.services.emergency import dispatch_emergency
from models.services.move import Outcome, make
from models.services.reading import is_plain, is_sure, label, triaged_codes, verdict_as_json
from models.services.replan import replan
from models.services.together import Together
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
    together = Together(system)
    for ticket_id, ticket in waiting.items():
        verdict = verdicts[ticket_id]
        if verdict is not None and is_plain(ticket, verdict):
            together.add(ticket, verdict)
        elif verdict is not None:
            settle_alone(system, ticket, verdict)
        elif ticket.triage_attempts >= MAX_ATTEMPTS:
            _give_up(system, ticket)
    together.write()
    return len(waiting)


def settle_alone(act: Act, ticket: Ticket, verdict: Verdict) -> None:
    """One by itself, by the verbs that people use too."""
    ticket.triage_due_at = None
    ticket.verdict = verdict_as_json(verdict)
    if label(act, ticket, verdict):
        replan(act, ticket, from_receipt=True)
    decisions.keep_operator_s(act, ticket)
    said = triaged_codes(verdict)
    record(act, ticket, Happening("triaged", said, ticket.status, ticket.status))
    if ticket.urgency == Urgency.P1:
        return  # dispatched at intake; the verdict only informs
    if verdict.emergency and "urgency" not in ticket.set_by_person:
        dispatch_emergency(act, ticket, verdict.red_flags)
    elif ticket.status == Status.RECEIVED:
        _send_on(act, ticket, verdict)


def _send_on(act: Act, ticket: Ticket, verdict: Verdict) -> None:
    if not is_sure(ticket, verdict):
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
