"""Who must hear of what, and when: P1 and P2 at once, the others in office hours (peers.md 2 item 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.domain.ladder import Recipient
from models.domain.rehearsal import heard_at
from models.domain.words import Urgency
from models.queries import notices
from models.queries.notices import NewNotice
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
class Letter:
    """Who hears of which event of which ticket."""

    ticket_id: int
    unit_id: int
    urgency: str
    kind: str
    event_id: int
    people: Iterable[int]
    missed: Missed | None = None


def tell(act: Act, ticket: Ticket, event: Event, people: Iterable[int]) -> None:
    """One in-app notice per person and event; telling somebody a second time changes nothing."""
    act.session.flush()  # the event has its id
    tell_many(
        act, [Letter(ticket.id, ticket.unit_id, ticket.urgency, event.kind, event.id, people)]
    )


def tell_many(act: Act, letters: Iterable[Letter]) -> None:
    """The same for many events with one statement; each office's hours are looked up once."""
    hours: dict[tuple[str, int], datetime] = {}
    rows: list[NewNotice] = []
    for letter in letters:
        key = (letter.urgency, letter.unit_id)
        if key not in hours:
            calendar = calendar_of(act, letter.unit_id)
            hours[key] = heard_at(Urgency(letter.urgency), calendar, act.now)
        rows += _rows(letter, hours[key])
    notices.add_if_new(act.session, rows)


def _rows(letter: Letter, due_at: datetime) -> list[NewNotice]:
    missed = letter.missed
    return [
        NewNotice(
            ticket_id=letter.ticket_id,
            event_id=letter.event_id,
            user_id=user_id,
            kind=letter.kind,
            urgent=letter.urgency == Urgency.P1,
            due_at=due_at,
            outage_began_at=missed.began_at if missed else None,
            outage_ended_at=missed.ended_at if missed else None,
            missed=missed.rungs if missed else None,
        )
        for user_id in sorted(set(letter.people))
    ]
