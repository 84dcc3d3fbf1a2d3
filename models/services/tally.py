"""Keeps a ticket's tally with its events: whatever writes an event that counts, counts it in the same transaction."""

from __future__ import annotations

from models.domain.tallies import Told, marks_of
from models.domain.words import Urgency
from models.queries import tallies
from models.services.act import Act
from models.tables.tickets import Ticket
from models.tables.trail import Event


def count(act: Act, ticket: Ticket, event: Event) -> None:
    """Let this event count. Most count for nothing and cost nothing."""
    marks = marks_of(
        Told(
            kind=event.kind,
            at=event.at,
            codes=event.codes,
            by_person=event.actor_id is not None,
            read_as_ordinary=bool(ticket.verdict) and not (ticket.verdict or {}).get("emergency"),
        )
    )
    if marks is not None:
        tallies.mark(act.session, ticket.id, marks)
    if event.kind == "replied":
        tallies.mark_reply(act.session, ticket.id, event.at)
    if event.kind == "lowered" and event.codes.get("from") == Urgency.P1:
        tallies.mark_false_alarm(act.session, ticket.id)
