"""Who may do and see what. The doors ask `may`; every list, count and detail uses `sight_of` (domain.md 3.5, 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from models.domain.errors import NotAllowed
from models.domain.ticket import MOVES
from models.domain.words import Level, Move, Role


class Permission(StrEnum):
    """What a route may ask for. A route that asks for nothing is refused (design.md D9)."""

    PUBLIC = "public"  # no log-in: health, log-in page, tracking with number and code
    COME_IN = "come_in"  # a log-in and nothing more: home, log-out
    SIGNED_IN = "signed_in"
    RECORD = "record"  # take a plea
    READ = "read"  # tickets inside one's sight
    READ_CALLER = "read_caller"  # who called; each view is recorded
    WORK = "work"  # department queue and its moves
    DISPATCH = "dispatch"  # dispatch desk
    SUPERVISE = "supervise"  # escalations, lowering, designation
    AFTERCARE = "aftercare"  # call-back and closing
    ADMINISTER = "administer"  # users and units below the own one
    TEMPLATES = "templates"  # write reply templates
    TOKENS = "tokens"  # let other systems in
    AUDIT = "audit"  # logs only
    WALL = "wall"  # numbers of one's unit, no ticket behind them
    ANALYSE = "analyse"  # risk watch and weekly report


_COMMON = frozenset({Permission.PUBLIC, Permission.COME_IN, Permission.SIGNED_IN})
GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.OPERATOR: _COMMON | {Permission.RECORD, Permission.READ, Permission.READ_CALLER},
    Role.DISPATCHER: _COMMON | {Permission.RECORD, Permission.READ, Permission.DISPATCH},
    Role.STAFF: _COMMON | {Permission.READ, Permission.READ_CALLER, Permission.WORK},
    Role.LEADER: _COMMON
    | {Permission.READ, Permission.READ_CALLER, Permission.WORK, Permission.TEMPLATES},
    Role.SUPERVISOR: _COMMON
    | {
        Permission.RECORD,
        Permission.READ,
        Permission.READ_CALLER,
        Permission.WORK,
        Permission.DISPATCH,
        Permission.SUPERVISE,
        Permission.AFTERCARE,
        Permission.WALL,
        Permission.ANALYSE,
        Permission.ADMINISTER,
        Permission.TEMPLATES,
    },
    Role.CALLBACK: _COMMON | {Permission.READ, Permission.READ_CALLER, Permission.AFTERCARE},
    Role.ANALYST: _COMMON | {Permission.READ, Permission.ANALYSE},
    Role.ADMIN: _COMMON | {Permission.ADMINISTER, Permission.TEMPLATES, Permission.TOKENS},
    Role.AUDITOR: _COMMON | {Permission.AUDIT},
    Role.WALL: frozenset({Permission.PUBLIC, Permission.COME_IN, Permission.WALL}),
    Role.SYSTEM: frozenset(),
}

ROLE_LABELS: Mapping[Role, str] = {
    Role.OPERATOR: "接线员",
    Role.DISPATCHER: "派单员",
    Role.STAFF: "科室经办",
    Role.LEADER: "科室负责人",
    Role.SUPERVISOR: "督办",
    Role.CALLBACK: "回访质检",
    Role.ANALYST: "研判员",
    Role.ADMIN: "系统管理员",
    Role.AUDITOR: "审计员",
    Role.WALL: "大屏",
    Role.SYSTEM: "系统",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever acts: a user, or the program itself (`SYSTEM`, without user id)."""

    user_id: int | None
    name: str
    role: Role
    unit_id: int | None = None
    level: Level | None = None
    department_id: int | None = None
    must_change_password: bool = False  # the pages let such a person do nothing else


SYSTEM = Person(user_id=None, name="系统", role=Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Sight:
    """Which tickets a person sees. One query turns this into SQL; nothing else decides it.

    everything: no filter. below_unit: handled or received in this unit's subtree. department: owned by,
    co-handled by or once handled by this department. logger: logged by this user. Parts are joined by OR.
    confidential: whether confidential tickets (举报, 性骚扰) of the subtree are included.
    """

    everything: bool = False
    below_unit: int | None = None
    department: int | None = None
    logger: int | None = None
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The facts of a ticket that decide who may move it."""

    department_id: int
    logged_by: int | None
    in_subtree: bool  # handled or received in the subtree of the person's unit
    asked: bool = False  # the person's department owes an answer in 会办


def sight_of(person: Person) -> Sight:
    """What this person sees (domain.md 3.5: a level sees itself and below)."""
    match person.role:
        case Role.SYSTEM:
            return Sight(everything=True, confidential=True)
        case Role.SUPERVISOR | Role.DISPATCHER | Role.CALLBACK:
            whole = person.level is Level.PROVINCE
            return Sight(everything=whole, below_unit=person.unit_id, confidential=True)
        case Role.ANALYST:
            return Sight(below_unit=person.unit_id)
        case Role.OPERATOR:
            # An operator takes the second call about a ticket that a colleague logged.
            return Sight(below_unit=person.unit_id, logger=person.user_id)
        case Role.STAFF | Role.LEADER:
            return Sight(department=person.department_id)
        case _:
            return Sight()


def counted_as(person: Person) -> Person:
    """Whose sight the numbers of a wall count: its unit's supervisor. A wall itself sees no ticket at all."""
    return replace(person, user_id=None, role=Role.SUPERVISOR)


def may(person: Person, permission: Permission) -> bool:
    """Whether this role holds this permission at all."""
    return permission in GRANTS[person.role]


def require_move(person: Person, move: Move, place: Place) -> None:
    """Raise NotAllowed with a reason if this person may not make this move on this ticket."""
    rule = MOVES[move]
    if person.role not in rule.roles:
        raise NotAllowed(f"{ROLE_LABELS[person.role]}不能“{rule.label}”。请联系有权限的同事办理。")
    if person.role is Role.SYSTEM:
        return
    if move is Move.ANSWER_ASSIST:
        if not place.asked:
            raise NotAllowed("您的科室没有待答复的会办事项。")
        return
    if person.role in (Role.STAFF, Role.LEADER) and place.department_id != person.department_id:
        raise NotAllowed(f"这张工单不在您的科室，不能“{rule.label}”。")
    of_a_department = person.role in (Role.STAFF, Role.LEADER)
    logged_it = place.logged_by is not None and place.logged_by == person.user_id
    if not (of_a_department or place.in_subtree or logged_it):
        raise NotAllowed(f"这张工单不在您单位的管辖范围内，不能“{rule.label}”。")
