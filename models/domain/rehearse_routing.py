"""Which tickets a draft's catalogue would have sent elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.domain.policy import Policy
from models.domain.routing import Route, route
from models.domain.words import DemandType, Urgency


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels that decide a ticket's way."""

    number: str
    category: str
    urgency: Urgency
    demand_type: DemandType | None
    persons: int | None


@dataclass(frozen=True, slots=True)
class Rerouted:
    """A ticket with its way under both versions."""

    ticket: Labelled
    before: Route
    after: Route


def rerouted(tickets: Iterable[Labelled], current: Policy, draft: Policy) -> tuple[Rerouted, ...]:
    """Tickets whose owner, helpers or lowest level would differ; people's own choices of a unit are left out."""
    if current.taxonomy == draft.taxonomy:
        return ()
    both = (Rerouted(one, _way(one, current), _way(one, draft)) for one in tickets)
    return tuple(one for one in both if _goes(one.before) != _goes(one.after))


def _way(ticket: Labelled, policy: Policy) -> Route:
    return route(
        policy.taxonomy,
        ticket.category,
        urgency=ticket.urgency,
        emergency=ticket.urgency is Urgency.P1,
        persons=ticket.persons,
        demand_type=ticket.demand_type,
    )


def _goes(way: Route) -> tuple[object, ...]:
    return way.queue, frozenset(way.co_handlers), way.lowest_level
