"""Accounts of the own subtree: create, change, give a new first password, let somebody back in. Never deleted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from models.domain.administration import (
    account_faults,
    difference,
    may_manage,
)
from models.domain.errors import Conflict, FieldError, InvalidInput, NotAllowed
from models.domain.permissions import ROLE_LABELS
from models.domain.words import Queue, Role
from models.queries import accounts, directory, identity
from models.services.act import Act
from models.services.admin_trail import record_change
from models.services.leaving import dependents
from models.services.managed import managed, same_version
from models.services.users import NewUser, add_user, hashed
from models.tables.people import Unit, User

# Without what looks alike on paper or sounds alike on the phone.
_SMALL, _LARGE, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"


@dataclass(frozen=True, slots=True)
class AccountForm:
    """An account as somebody fills it in: `queue` names the department of the unit, or none."""

    login: str
    name: str
    role: Role
    unit_code: str
    queue: Queue | None


def create_account(act: Act, form: AccountForm) -> tuple[User, str]:
    """A new account and its first password, which is shown once and must be changed at the first log-in."""
    unit = _unit(act, form)
    department_id = _department(act, unit, form)
    faults = account_faults(form.login, form.name, form.role, department=form.queue is not None)
    if faults:
        raise InvalidInput("账号没有建立，请修改标出的内容。", errors=tuple(faults))
    password = first_password()
    new = NewUser(form.login, form.name.strip(), form.role, unit.id, password, department_id)
    user = add_user(act, new)
    user.must_change_password = True
    record_change(
        act,
        "user_created",
        user_id=user.id,
        codes={"role": str(form.role), "unit": unit.code, "queue": _word(form.queue)},
    )
    act.session.flush()
    return user, password


def change_account(act: Act, user_id: int, version: int, form: AccountForm) -> User:
    """Name, role, unit and department. Whoever changes department must leave nothing behind in the old one."""
    user = managed(act, user_id)
    same_version(user.version, version, "这个账号")
    unit = _unit(act, form)
    department_id = _department(act, unit, form)
    faults = account_faults(user.login, form.name, form.role, department=form.queue is not None)
    if faults:
        raise InvalidInput("没有保存，请修改标出的内容。", errors=tuple(faults))
    before = {"role": user.role, "unit": _code(act, user.unit_id), "department": user.department_id}
    after = {"role": str(form.role), "unit": unit.code, "department": department_id}
    moved = difference(before, after)
    if moved and user.active and dependents(act, user).any:
        raise Conflict(
            f"还有事项由{user.name}负责，不能调岗。请先在下面把全部事项移交给他人，再改角色或单位。"
        )
    changes: dict[str, object] = dict(moved)
    if form.name.strip() != user.name:
        changes["name"] = "changed"
    user.name, user.role = form.name.strip(), form.role
    user.unit_id, user.department_id = unit.id, department_id
    user.version += 1
    record_change(act, "user_changed", user_id=user.id, codes=changes)
    act.session.flush()
    return user


def reset_password(act: Act, user_id: int, version: int) -> tuple[User, str]:
    """A new first password, shown once; every log-in of the account ends, a lock too."""
    user = managed(act, user_id)
    same_version(user.version, version, "这个账号")
    if not user.active:
        raise Conflict("账号已停用，请先恢复使用再重置密码。")
    password = first_password()
    user.password_hash = hashed(password)
    user.must_change_password = True
    user.failed_logins, user.locked_until = 0, None
    user.version += 1
    identity.end_logins(act.session, user.id, act.now)
    record_change(act, "password_reset", user_id=user.id)
    act.session.flush()
    return user, password


def reactivate(act: Act, user_id: int, version: int) -> tuple[User, str]:
    """Back at work with a new first password: whatever was known before counts no more."""
    user = managed(act, user_id)
    same_version(user.version, version, "这个账号")
    if user.active:
        raise Conflict(f"{user.name}的账号正在使用。")
    if not act.session.get_one(Unit, user.unit_id).active:
        raise Conflict("所在单位已停用。请先恢复该单位，或把账号调到其他单位。")
    user.active = True
    record_change(act, "user_reactivated", user_id=user.id)
    act.session.flush()
    return reset_password(act, user_id, user.version)


def first_password() -> str:
    """Sixteen characters of three classes in groups of four: read out on the phone without mistakes."""
    sure = [secrets.choice(each) for each in (_SMALL, _LARGE, _DIGITS)]
    rest = [secrets.choice(_SMALL + _LARGE + _DIGITS) for _ in range(13)]
    letters = sure + rest
    secrets.SystemRandom().shuffle(letters)
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


def _unit(act: Act, form: AccountForm) -> Unit:
    unit = directory.unit_by_code(act.session, form.unit_code)
    distance = (
        accounts.distance_below(act.session, unit.id, act.person.unit_id or 0) if unit else None
    )
    if unit is None or distance is None:
        raise InvalidInput(
            "没有保存，请修改标出的内容。",
            errors=(FieldError("unit_code", "请从列表中选择您管辖范围内的单位。"),),
        )
    if not may_manage(act.person, form.role, distance):
        raise NotAllowed(
            f"您不能在{unit.name}设置“{ROLE_LABELS[form.role]}”账号。请由系统管理员或上级督办办理。"
        )
    if not unit.active:
        raise InvalidInput(
            "没有保存，请修改标出的内容。",
            errors=(FieldError("unit_code", f"{unit.name}已停用，请选择其他单位。"),),
        )
    return unit


def _department(act: Act, unit: Unit, form: AccountForm) -> int | None:
    if form.queue is None:
        return None
    found = directory.department_at(act.session, unit.id, form.queue)
    if found is None:
        raise InvalidInput(
            "没有保存，请修改标出的内容。",
            errors=(FieldError("queue", f"{unit.name}没有这个科室，请重新选择。"),),
        )
    return found.id


def _code(act: Act, unit_id: int) -> str:
    return act.session.get_one(Unit, unit_id).code


def _word(queue: Queue | None) -> str | None:
    return str(queue) if queue else None
