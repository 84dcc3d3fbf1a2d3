"""Similar and past tickets beside a ticket: same caller, same employer, same matter at the same unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hotline.pages.history import Line, lines_of
from models.domain.permissions import Permission, may
from models.queries import similar
from models.services.act import Act
from models.tables.tickets import Ticket

_MATTER_SPAN = timedelta(days=90)


def section(act: Act, ticket: Ticket) -> list[tuple[Ticket, str]]:
    """(ticket, what ties it to this one), the closest ties first, each ticket once. Whose phone it is is for those
    who may read callers."""
    session, person = act.session, act.person
    callers = similar.of_caller(session, person, ticket) if may(person, _CALLER) else ()
    found = (
        ("同一来电人", callers),
        ("同一单位", similar.of_employer(session, person, ticket)),
        ("本单位同类", similar.of_matter(session, person, ticket, act.now - _MATTER_SPAN)),
    )
    ties: dict[int, list[str]] = {}
    neighbours: dict[int, Ticket] = {}
    for label, rows in found:
        for row in rows:
            neighbours[row.id] = row
            ties.setdefault(row.id, []).append(label)
    return [(neighbours[each], "、".join(labels)) for each, labels in ties.items()]


@dataclass(frozen=True, slots=True)
class Linked:
    """Another ticket that the history ties to this one, with what happened there."""

    label: str
    ticket: Ticket
    history: list[Line]
    suspected: bool  # a duplicate that the dispatcher may merge


def linked_section(act: Act, ticket: Ticket) -> list[Linked]:
    """复发 and suspected duplicates: each shows the other's history."""
    return [
        Linked(LINK_LABELS[kind], other, lines_of(act, other), kind == "duplicate_suspected")
        for kind, other in similar.linked(act.session, act.person, ticket.id)
    ]


LINK_LABELS = {
    "relapse_of": "复发：原工单",
    "relapsed": "再次发生后登记的工单",
    "duplicate_suspected": "登记人认为与它重复",
}
_CALLER = Permission.READ_CALLER
