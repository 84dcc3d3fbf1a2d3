"""What comes in: the values of a plea before it is a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.domain.verdict import RedFlag
from models.domain.words import Channel, DemandType, Urgency


@dataclass(frozen=True, slots=True)
class CallerSaid:
    """Who the caller says they are, as typed."""

    name: str | None = None
    phone: str | None = None
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Plea:
    """A plea, checked for shape by the door. `red_flags` and `persons` were read from the text by the door.

    category and urgency are set only when a person chose them; the reader never overwrites those.
    """

    text: str
    channel: Channel
    caller: CallerSaid = CallerSaid()
    demand_type: DemandType | None = None
    category: str | None = None
    urgency: Urgency | None = None
    employer: str | None = None
    credit_code: str | None = None
    region_code: str | None = None
    persons: int | None = None
    occurred_at: datetime | None = None
    source: str | None = None
    external_id: str | None = None
    red_flags: tuple[RedFlag, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to the caller. `new` is False when this submission was already kept."""

    ticket_id: int
    number: str
    status: str
    urgency: str
    track_code: str
    warnings: tuple[str, ...]
    new: bool
