"""The band *decide*: what waits for the supervisor's word, each with what was said and the acts that end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hotline.board.links import Figure, figure
from models.domain.slices import Measure, Slice
from models.domain.words import Move, Status
from models.queries import beside, clusters, slices, tickets
from models.services.act import Act
from models.tables.tickets import Ticket

_MOST = 5
# What is asked for decides which words explain it.
_SAID = {
    Measure.RETURNS: "return",
    Measure.EXTENSIONS: "extension_request",
    Measure.DISPUTES: "consultation",
}
_ORDER = (
    (Measure.P1_WAITING, "特急未签收"),
    (Measure.RETURNS, "退单待审"),
    (Measure.EXTENSIONS, "延期待批"),
    (Measure.DISPUTES, "归属争议待指定"),
    (Measure.OVERDUE, "已超时"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket that waits, with the words of whoever asked."""

    ticket: Ticket
    owner: str
    said: str
    days: int | None  # how many an extension asks for
    may_take_over: bool


@dataclass(frozen=True, slots=True)
class Pile:
    """Cases of one kind, the newest of them; the number opens all."""

    kind: str
    label: str
    all: Figure
    cases: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Open tickets about one employer: candidates for one collective case; the oldest takes in the others."""

    employer: str
    into: str
    tickets: Sequence[Ticket]


def decide_band(act: Act, cut: Slice, tiles: Sequence[Figure]) -> list[Pile]:
    """One pile per kind of decision that has anything in it. The numbers are those of the tiles above."""
    by_label = {one.label: one for one in tiles}
    piles = []
    for measure, label in _ORDER:
        mine = replace(cut, what=measure, by=act.now)
        number = by_label.get(figure(mine, 0).label)
        cases = [_case(act, ticket, measure) for ticket in _newest(act, mine)]
        if cases and number is not None:
            piles.append(Pile(measure.value, label, number, cases))
    return piles


def clusters_of(act: Act, cut: Slice) -> list[Cluster]:
    """Employers with several open tickets, merged by hand only (peers.md 4 item 10)."""
    found = []
    for employer in clusters.crowded(act.session, act.person, cut, _MOST):
        about = slices.page(
            act.session,
            act.person,
            replace(cut, what=Measure.OPEN, employer=employer),
            before_id=None,
            limit=_MOST * 2,
        )
        ordered = sorted(about, key=lambda ticket: (ticket.urgency, ticket.id))
        found.append(Cluster(employer, ordered[0].number, ordered[1:]))
    return found


def _newest(act: Act, cut: Slice) -> Sequence[Ticket]:
    return slices.page(act.session, act.person, cut, before_id=None, limit=_MOST)


def _case(act: Act, ticket: Ticket, measure: Measure) -> Case:
    names = tickets.owner_names(act.session, [ticket.department_id])
    kind = _SAID.get(measure)
    notes = [n for n in tickets.notes(act.session, ticket.id) if n.kind == kind] if kind else []
    asked = beside.extension(act.session, ticket.id) if measure is Measure.EXTENSIONS else None
    return Case(
        ticket,
        " · ".join(names[ticket.department_id]),
        notes[-1].text if notes else "",
        asked.days if asked else None,
        ticket.status == Status.DISPATCHED,
    )


def moment_of(ticket: Ticket) -> datetime:
    """Since when its owner has had it."""
    return ticket.dispatched_at or ticket.received_at


ACTS = frozenset(
    {
        Move.ACCEPT,
        Move.SUPERVISE,
        Move.TRANSFER,
        Move.DECIDE_RETURN,
        Move.DECIDE_EXTENSION,
        Move.DESIGNATE,
        Move.LOWER,
    }
)
