"""What a verdict says about a ticket: its labels where nobody chose, and what is written down of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from models.domain.verdict import Verdict
from models.domain.words import DemandType, Status, Urgency
from models.services.act import Act
from models.services.dispatch import planned_route
from models.tables.tickets import Ticket


def is_plain(ticket: Ticket, verdict: Verdict) -> bool:
    """It goes on with its batch: an emergency that was dispatched at intake, or what nobody has sent anywhere yet."""
    if ticket.urgency == Urgency.P1:
        return True
    alarm = verdict.emergency and "urgency" not in ticket.set_by_person
    return ticket.status == Status.RECEIVED and ticket.dispatched_at is None and not alarm


def is_sure(ticket: Ticket, verdict: Verdict) -> bool:
    """Whether it may be dispatched without a person."""
    return not verdict.abstained or "category" in ticket.set_by_person


def label(act: Act, ticket: Ticket, verdict: Verdict) -> bool:
    """Labels that nobody chose. True if demand type or urgency, and with them the limits of its clocks, changed."""
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
        return False
    plan = planned_route(act, ticket)
    if "urgency" not in chosen:
        wanted = min(verdict.urgency, plan.urgency, key=lambda u: u.rank)
        # P1 is made by dispatch_emergency alone, together with its owner.
        ticket.urgency = Urgency.P2 if wanted is Urgency.P1 else wanted
    ticket.flags = sorted({*ticket.flags, *plan.flags})
    return before != (ticket.demand_type, ticket.urgency)


def triaged_codes(verdict: Verdict) -> dict[str, Any]:
    """What the event says."""
    return {
        "category": verdict.category,
        "confidence": round(verdict.confidence, 4),
        "abstained": verdict.abstained,
        "red_flags": sorted({flag.rule for flag in verdict.red_flags}),
        "bundle": verdict.bundle[:12],
    }


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as kept with the ticket; words of reasons are words of the tokenised text."""
    kept = asdict(verdict)
    kept["entities"] = {
        key: value for key, value in verdict.entities.items() if key in _KEPT_ENTITIES
    }
    return kept


_KEPT_ENTITIES = ("persons", "amount", "months", "employer", "place")


def _ordinary(demand: DemandType) -> DemandType:
    # Nobody but a person may say that a plea is invalid: an invalid ticket would be closed at the desk.
    return DemandType.CONSULT if demand is DemandType.INVALID else demand
