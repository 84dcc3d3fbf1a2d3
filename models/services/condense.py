"""After an outage: one notice per person and ticket at the highest level reached, marked with the outage's span.

Emergencies are told singly. Every rung that was missed has its own event all the same, and due times never
move (peers.md 4 item 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from models.domain.ladder import Recipient
from models.domain.words import Urgency
from models.queries import notices
from models.services.act import Act
from models.services.notices import Missed, tell
from models.services.recipients import Known, recipients
from models.tables.clocks import Step, TicketClock
from models.tables.tickets import Ticket
from models.tables.trail import Event

LATE = timedelta(minutes=5)  # a busy minute is no outage


@dataclass(frozen=True, slots=True)
class DueRung:
    """A due rung with its clock, both locked."""

    step: Step
    clock: TicketClock


@dataclass(frozen=True, slots=True)
class Climbed:
    """A rung that fired, whom it names, and the one that now waits."""

    step: Step
    event: Event
    named: tuple[Recipient, ...]
    following: Step | None


def is_late(act: Act, ticket: Ticket, rung: DueRung) -> bool:
    """Whether this rung was missed; an emergency's rungs are told one by one however late."""
    return ticket.urgency != Urgency.P1 and act.now - rung.step.due_at > LATE


def tell_once(act: Act, ticket: Ticket, climbed: Sequence[Climbed], known: Known) -> None:
    """Everybody whom a missed rung names hears once, of the highest rung that the ticket has reached."""
    highest = max(climbed, key=lambda one: (one.step.level, one.step.due_at))
    named = tuple(dict.fromkeys(name for one in climbed for name in one.named))
    people = recipients(act, ticket, named, known)
    tell(act, ticket, highest.event, people, _missed(act, climbed))


def _missed(act: Act, climbed: Sequence[Climbed]) -> Missed:
    """The recorded outage in which the first rung fell due; without one, from then until now."""
    first = min(one.step.due_at for one in climbed)
    outage = notices.outage_around(act.session, first)
    began, ended = (outage.began_at, outage.ended_at) if outage else (first, act.now)
    return Missed(began, ended, len(climbed))
