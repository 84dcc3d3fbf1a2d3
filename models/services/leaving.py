"""停用: somebody leaves. Not while tickets, duties or a whole department depend on them; all of it is handed over in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.domain.errors import Conflict, NotFound
from models.domain.words import Role
from models.queries import accounts, directory, identity, leaving
from models.services.act import Act
from models.services.admin_trail import record_change
from models.services.hand_on import to_department, to_person
from models.services.managed import managed, same_version
from models.tables.beside import Assist
from models.tables.duty import DutyRow
from models.tables.people import Department, Unit, User
from models.tables.tickets import Ticket

_REASON = "原承办人离岗，名下事项整体移交。"


@dataclass(frozen=True, slots=True)
class Dependents:
    """What would be left without anybody. `emptied`: the person is the last one of a department with open matters."""

    held: Sequence[Ticket]
    of_department: Sequence[Ticket]  # beyond those in hand, when the department would be empty
    owed: Sequence[tuple[Assist, Ticket]]
    duties: Sequence[DutyRow]
    emptied: Department | None
    last_supervisor: bool

    @property
    def any(self) -> bool:
        return bool(self.held or self.emptied or self.duties or self.last_supervisor)

    @property
    def tickets(self) -> list[Ticket]:
        return [*self.held, *self.of_department]


@dataclass(frozen=True, slots=True)
class Follower:
    """Who takes everything over: a person, or the same department of another unit."""

    user_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class Followers:
    """Who could take over."""

    people: Sequence[User]
    departments: Sequence[tuple[Department, Unit]]


def dependents(act: Act, user: User) -> Dependents:
    """Everything that depends on this person now."""
    held = leaving.held(act.session, user.id)
    emptied, rest, owed = _emptied(act, user, {ticket.id for ticket in held})
    last = (
        user.role == Role.SUPERVISOR
        and accounts.other_supervisors(act.session, user.unit_id, user.id) == 0
    )
    duties = leaving.duties(act.session, user.id, act.now)
    return Dependents(held, rest, owed, duties, emptied, last)


def _emptied(
    act: Act, user: User, known: set[int]
) -> tuple[Department | None, list[Ticket], list[tuple[Assist, Ticket]]]:
    """The department that would be left empty with open matters, and those matters."""
    if user.department_id is None:
        return None, [], []
    if accounts.others_of_department(act.session, user.department_id, user.id):
        return None, [], []
    all_of_it = leaving.of_department(act.session, user.department_id)
    owed = [(row[0], row[1]) for row in leaving.owed_assists(act.session, user.department_id)]
    if not (all_of_it or owed):
        return None, [], []
    department = directory.department(act.session, user.department_id)
    return department, [ticket for ticket in all_of_it if ticket.id not in known], owed


def followers(act: Act, user: User) -> Followers:
    """Colleagues of the department and the same department elsewhere; for a supervisor other supervisors."""
    above = act.person.unit_id or user.unit_id
    if user.department_id is None:
        return Followers(leaving.supervisors(act.session, above, user.id), [])
    people = leaving.colleagues(act.session, user.department_id, user.id)
    department = directory.department(act.session, user.department_id)
    rows = leaving.sister_departments(act.session, department)
    return Followers(people, [(row[0], row[1]) for row in rows])


def hand_over(act: Act, user: User, follower: Follower) -> int:
    """Everything that depends on the person goes to the follower; returns how many tickets."""
    found, could = dependents(act, user), followers(act, user)
    if follower.user_id is not None:
        one = next((each for each in could.people if each.id == follower.user_id), None)
        if one is None:
            raise NotFound("接手的同事不在可选名单中，可能已停用或调离。请重新选择。")
        to_person(act, found.held, one)
        _pass_duties(act, found.duties, one.id)
    else:
        department = next(
            (each for each, _unit in could.departments if each.id == follower.department_id), None
        )
        if department is None:
            raise NotFound("接手的科室不在可选名单中，可能已无人在岗。请重新选择。")
        to_department(act, found.tickets, found.owed, department, _REASON)
        _pass_duties(act, found.duties, None)
    record_change(
        act,
        "handed_over",
        user_id=user.id,
        codes={
            "to_user_id": follower.user_id,
            "to_department_id": follower.department_id,
            "tickets": [ticket.number for ticket in found.tickets],
            "duties": len(found.duties),
        },
    )
    act.session.flush()
    return len(found.tickets)


def deactivate(act: Act, user_id: int, version: int, follower: Follower | None = None) -> None:
    """End an account: its log-ins and tokens end at once, what it did stays. Raises Conflict while anything depends on it."""
    user = managed(act, user_id)
    same_version(user.version, version, "这个账号")
    if not user.active:
        raise Conflict(f"{user.name}的账号已经停用。")
    if follower is not None:
        hand_over(act, user, follower)
    found = dependents(act, user)
    if found.last_supervisor:
        raise Conflict(
            f"{user.name}是本单位及上级最后一位在岗督办，停用后升级提醒无人接收。请先任命另一位督办。"
        )
    if found.any:
        raise Conflict(f"还有事项由{user.name}负责，不能停用。请先在下面把全部事项移交给他人。")
    user.active = False
    user.version += 1
    identity.end_logins(act.session, user.id, act.now)
    record_change(act, "user_deactivated", user_id=user.id)
    act.session.flush()


def _pass_duties(act: Act, duties: Sequence[DutyRow], user_id: int | None) -> None:
    """Each duty is cancelled; a person who follows is put on duty for the same time."""
    for row in duties:
        row.cancelled_at = act.now
        row.cancelled_by = act.person.user_id
        if user_id is not None:
            act.session.add(
                DutyRow(
                    user_id=user_id,
                    starts_at=row.starts_at,
                    ends_at=row.ends_at,
                    by_user_id=act.person.user_id,
                    at=act.now,
                )
            )
