"""Reads the default policy of the package, and any stored version of it; refuses one that contradicts itself."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from models.domain.errors import PolicyInvalid
from models.domain.ladder import OffsetUnit, Recipient, Rung
from models.domain.limits import ClockRule, Limit, LimitUnit
from models.domain.policy import Policy
from models.domain.taxonomy import Category, Taxonomy
from models.domain.words import ClockKind, DemandType, Level, Queue, Urgency
from models.policy.calendars import calendar_from

_FILES = ("taxonomy", "clocks", "ladders", "calendar")


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
    """Build and check a policy; raises PolicyInvalid naming the place of the fault."""
    try:
        policy = Policy(
            version=version_of(body),
            taxonomy=_taxonomy(body["taxonomy"]),
            clock_rules=tuple(rule for row in body["clocks"]["clock"] for rule in _rules(row)),
            ladders={name: _ladder(name, row) for name, row in body["ladders"].items()},
            calendar=calendar_from(body["calendar"]),
            return_limit_days=int(body["calendar"]["return_limit_days"]),
        )
    except (KeyError, ValueError, TypeError) as fault:
        raise PolicyInvalid(f"政策内容有误：{fault!r}。") from fault
    _check(policy)
    return policy


def _taxonomy(body: Mapping[str, Any]) -> Taxonomy:
    names = {row["code"]: row["name"] for row in body["parent"]}
    return Taxonomy({row["code"]: _category(row, names) for row in body["category"]})


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


def _limit(words: str) -> Limit:
    amount, unit = words.split()
    return Limit(int(amount), LimitUnit(unit))


def _ladder(name: str, body: Mapping[str, Any]) -> tuple[Rung, ...]:
    rungs = tuple(_rung(row) for row in body["rungs"])
    if not rungs or any(not rung.notify for rung in rungs):
        raise PolicyInvalid(f"阶梯 {name} 有无人接收的一级，或一级也没有。")
    return rungs


def _rung(row: Mapping[str, Any]) -> Rung:
    amount, unit = row["at"].split()
    before = unit == "percent"
    return Rung(
        code=row["code"],
        level=int(row["level"]),
        amount=abs(int(amount)),
        unit=OffsetUnit.PERCENT_BEFORE if before else OffsetUnit(unit),
        notify=tuple(Recipient(word) for word in row["notify"]),
        from_start=bool(row.get("from_start", False)),
    )


def _check(policy: Policy) -> None:
    """Every clock of every urgency and demand type has exactly one rule, and every rule a ladder."""
    for kind in ClockKind:
        for urgency in Urgency:
            for demand in DemandType:
                found = [
                    rule
                    for rule in policy.clock_rules
                    if rule.kind is kind and rule.urgency is urgency and demand in rule.demand_types
                ]
                if len(found) != 1:
                    raise PolicyInvalid(
                        f"{kind}/{urgency}/{demand} 有 {len(found)} 条时限，应为 1 条。"
                    )
                if found[0].ladder not in policy.ladders:
                    raise PolicyInvalid(
                        f"时限 {kind}/{urgency} 引用了不存在的阶梯 {found[0].ladder}。"
                    )
