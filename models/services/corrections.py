"""Double-confirmed corrections without personal data: what `hotline train --corrections` learns from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

from sqlalchemy import Row

from models.domain import personal
from models.domain.decisions import Decided, DecisionKind, standing
from models.domain.words import DemandType, Status, Urgency
from models.queries import decisions
from models.services.act import Act
from models.tables.decisions import Decision
from models.tables.tickets import Ticket

_MOST = 100_000  # decisions; older ones hardly weigh anything
_FINISHED = frozenset({Status.CLOSED, Status.ARCHIVED})
_EMPLOYER = "某单位"
_Label = TypeVar("_Label", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What people agreed on about one plea; `text` has no number, caller or employer that we know of."""

    number: str
    text: str
    category: str
    emergency: bool
    at: datetime  # of the last decision
    demand_type: DemandType | None  # where a person chose it
    urgency: Urgency | None
    reviewed: bool  # a person looked at the label after it was doubted


def confirmed(act: Act) -> list[Confirmed]:
    """Every ticket whose category two people stand behind or that was finished with it, oldest decision first."""
    rows = sorted(
        decisions.of_tickets(act.session, _MOST), key=lambda row: (row[0].ticket_id, row[0].id)
    )
    found = [_confirmed(list(group)) for _, group in groupby(rows, lambda row: row[0].ticket_id)]
    return sorted((one for one in found if one is not None), key=lambda one: one.at)


def _confirmed(rows: list[Row[Decision, Ticket]]) -> Confirmed | None:
    ticket = rows[0][1]
    way = [
        Decided(DecisionKind(row.kind), row.by_user_id, row.category, row.named) for row, _ in rows
    ]
    held = standing(way, finished=ticket.status in _FINISHED)
    if held is None:
        return None
    return Confirmed(
        number=ticket.number,
        text=_without_names(ticket),
        category=held.category,
        emergency=ticket.urgency == Urgency.P1,
        at=rows[-1][0].at,
        demand_type=_by_person(ticket, "demand_type", DemandType),
        urgency=_by_person(ticket, "urgency", Urgency),
        reviewed=any(one.kind is DecisionKind.TAUGHT for one in way),
    )


def _by_person(ticket: Ticket, field: str, kind: type[_Label]) -> _Label | None:
    """What a person, not the reader, put on the ticket."""
    value = getattr(ticket, field)
    return kind(value) if field in ticket.set_by_person and value is not None else None


def _without_names(ticket: Ticket) -> str:
    """The kept text has tokens already; an older one, and the employer's name, are cleaned here."""
    text = personal.tokenise(ticket.text).text
    return text.replace(ticket.employer, _EMPLOYER) if ticket.employer else text
