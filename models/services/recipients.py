"""Turns a recipient of the ladder into people: on duty first, then the leader, the supervisors, and up; never nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row

from models.domain.ladder import Recipient
from models.domain.roster import Roster, choose
from models.domain.words import Role
from models.queries import beside, directory
from models.services.act import Act
from models.services.roster import roster_around
from models.tables.tickets import Ticket

UNIT_PEOPLE = (Role.STAFF, Role.LEADER)
_LEVELS_UP: Mapping[Recipient, int] = {
    Recipient.DISPATCH_DESK: 0,
    Recipient.SUPERVISOR: 0,
    Recipient.HIGHER_SUPERVISOR: 1,
    Recipient.PROVINCE_SUPERVISOR: 2,
}
# Where a unit and all above it have no supervisor, a notice still reaches somebody: anybody but who only looks.
_ANYBODY = (Role.DISPATCHER, Role.LEADER, Role.OPERATOR, Role.CALLBACK, Role.STAFF, Role.ADMIN)

_OF_THE_TICKET = frozenset({Recipient.CO_STAFF, Recipient.CO_LEADER})

Line = list[frozenset[int]]


@dataclass(frozen=True)
class Known:
    """What a batch has asked already: tickets of one department have the same lines and the same roster."""

    lines: dict[tuple[Recipient, int, int], list[Line]] = field(default_factory=dict)
    rosters: dict[frozenset[int], Roster] = field(default_factory=dict)


def recipients(
    act: Act, ticket: Ticket, named: Sequence[Recipient], known: Known | None = None
) -> set[int]:
    """The people who hear now. `known` is shared by the tickets of one transaction."""
    memory = known or Known()
    lines = [one for recipient in named for one in _known_lines(act, ticket, recipient, memory)]
    people = frozenset(everybody(lines))
    if people not in memory.rosters:
        memory.rosters[people] = roster_around(act, people, act.now)
    return chosen(lines, memory.rosters[people], act.now)


def _known_lines(act: Act, ticket: Ticket, recipient: Recipient, known: Known) -> list[Line]:
    if recipient in _OF_THE_TICKET:
        return lines_of(act, ticket, recipient)
    key = (recipient, ticket.unit_id, ticket.department_id)
    if key not in known.lines:
        known.lines[key] = lines_of(act, ticket, recipient)
    return known.lines[key]


def people_of_department(act: Act, ticket: Ticket, department_id: int) -> set[int]:
    """Who of a department hears now: on duty, else staff and leader, else the supervisors above the ticket."""
    lines = [_department_line(act, ticket, department_id, staff=True)]
    return chosen(lines, roster_around(act, everybody(lines), act.now), act.now)


def chosen(lines: Iterable[Line], roster: Roster, at: datetime) -> set[int]:
    """Who of each line hears."""
    return {person for one in lines for person in choose(one, roster, at)}


def everybody(lines: Iterable[Line]) -> set[int]:
    """All people in these lines."""
    return {person for one in lines for group in one for person in group}


def lines_of(act: Act, ticket: Ticket, recipient: Recipient) -> list[Line]:
    """Each line: the people meant first, then whoever takes their place, level by level."""
    match recipient:
        case Recipient.OWNER_STAFF | Recipient.OWNER_LEADER:
            staff = recipient is Recipient.OWNER_STAFF
            return [_department_line(act, ticket, ticket.department_id, staff=staff)]
        case Recipient.CO_STAFF | Recipient.CO_LEADER:
            return _co_lines(act, ticket, staff=recipient is Recipient.CO_STAFF)
        case Recipient.DISPATCH_DESK:
            return [_upward(act, ticket, (Role.DISPATCHER, Role.SUPERVISOR), above=0)]
        case _:
            return [_upward(act, ticket, (Role.SUPERVISOR,), above=_LEVELS_UP[recipient])]


def _co_lines(act: Act, ticket: Ticket, *, staff: bool) -> list[Line]:
    """A line for every department that still owes an answer; where there are none, the owner's leader."""
    owing = [task.department_id for task in beside.open_assists(act.session, ticket.id)]
    lines = [_department_line(act, ticket, department, staff=staff) for department in owing]
    return lines or [_department_line(act, ticket, ticket.department_id, staff=False)]


def _department_line(act: Act, ticket: Ticket, department_id: int, *, staff: bool) -> Line:
    leaders = directory.people_of_department(act.session, department_id, (Role.LEADER,))
    first: Line = [frozenset(leaders)]
    if staff:
        everyone = directory.people_of_department(act.session, department_id, UNIT_PEOPLE)
        first.insert(0, frozenset(everyone))
    return first + _upward(act, ticket, (Role.SUPERVISOR,), above=0)


def _upward(act: Act, ticket: Ticket, roles: Sequence[Role], *, above: int) -> Line:
    """Groups by level: from `above` levels up to the top, then the nearer ones; last anybody in the line of units."""
    rows = directory.people_upward(act.session, ticket.unit_id, (*roles, *_ANYBODY))
    wanted = [row for row in rows if row.role in roles]
    levels = sorted({row.distance for row in wanted})
    order = [level for level in levels if level >= above]
    order += [level for level in reversed(levels) if level < above]
    groups = [frozenset(row.id for row in wanted if row.distance == level) for level in order]
    return groups or _anybody(rows)


def _anybody(rows: Sequence[Row[int, str, int]]) -> Line:
    for role in _ANYBODY:
        if group := frozenset(row.id for row in rows if row.role == role):
            return [group]
    return []
