"""Changes of the catalogue that people make on its page: names, hints, what is still offered. Codes are for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.domain.administration import name_faults
from models.domain.errors import FieldError, InvalidInput, NotFound

MAX_NAME = 30
MAX_SCOPE = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """What people may change of a category. `active`: offered to people who choose one."""

    name: str
    scope: str
    active: bool


def with_entry(body: Mapping[str, Any], code: str, entry: Entry) -> dict[str, Any]:
    """The taxonomy file with this category changed. Raises NotFound, or InvalidInput with every fault."""
    faults = name_faults("name", "分类名称", entry.name, MAX_NAME)
    if entry.scope:
        faults += name_faults("scope", "提示", entry.scope, MAX_SCOPE)
    rows = list(body["taxonomy"]["category"])
    place = next((at for at, row in enumerate(rows) if row["code"] == code), None)
    if place is None:
        raise NotFound(f"没有分类 {code}。分类代码是固定的，不能新增。")
    if any(row["name"] == entry.name for row in rows if row["code"] != code):
        faults.append(FieldError("name", "另一个分类已经叫这个名称，请换一个。"))
    if faults:
        raise InvalidInput("没有保存，请修改标出的内容。", errors=tuple(faults))
    changed = {**rows[place], "name": entry.name, "scope": entry.scope, "active": entry.active}
    rows[place] = changed
    return {"taxonomy": {**body["taxonomy"], "category": rows}}


def entry_of(body: Mapping[str, Any], code: str) -> Entry | None:
    """The category as a body has it."""
    for row in body["taxonomy"]["category"]:
        if row["code"] == code:
            return Entry(row["name"], row.get("scope", ""), bool(row.get("active", True)))
    return None


def changed_codes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Which categories differ between two bodies."""
    known = {row["code"]: row for row in before["taxonomy"]["category"]}
    return [row["code"] for row in after["taxonomy"]["category"] if known.get(row["code"]) != row]
