"""Keeps a ticket's tally with its events: whatever writes an event that counts, counts it in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from models.domain.chain import Link
from models.domain.tallies import Told, marks_of
from models.domain.words import Urgency
from models.queries import tallies
from models.services.act import Act
from models.tables.tickets import Ticket
from models.tables.trail import Event


def count(act: Act, ticket: Ticket, event: Event) -> None:
    """Let this event count. Most count for nothing and cost nothing."""
    marks = marks_of(_told(ticket, event))
    if marks is not None:
        tallies.mark(act.session, ticket.id, marks)
    if event.kind == "replied":
        tallies.mark_reply(act.session, ticket.id, event.at)
    if event.kind == "lowered" and event.codes.get("from") == Urgency.P1:
        tallies.mark_false_alarm(act.session, ticket.id)


def count_many(act: Act, happened: Iterable[tuple[Ticket, Link]]) -> None:
    """The same for a batch of readings: equal marks are written with one statement."""
    alike: dict[tuple[tuple[str, object], ...], list[int]] = {}
    for ticket, link in happened:
        marks = marks_of(_told(ticket, link))
        if marks is not None:
            assert not marks.more, "nobody returns a ticket by reading it"
            alike.setdefault(tuple(sorted(marks.values.items())), []).append(ticket.id)
    for values, ids in alike.items():
        tallies.mark_all(act.session, ids, dict(values))


def _told(ticket: Ticket, event: Event | Link) -> Told:
    return Told(
        kind=event.kind,
        at=event.at,
        codes=event.codes,
        by_person=event.actor_id is not None,
        read_as_ordinary=bool(ticket.verdict) and not (ticket.verdict or {}).get("emergency"),
    )
