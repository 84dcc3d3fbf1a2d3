"""A draft rehearsed on the open tickets of the last 30 days, before it comes into force."""

from __future__ import annotations

from datetime import timedelta

from models.domain.policy import Policy
from models.domain.rehearse_policy import OpenClock, Rehearsal, rehearse_policy
from models.domain.words import ClockKind, DemandType, Urgency
from models.queries import clocks_running
from models.services.act import Act

LOOK_BACK = timedelta(days=30)
MAX_CLOCKS = 20_000  # a page must answer; more open clocks than this change nothing in the picture


def rehearse_draft(act: Act, draft: Policy) -> Rehearsal:
    """What would have been different."""
    rows = clocks_running.of_open_tickets(act.session, act.person, act.now - LOOK_BACK, MAX_CLOCKS)
    clocks = [
        OpenClock(
            ticket.number,
            ClockKind(clock.kind),
            Urgency(ticket.urgency),
            DemandType(ticket.demand_type) if ticket.demand_type else None,
            clock.started_at,
        )
        for ticket, clock in rows
    ]
    return rehearse_policy(clocks, act.policy, draft, act.now)
