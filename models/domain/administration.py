"""Who may manage whose account and which unit, and what an account must look like (domain.md 3.5, 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from models.domain.errors import FieldError, NotAllowed
from models.domain.permissions import ROLE_LABELS, Person
from models.domain.words import Level, Role

# Those who watch others are not appointed by those whom they watch (三员分立, domain.md 8).
_BY_ADMINISTRATORS_ONLY = frozenset({Role.ADMIN, Role.AUDITOR})
OF_A_DEPARTMENT = frozenset({Role.STAFF, Role.LEADER})
_MAY_HAVE_A_DEPARTMENT = OF_A_DEPARTMENT | {Role.DISPATCHER}
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
_PHONE = re.compile(r"[0-9+()（） -]{5,40}|[0-9]{3,5}")
_UNIT_CODE = re.compile(r"[0-9]{6}([0-9]{0,6})")
MAX_NAME = 60
MAX_UNIT_NAME = 80
MAX_PLACE = 40
_HEIGHT = {Level.COUNTY: 0, Level.CITY: 1, Level.PROVINCE: 2}


def assignable(person: Person) -> tuple[Role, ...]:
    """The roles that this person may give to somebody of a unit below the own one."""
    if person.role is Role.ADMIN:
        return tuple(role for role in Role if role is not Role.SYSTEM)
    if person.role is Role.SUPERVISOR:
        hidden = _BY_ADMINISTRATORS_ONLY | {Role.SYSTEM}
        return tuple(role for role in Role if role not in hidden)
    return ()


def may_manage(person: Person, role: Role, distance: int | None) -> bool:
    """Whether `person` may create or change an account of `role`, `distance` units below the own (None: elsewhere)."""
    if person.role is Role.SYSTEM:
        return True
    if distance is None or role not in assignable(person):
        return False
    # A supervisor does not appoint or dismiss colleagues of the same rank: that is done one level up.
    return not (person.role is Role.SUPERVISOR and role is Role.SUPERVISOR and distance == 0)


def require_other(person: Person, user_id: int) -> None:
    """Nobody changes the own role, unit or state: a second person must do it."""
    if person.user_id == user_id:
        raise NotAllowed("不能在这里修改自己的账号，请由另一位管理员办理；改密码请到“我的账号”。")


def account_faults(login: str, name: str, role: Role, *, department: bool) -> list[FieldError]:
    """What is wrong with an account's plain facts, all at once."""
    faults = []
    if not _LOGIN.fullmatch(login):
        faults.append(
            FieldError(
                "login", "登录名用小写字母、数字、点、横线或下划线，2 至 60 个，以字母或数字开头。"
            )
        )
    faults += name_faults("name", "姓名", name, MAX_NAME)
    if role in OF_A_DEPARTMENT and not department:
        faults.append(FieldError("queue", f"{ROLE_LABELS[role]}必须指定科室。"))
    if department and role not in _MAY_HAVE_A_DEPARTMENT:
        faults.append(FieldError("queue", f"{ROLE_LABELS[role]}不属于科室，请选“不属于科室”。"))
    return faults


def name_faults(field: str, label: str, words: str, most: int) -> list[FieldError]:
    """A name is short, on one line, and not blank."""
    if not words.strip():
        return [FieldError(field, f"请填写{label}。")]
    if len(words) > most:
        return [FieldError(field, f"{label}最多 {most} 个字，现有 {len(words)} 个。")]
    if not words.isprintable():
        return [FieldError(field, f"{label}含有不能显示的字符，请重新输入。")]
    return []


def phone_faults(phone: str) -> list[FieldError]:
    """An office's number as people write it, or a short one such as 12351."""
    if phone and not _PHONE.fullmatch(phone):
        return [
            FieldError(
                "phone", "电话只能含数字、加号、括号、横线和空格，如 0371-12345678，可留空。"
            )
        ]
    return []


def code_faults(code: str) -> list[FieldError]:
    """GB/T 2260, or an own code for a zone without: six to twelve digits."""
    if not _UNIT_CODE.fullmatch(code):
        return [FieldError("code", "行政区划代码为 6 至 12 位数字，如 410105。")]
    return []


def may_stand_under(level: Level, parent: Level) -> bool:
    """A county under a city or the province (直管县), a city under the province."""
    return _HEIGHT[level] < _HEIGHT[parent]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{field: [before, after]} of what changed."""
    return {
        name: [before[name], value] for name, value in after.items() if before.get(name) != value
    }
