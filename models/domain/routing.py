"""From labels to departments: the catalogue's row, then the overrides of domain.md 2.5. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.taxonomy import Taxonomy
from models.domain.words import DemandType, Level, Queue, Urgency

COLLECTIVE = 10  # persons: 长宁 plan, 海曙 system, representative rule of the arbitration law


@dataclass(frozen=True, slots=True)
class Route:
    """Who owns, who helps, how urgent, and the lowest level that may handle it."""

    queue: Queue
    co_handlers: tuple[Queue, ...]
    urgency: Urgency
    lowest_level: Level
    flags: tuple[str, ...]


def route(
    taxonomy: Taxonomy,
    category: str,
    *,
    urgency: Urgency,
    emergency: bool,
    persons: int | None,
    demand_type: DemandType | None = None,
) -> Route:
    """emergency <=> P1 <=> queue emergency, always. Ten persons make P2, with union and 人社 in it."""
    row = taxonomy.get(category)
    queues = [row.queue, *row.co_handlers]
    collective = (persons or 0) >= COLLECTIVE
    if emergency or urgency is Urgency.P1:
        queues, urgency = [Queue.EMERGENCY, *queues, Queue.UNION], Urgency.P1
    elif queues[0] is Queue.EMERGENCY:
        # A person lowered what the catalogue calls an emergency: a hazard, whose owner is the next
        # department; the emergency department stays beside it (design.md 2).
        queues = [*queues[1:], Queue.UNION, Queue.EMERGENCY]
    if collective:
        queues += [Queue.UNION, Queue.SOCIAL_SECURITY]
        urgency = min(urgency, Urgency.P2, key=lambda u: u.rank)
    owner, *helpers = dict.fromkeys(queues)
    return Route(
        queue=owner,
        co_handlers=tuple(helpers),
        urgency=urgency,
        lowest_level=Level.COUNTY if urgency is Urgency.P1 else row.lowest_level,
        flags=("collective",) if collective else (),
    )
