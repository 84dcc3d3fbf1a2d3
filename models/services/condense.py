"""After an outage: one notice per person and ticket at the highest level reached, marked with the outage's span.

Emergencies are told singly. Every rung that was missed has its own event all the same, and due times never
move (peers.md 4 item 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.domain.ladder import Recipient
from models.domain.words import Urgency
from models.queries import notices
from models.queries.firing import Head
from models.services.act import Act
from models.services.notices import Missed

LATE = timedelta(minutes=5)  # a busy minute is no outage


@dataclass(frozen=True, slots=True)
class Climbed:
    """A rung that fired: its event's place in the ticket's history, and whom it names."""

    head: Head
    seq: int
    level: int
    due_at: datetime
    named: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who is to hear of which event; for what was missed also since when and of how many rungs."""

    head: Head
    seq: int
    named: tuple[Recipient, ...]
    rungs: int = 1
    missed_from: datetime | None = None


def is_late(now: datetime, urgency: str, due_at: datetime) -> bool:
    """Whether this rung was missed; an emergency's rungs are told one by one however late."""
    return urgency != Urgency.P1 and now - due_at > LATE


def hearings(climbed: Sequence[Climbed], *, missed: bool) -> list[Hearing]:
    """One per rung, or, for what was missed, one of the highest rung for everybody whom any of them names."""
    if not missed:
        return [Hearing(one.head, one.seq, one.named) for one in climbed]
    highest = max(climbed, key=lambda one: (one.level, one.due_at))
    named = tuple(dict.fromkeys(name for one in climbed for name in one.named))
    first = min(one.due_at for one in climbed)
    return [Hearing(highest.head, highest.seq, named, len(climbed), first)]


class Outages:
    """The recorded silences since the first missed rung, asked for once."""

    def __init__(self, act: Act, missed: Sequence[datetime]) -> None:
        self._now = act.now
        self._known = notices.outages_since(act.session, min(missed)) if missed else ()

    def span(self, first: datetime, rungs: int) -> Missed:
        """The outage in which the first rung fell due; without one, from then until now."""
        for began, ended in self._known:
            if began <= first <= ended:
                return Missed(began, ended, rungs)
        return Missed(first, self._now, rungs)
