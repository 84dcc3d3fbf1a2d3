"""Reads the default policy of the package, and any stored version of it; refuses one that contradicts itself."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from models.domain.allowances import Allowances, ExtensionRule
from models.domain.errors import PolicyInvalid
from models.domain.ladder import OffsetUnit, Recipient, Rung
from models.domain.limits import ClockRule, Limit, LimitUnit
from models.domain.policy import Policy
from models.domain.refusals import RejectReason
from models.domain.taxonomy import Category, Taxonomy
from models.domain.words import (
    ClockKind,
    DemandType,
    Difficulty,
    Level,
    PauseReason,
    Queue,
    Urgency,
)
from models.policy.calendars import calendar_from, unit_calendars_from
from models.policy.check import check
from models.policy.thresholds import thresholds_from

_FILES = ("taxonomy", "clocks", "ladders", "calendar", "allowances", "refusals")
_T = TypeVar("_T")


@cache
def default_policy() -> Policy:
    """The policy of the package's TOML files."""
    return policy_from_body(default_body())


def default_body() -> dict[str, Any]:
    """The package's TOML files as one JSON-able mapping."""
    folder = resources.files("models.policy")
    return {
        name: tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        for name in _FILES
    }


def version_of(body: Mapping[str, Any]) -> str:
    """sha256 of the canonical JSON."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def policy_from_body(body: Mapping[str, Any]) -> Policy:
    """Build and check a policy; raises PolicyInvalid naming the file and row of the fault."""
    for name in _FILES:
        if not isinstance(body.get(name), Mapping):
            raise PolicyInvalid(f"政策缺少 {name}.toml 的内容。")
    policy = Policy(
        version=version_of(body),
        taxonomy=_taxonomy(body["taxonomy"]),
        clock_rules=tuple(
            rule
            for rules in _rows("clocks.toml 时限", body["clocks"].get("clock", ()), _rules)
            for rule in rules
        ),
        ladders={
            name: tuple(_rows(f"ladders.toml 阶梯 {name}", row.get("rungs", ()), _rung))
            for name, row in body["ladders"].items()
        },
        calendar=_read("calendar.toml", body["calendar"], calendar_from),
        unit_calendars=_read("calendar.toml 单位日历", body["calendar"], unit_calendars_from),
        return_limit_days=_read(
            "calendar.toml", body["calendar"], lambda row: int(row["return_limit_days"])
        ),
        return_last_days=_read(
            "calendar.toml", body["calendar"], lambda row: int(row["return_last_days"])
        ),
        allowances=_read("allowances.toml", body["allowances"], _allowances),
        right_channels=_read("refusals.toml", body["refusals"], _right_channels),
        # No file of the package: what it says is the exception, and the bundle's own thresholds the rule.
        reader=_read("模型阈值", body.get("reader", {}), thresholds_from),
    )
    check(policy)
    return policy


def _rows(
    where: str, rows: Sequence[Mapping[str, Any]], build: Callable[[Mapping[str, Any]], _T]
) -> list[_T]:
    """Build every row; a fault names the row by its code or kind and its place, counted from 1."""
    return [
        _read(f"{where} 第 {place} 行 {row.get('code') or row.get('kind') or ''}", row, build)
        for place, row in enumerate(rows, 1)
    ]


def _read(where: str, row: Mapping[str, Any], build: Callable[[Mapping[str, Any]], _T]) -> _T:
    try:
        return build(row)
    except KeyError as fault:
        raise PolicyInvalid(f"{where}：缺少或不认识 {fault}。") from fault
    except (ValueError, TypeError, AttributeError) as fault:
        raise PolicyInvalid(f"{where}：内容有误（{fault}）。") from fault


def _taxonomy(body: Mapping[str, Any]) -> Taxonomy:
    where = "taxonomy.toml 分类"
    names = dict(
        _rows("taxonomy.toml 大类", body.get("parent", ()), lambda row: (row["code"], row["name"]))
    )
    rows = _rows(where, body.get("category", ()), lambda row: _category(row, names))
    categories = {row.code: row for row in rows}
    if len(categories) < len(rows):
        raise PolicyInvalid(f"{where}：有代码出现两次。")
    return Taxonomy(categories)


def _category(row: Mapping[str, Any], names: Mapping[str, str]) -> Category:
    queue, *co_handlers = (Queue(word) for word in row["queues"])
    parent = row["code"][:2]
    return Category(
        code=row["code"],
        parent=parent,
        parent_name=names[parent],
        name=row["name"],
        queue=queue,
        co_handlers=tuple(co_handlers),
        urgency=Urgency(row["urgency"]),
        lowest_level=Level(row.get("lowest_level", "county")),
        confidential=bool(row.get("confidential", False)),
        scope=row.get("scope", ""),
        active=bool(row.get("active", True)),
    )


def _rules(row: Mapping[str, Any]) -> list[ClockRule]:
    demands = frozenset(DemandType(word) for word in row.get("demand_types", list(DemandType)))
    return [
        ClockRule(
            kind=ClockKind(row["kind"]),
            urgency=Urgency(urgency),
            demand_types=demands,
            limit=_limit(words),
            ladder=row["ladder"],
            roll_over=bool(row.get("roll_over", False)),
        )
        for urgency, words in row["limits"].items()
    ]


def _allowances(body: Mapping[str, Any]) -> Allowances:
    return Allowances(
        extensions=tuple(
            rule
            for rules in _rows("allowances.toml 延期", body.get("extension", ()), _extensions)
            for rule in rules
        ),
        pause_days={PauseReason(word): int(days) for word, days in body["pause_days"].items()},
        co_handler_lead_days=int(body["co_handlers"]["lead_days"]),
        call_back_half_days=int(body["call_back"]["half_days"]),
        difficult_days=_by_difficulty(body["difficult"]["days"]),
        difficult_extension_days=_by_difficulty(body["difficult"]["extension_days"]),
        report_file_hours=int(body["emergency"]["report_file_hours"]),
    )


def _by_difficulty(row: Mapping[str, Any]) -> dict[Difficulty, int]:
    return {word: int(row[word]) for word in Difficulty}


def _extensions(row: Mapping[str, Any]) -> list[ExtensionRule]:
    demands = frozenset(DemandType(word) for word in row.get("demand_types", list(DemandType)))
    return [
        ExtensionRule(Urgency(urgency), demands, int(days)) for urgency, days in row["days"].items()
    ]


def _right_channels(body: Mapping[str, Any]) -> dict[RejectReason, str]:
    return {RejectReason(word): channel.strip() for word, channel in body["channels"].items()}


def _limit(words: str) -> Limit:
    amount, unit = words.split()
    return Limit(int(amount), LimitUnit(unit))


def _rung(row: Mapping[str, Any]) -> Rung:
    amount, unit = row["at"].split()
    before = unit == "percent"
    if before != amount.startswith("-"):
        raise ValueError(f"{row['at']}：百分比写负数，其余写正数")
    return Rung(
        code=row["code"],
        level=int(row["level"]),
        amount=abs(int(amount)),
        unit=OffsetUnit.PERCENT_BEFORE if before else OffsetUnit(unit),
        notify=tuple(Recipient(word) for word in row["notify"]),
        from_start=bool(row.get("from_start", False)),
    )
