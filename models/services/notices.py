"""Who must hear of what, and when: P1 and P2 at once, the others in office hours (peers.md 2 item 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.domain.ladder import Recipient
from models.domain.rehearsal import heard_at
from models.domain.words import Urgency
from models.queries import notices
from models.services.act import Act
from models.services.calendars import calendar_of
from models.services.recipients import people_of_department, recipients
from models.tables.tickets import Ticket
from models.tables.trail import Event


def tell_department(act: Act, ticket: Ticket, event: Event, department_id: int) -> None:
    """Notices to the department: whoever is on duty there, else staff and leader."""
    tell(act, ticket, event, people_of_department(act, ticket, department_id))


def tell_supervisors(act: Act, ticket: Ticket, event: Event) -> None:
    """Notices to the nearest supervisors at or above the handling unit."""
    tell(act, ticket, event, recipients(act, ticket, (Recipient.SUPERVISOR,)))


@dataclass(frozen=True, slots=True)
class Missed:
    """What one notice stands for after an outage: its span, and how many rungs were missed."""

    began_at: datetime
    ended_at: datetime
    rungs: int


@dataclass(frozen=True, slots=True)
class Telling:
    """Who hears of which event of which ticket. The event has its id."""

    ticket: Ticket
    event: Event
    people: Iterable[int]


def tell(
    act: Act, ticket: Ticket, event: Event, people: Iterable[int], missed: Missed | None = None
) -> None:
    """One in-app notice per person and event; telling somebody a second time changes nothing."""
    notices.add_if_new(act.session, _rows(act, Telling(ticket, event, people), missed))


def tell_all(act: Act, tellings: Iterable[Telling]) -> None:
    """The same for many events with one statement."""
    notices.add_if_new(act.session, [row for one in tellings for row in _rows(act, one, None)])


def _rows(act: Act, telling: Telling, missed: Missed | None) -> list[dict[str, Any]]:
    ticket, event = telling.ticket, telling.event
    due_at = heard_at(Urgency(ticket.urgency), calendar_of(act, ticket.unit_id), act.now)
    return [
        {
            "ticket_id": ticket.id,
            "event_id": event.id,
            "user_id": user_id,
            "channel": "in_app",
            "kind": event.kind,
            "urgent": ticket.urgency == Urgency.P1,
            "due_at": due_at,
            "attempts": 0,
            "outage_began_at": missed.began_at if missed else None,
            "outage_ended_at": missed.ended_at if missed else None,
            "missed": missed.rungs if missed else None,
        }
        for user_id in sorted(set(telling.people))
    ]
