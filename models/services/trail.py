"""Writes what happened to a ticket: one event, chained to the one before. The ticket's row must be locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from models.domain.chain import Link, link_hash
from models.services.act import Act
from models.services.tally import count
from models.tables.tickets import Ticket
from models.tables.trail import Event, View


@dataclass(frozen=True, slots=True)
class Happening:
    """What to write down. `codes` are codes and ids, never words of people."""

    kind: str
    codes: Mapping[str, Any] = field(default_factory=dict)
    from_status: str | None = None
    to_status: str | None = None


class Head(Protocol):
    """Where a ticket's chain ends now."""

    id: int
    event_seq: int
    version: int
    event_hash: bytes


def record(act: Act, ticket: Ticket, happening: Happening) -> Event:
    """Append one event and move the ticket's head; also counts the ticket's version and its tally."""
    link, previous = linked(act, ticket, happening)
    event = Event(
        ticket_id=link.ticket_id,
        seq=link.seq,
        kind=link.kind,
        at=link.at,
        actor_id=link.actor_id,
        from_status=link.from_status,
        to_status=link.to_status,
        codes=dict(link.codes),
        previous_hash=previous,
        hash=ticket.event_hash,
    )
    act.session.add(event)
    count(act, ticket, event)
    return event


def linked(act: Act, ticket: Head, happening: Happening) -> tuple[Link, bytes]:
    """The next link of this ticket's chain, and the hash before it; the ticket's head has moved to its hash."""
    ticket.event_seq += 1
    ticket.version += 1
    link = Link(
        ticket_id=ticket.id,
        seq=ticket.event_seq,
        kind=happening.kind,
        at=act.now,
        actor_id=act.person.user_id,
        from_status=happening.from_status,
        to_status=happening.to_status,
        codes=dict(happening.codes),
    )
    previous = bytes(ticket.event_hash)
    ticket.event_hash = link_hash(previous, link)
    return link, previous


def record_view(act: Act, ticket_id: int | None, what: str) -> None:
    """Write down that this person looked at personal data (domain.md 8: every view leaves a trace)."""
    assert act.person.user_id is not None, "only people look"
    act.session.add(View(ticket_id=ticket_id, user_id=act.person.user_id, what=what, at=act.now))
