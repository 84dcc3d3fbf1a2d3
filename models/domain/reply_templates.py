"""答复模板: words with placeholders, checked when they are written and filled from a ticket when they are used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.domain.administration import name_faults
from models.domain.errors import FieldError

MAX_TEXT = 2000
MAX_NAME = 60


class Use(StrEnum):
    """Which form of a ticket a template fills; `FIELDS` says which field."""

    REPLY = "reply"  # 公开答复
    ANSWER = "answer"  # 直接答复
    REJECT = "reject"  # 不予受理告知
    CONTACT = "contact"  # 联系记录
    CALL_BACK = "call-back"  # 回访记录


FIELDS: Mapping[Use, str] = {
    Use.REPLY: "answer",
    Use.ANSWER: "text",
    Use.REJECT: "told",
    Use.CONTACT: "words",
    Use.CALL_BACK: "words",
}
USE_LABELS: Mapping[Use, str] = {
    Use.REPLY: "公开答复",
    Use.ANSWER: "直接答复",
    Use.REJECT: "不予受理告知",
    Use.CONTACT: "联系来电人",
    Use.CALL_BACK: "回访",
}
# Names of placeholders, and what a preview without a ticket puts there.
PLACEHOLDERS: Mapping[str, str] = {
    "编号": "20261124-000123",
    "单位": "金水区总工会",
    "科室": "人社劳动监察科",
    "类别": "拖欠工资",
    "承办人": "张某",
    "用人单位": "某某建筑公司",
    "受理日期": "2026-11-24",
    "今天": "2026-11-25",
    "办结期限": "2026-12-08",
    "法定期限": "申请劳动仲裁：2027-11-23",
    "单位电话": "12351",
}
_PART = re.compile(r"\{([^{}\n]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A template as somebody writes it; `category` is four digits, two, or none for all matters."""

    name: str
    use: Use
    category: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A template that may be used: the package's own (`builtin:wages`) or a unit's (`own:12`)."""

    code: str
    name: str
    use: Use
    category: str | None
    text: str


def draft_faults(draft: Draft) -> list[FieldError]:
    """Everything that is wrong; an unknown placeholder with line and column."""
    faults = name_faults("name", "模板名称", draft.name, MAX_NAME)
    if not draft.text.strip():
        faults.append(FieldError("text", "请写模板内容。"))
    if len(draft.text) > MAX_TEXT:
        faults.append(
            FieldError("text", f"模板最多 {MAX_TEXT} 字，现有 {len(draft.text)} 字，请精简。")
        )
    return faults + [FieldError("text", words) for words in _unknown(draft.text)[:1]]


def _unknown(text: str) -> list[str]:
    found = []
    for part in _PART.finditer(text):
        line, column = _place(text, part.start())
        where = f"第 {line} 行第 {column} 字"
        if part.group(1) is None:
            found.append(f"{where}：花括号“{part.group()}”不成对。占位符应写成 {{编号}}。")
        elif part.group(1) not in PLACEHOLDERS:
            known = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
            found.append(f"{where}：没有占位符 {{{part.group(1)}}}。可用：{known}。")
    return found


def _place(text: str, at: int) -> tuple[int, int]:
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def filled(text: str, values: Mapping[str, str | None]) -> str:
    """The words for one ticket; what the ticket does not know is marked for the writer, never left out in silence."""
    return _PART.sub(lambda part: _value(part, values), text)


def _value(part: re.Match[str], values: Mapping[str, str | None]) -> str:
    name = part.group(1)
    if name not in PLACEHOLDERS:
        return part.group()
    return values.get(name) or f"〔请填写：{name}〕"


def appended(typed: str, words: str) -> str:
    """What was typed stays; the template comes after it."""
    return f"{typed.rstrip()}\n\n{words}" if typed.strip() else words


def fits(template: Ready, category: str | None) -> int:
    """How well it fits a ticket's category: 0 exactly, 1 by its group, 2 all matters, 3 another matter."""
    if template.category is None:
        return 2
    if category is None:
        return 3
    if template.category == category:
        return 0
    return 1 if template.category == category[:2] else 3
