"""What all pages of administration share: their tabs, the words of the history, and how a refused form comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import g, request, url_for
from sqlalchemy import Row

from hotline import views
from hotline.errors import STATUS
from models.domain.errors import HotlineError
from models.domain.permissions import ROLE_LABELS, Permission, may
from models.domain.words import Level, Role
from models.tables.admin_changes import AdminChange

LEVEL_LABELS: Mapping[str, str] = {Level.PROVINCE: "省级", Level.CITY: "市级", Level.COUNTY: "县级"}
_TABS = (
    (Permission.ADMINISTER, "用户", "admin_users.show"),
    (Permission.ADMINISTER, "单位", "admin_units.show"),
    (Permission.TOKENS, "接口令牌", "admin_tokens.show"),
    (Permission.ADMINISTER, "分类目录", "admin_taxonomy.show"),
    (Permission.TEMPLATES, "答复模板", "admin_templates.show"),
    (Permission.ADMINISTER, "运行状态", "admin_status.show"),
)
KIND_LABELS: Mapping[str, str] = {
    "user_created": "建立账号",
    "user_changed": "修改账号",
    "user_deactivated": "停用账号",
    "user_reactivated": "恢复账号",
    "password_reset": "重置密码",
    "password_changed": "本人修改密码",
    "sessions_ended": "本人结束其他登录",
    "handed_over": "移交全部事项",
    "unit_created": "建立单位",
    "unit_changed": "修改单位",
    "unit_deactivated": "停用单位",
    "unit_reactivated": "恢复单位",
    "token_created": "建立接口令牌",
    "token_revoked": "撤销接口令牌",
}
_FIELD_LABELS: Mapping[str, str] = {
    "role": "角色",
    "unit": "单位",
    "department": "科室",
    "queue": "科室",
    "name": "名称",
    "place": "地区",
    "level": "层级",
    "parent": "上级",
    "phone": "电话",
    "count": "数量",
    "tickets": "工单",
    "duties": "值班",
    "to": "接手单位",
    "to_user_id": "接手人编号",
    "to_department_id": "接手科室编号",
    "token": "令牌",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of administration."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not accepted: its words, its faults by field, and what was typed."""

    words: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    conflict: bool = False

    def value(self, form: str, name: str, otherwise: object = "") -> str:
        """What stands in a field: what was typed if this form was refused, else what is stored."""
        if self.form == form:
            return self.typed.get(name, "")
        return "" if otherwise is None else str(otherwise)

    def fault(self, form: str, name: str) -> str:
        """The fault of a field."""
        return self.faults.get(name, "") if self.form == form else ""

    def now(self, form: str, name: str, stored: object) -> str:
        """What somebody else has put into the field meanwhile; empty where both agree."""
        if not (self.conflict and self.form == form) or name not in self.typed:
            return ""
        held = "" if stored is None else str(stored)
        return (held or "（空）") if held != self.typed[name] else ""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the history."""

    at: datetime
    label: str
    detail: str
    who: str


def refused(error: HotlineError, form: str) -> Refused:
    """The refusal of the form that was just sent."""
    return Refused(
        error.message,
        {fault.field: fault.message for fault in error.errors},
        {name: value for name, value in request.form.items() if name != "csrf_token"},
        form,
        error.code == "conflict",
    )


def status_of(error: HotlineError) -> int:
    """The status with which the page comes back."""
    return STATUS.get(error.code, 400)


def tabs() -> list[Tab]:
    """The pages of administration that this person may open."""
    return [
        Tab(label, url_for(endpoint), request.blueprint == endpoint.partition(".")[0])
        for permission, label, endpoint in _TABS
        if may(g.person, permission)
    ]


def said(rows: Sequence[Row[AdminChange, str | None]]) -> list[Said]:
    """The history in words."""
    return [
        Said(
            change.at,
            KIND_LABELS.get(change.kind, change.kind),
            "；".join(filter(None, (_one(name, value) for name, value in change.codes.items()))),
            who or "系统",
        )
        for change, who in rows
    ]


def version_of(form: Mapping[str, str]) -> int:
    """The version that the form was filled from; a bent one never fits."""
    words = form.get("version", "")
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 18 else -1


def _one(name: str, value: Any) -> str:
    queue = name.removeprefix("department_")
    label = _FIELD_LABELS.get(name) or f"{views.QUEUE_LABELS.get(queue, queue)}科室"
    if name == "name" and value == "changed":
        return "姓名已改"
    if isinstance(value, list) and name != "tickets":
        return f"{label} {_word(value[0])} → {_word(value[1])}"
    if name == "tickets":
        return f"{label} {len(value)} 件" if value else ""
    return f"{label} {_word(value)}" if value is not None else ""


def _word(value: object) -> str:
    if value is None or value == "":
        return "（空）"
    if value in set(Role):
        return ROLE_LABELS[Role(str(value))]
    return LEVEL_LABELS.get(str(value)) or views.QUEUE_LABELS.get(str(value)) or str(value)
