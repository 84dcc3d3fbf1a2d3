"""A draft rehearsed on the tickets of the last 30 days, before it comes into force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from models.domain.allowances import Standstill
from models.domain.policy import Policy
from models.domain.rehearse_policy import OpenClock, Rehearsal, rehearse_policy
from models.domain.rehearse_routing import Labelled, Rerouted, rerouted
from models.domain.words import ClockKind, DemandType, Difficulty, Urgency
from models.queries import clocks_running, directory
from models.services.act import Act
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket

LOOK_BACK = timedelta(days=30)
MAX_CLOCKS = 20_000  # a page must answer; more open clocks than this change nothing in the picture


@dataclass(frozen=True, slots=True)
class DraftRehearsal:
    """What would have been different: clocks of open tickets, and the ways of all."""

    clocks: Rehearsal
    tickets: int
    rerouted: tuple[Rerouted, ...]


def rehearse_draft(act: Act, draft: Policy) -> DraftRehearsal:
    """Open clocks under both versions, and where the tickets of these days would have gone."""
    since = act.now - LOOK_BACK
    rows = clocks_running.of_open_tickets(act.session, act.person, since, MAX_CLOCKS)
    labelled = _labelled(act)
    return DraftRehearsal(
        rehearse_policy(_clocks(act, draft, rows), act.policy, draft, act.now),
        len(labelled),
        rerouted(labelled, act.policy, draft),
    )


def _clocks(act: Act, draft: Policy, rows: Sequence[Row[Ticket, TicketClock]]) -> list[OpenClock]:
    finishing = {ticket.id for ticket, clock in rows if clock.kind == ClockKind.FINISH}
    pauses = clocks_running.ended_pauses(act.session, finishing)
    extensions = clocks_running.granted_extensions(act.session, finishing)
    units = _units(act, draft, {ticket.unit_id for ticket, _ in rows})
    return [
        OpenClock(
            ticket.number,
            ClockKind(clock.kind),
            Urgency(ticket.urgency),
            DemandType(ticket.demand_type) if ticket.demand_type else None,
            clock.started_at,
            units.get(ticket.unit_id, ()),
            _standstills(clock, pauses.get(ticket.id, ())),
            _extension(clock, extensions.get(ticket.id)),
            Difficulty(ticket.difficulty) if ticket.difficulty else None,
        )
        for ticket, clock in rows
    ]


def _units(act: Act, draft: Policy, unit_ids: set[int]) -> dict[int, tuple[str, ...]]:
    """Codes upward, only where some office differs at all."""
    if not (act.policy.unit_calendars or draft.unit_calendars):
        return {}
    return {one: tuple(directory.codes_above(act.session, one)) for one in unit_ids}


def _standstills(clock: TicketClock, pauses: Sequence[Any]) -> tuple[Standstill, ...]:
    if clock.kind != ClockKind.FINISH:
        return ()
    return tuple(
        Standstill(one.began_at, one.ended_at) for one in pauses if one.began_at >= clock.started_at
    )


def _extension(clock: TicketClock, asked: Any) -> int:
    counts = clock.kind == ClockKind.FINISH and asked and asked.asked_at >= clock.started_at
    return int(asked.days) if counts else 0


def _labelled(act: Act) -> list[Labelled]:
    rows = clocks_running.labels_since(act.session, act.person, act.now - LOOK_BACK, MAX_CLOCKS)
    return [
        Labelled(
            row.number,
            row.category,
            Urgency(row.urgency),
            DemandType(row.demand_type) if row.demand_type else None,
            row.persons,
        )
        for row in rows
    ]
