"""Turns a recipient of the ladder into people: on duty first, then the leader, the supervisors, and up; never nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from models.domain.ladder import Recipient
from models.domain.roster import Duty, Roster, choose
from models.domain.words import Role
from models.queries import beside, directory
from models.queries.directory import Member
from models.services.act import Act
from models.services.roster import roster_around

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


class Lies(Protocol):
    """A ticket, as far as its place decides who hears."""

    @property
    def id(self) -> int: ...
    @property
    def unit_id(self) -> int: ...
    @property
    def department_id(self) -> int: ...


Key = tuple[tuple[Recipient, ...], int, int, int]


class Known:
    """What a transaction has asked already: tickets of one department have the same lines and the same roster."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self._above: dict[int, list[Member]] = {}
        self._departments: dict[int, list[Member]] = {}
        self._duties: dict[int, list[Duty]] = {}
        self._people: dict[Key, set[int]] = {}
        self._in_department: dict[tuple[int, int], set[int]] = {}

    def prepare(self, wanted: Sequence[tuple[Lies, tuple[Recipient, ...]]]) -> None:
        """Ask for the places, the people and the duties of a whole batch with three statements."""
        self._load({ticket.unit_id for ticket, _ in wanted}, {t.department_id for t, _ in wanted})
        lines = {}
        for ticket, named in wanted:
            key = _key(ticket, named)
            if key not in lines:
                lines[key] = [line for name in named for line in lines_of(self, ticket, name)]
        self._load_duties({person for some in lines.values() for person in everybody(some)})
        for key, some in lines.items():
            self._people[key] = self._chosen(some)

    def people(self, ticket: Lies, named: tuple[Recipient, ...]) -> set[int]:
        """Who hears now."""
        key = _key(ticket, named)
        if key not in self._people:
            self.prepare([(ticket, named)])
        return self._people[key]

    def prepare_departments(self, wanted: Sequence[tuple[Lies, int]]) -> None:
        """The same for notices to departments of a batch: (ticket, department)."""
        self._load({ticket.unit_id for ticket, _ in wanted}, {each for _, each in wanted})
        lines = [_department_line(self, ticket, each, staff=True) for ticket, each in wanted]
        self._load_duties(everybody(lines))

    def in_department(self, ticket: Lies, department_id: int) -> set[int]:
        """Who of a department hears now: on duty, else staff and leader, else the supervisors above the ticket."""
        key = (ticket.unit_id, department_id)
        if key not in self._in_department:
            lines = [_department_line(self, ticket, department_id, staff=True)]
            self._load_duties(everybody(lines))
            self._in_department[key] = self._chosen(lines)
        return self._in_department[key]

    def above(self, unit_id: int) -> list[Member]:
        """People of a unit and of those above it, nearest first."""
        if unit_id not in self._above:  # asked for every rung: no sets for what is known
            self._load({unit_id}, set())
        return self._above[unit_id]

    def of_department(self, department_id: int) -> list[Member]:
        """People of a department."""
        if department_id not in self._departments:
            self._load(set(), {department_id})
        return self._departments[department_id]

    def _load(self, units: set[int], departments: set[int]) -> None:
        if more := units - self._above.keys():
            self._above |= directory.people_above(self.act.session, more)
        if more := departments - self._departments.keys():
            self._departments |= directory.people_of_departments(self.act.session, more)

    def _load_duties(self, people: set[int]) -> None:
        if more := people - self._duties.keys():
            self._duties |= {person: [] for person in more}
            for duty in roster_around(self.act, more, self.act.now).duties:
                self._duties[duty.user_id].append(duty)

    def _chosen(self, lines: list[Line]) -> set[int]:
        duties = [duty for person in everybody(lines) for duty in self._duties[person]]
        return chosen(lines, Roster(duties), self.act.now)


def _key(ticket: Lies, named: tuple[Recipient, ...]) -> Key:
    of_itself = ticket.id if _OF_THE_TICKET.intersection(named) else 0
    return named, ticket.unit_id, ticket.department_id, of_itself


def recipients(act: Act, ticket: Lies, named: Sequence[Recipient]) -> set[int]:
    """The people who hear now."""
    return Known(act).people(ticket, tuple(named))


def people_of_department(act: Act, ticket: Lies, department_id: int) -> set[int]:
    """As `Known.in_department`, for one."""
    return Known(act).in_department(ticket, department_id)


def chosen(lines: Iterable[Line], roster: Roster, at: datetime) -> set[int]:
    """Who of each line hears."""
    return {person for one in lines for person in choose(one, roster, at)}


def everybody(lines: Iterable[Line]) -> set[int]:
    """All people in these lines."""
    return {person for one in lines for group in one for person in group}


def lines_of(known: Known, ticket: Lies, recipient: Recipient) -> list[Line]:
    """Each line: the people meant first, then whoever takes their place, level by level."""
    match recipient:
        case Recipient.OWNER_STAFF | Recipient.OWNER_LEADER:
            staff = recipient is Recipient.OWNER_STAFF
            return [_department_line(known, ticket, ticket.department_id, staff=staff)]
        case Recipient.CO_STAFF | Recipient.CO_LEADER:
            return _co_lines(known, ticket, staff=recipient is Recipient.CO_STAFF)
        case Recipient.DISPATCH_DESK:
            return [_upward(known, ticket, (Role.DISPATCHER, Role.SUPERVISOR), above=0)]
        case _:
            return [_upward(known, ticket, (Role.SUPERVISOR,), above=_LEVELS_UP[recipient])]


def _co_lines(known: Known, ticket: Lies, *, staff: bool) -> list[Line]:
    """A line for every department that still owes an answer; where there are none, the owner's leader."""
    owing = [task.department_id for task in beside.open_assists(known.act.session, ticket.id)]
    lines = [_department_line(known, ticket, department, staff=staff) for department in owing]
    return lines or [_department_line(known, ticket, ticket.department_id, staff=False)]


def _department_line(known: Known, ticket: Lies, department_id: int, *, staff: bool) -> Line:
    people = known.of_department(department_id)
    first: Line = [frozenset(one.id for one in people if one.role == Role.LEADER)]
    if staff:
        first.insert(0, frozenset(one.id for one in people if one.role in UNIT_PEOPLE))
    return first + _upward(known, ticket, (Role.SUPERVISOR,), above=0)


def _upward(known: Known, ticket: Lies, roles: Sequence[Role], *, above: int) -> Line:
    """Groups by level: from `above` levels up to the top, then the nearer ones; last anybody in the line of units."""
    rows = known.above(ticket.unit_id)
    wanted = [row for row in rows if row.role in roles]
    levels = sorted({row.distance for row in wanted})
    order = [level for level in levels if level >= above]
    order += [level for level in reversed(levels) if level < above]
    groups = [frozenset(row.id for row in wanted if row.distance == level) for level in order]
    return groups or _anybody(rows)


def _anybody(rows: Sequence[Member]) -> Line:
    for role in _ANYBODY:
        if group := frozenset(row.id for row in rows if row.role == role):
            return [group]
    return []
