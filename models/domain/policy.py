"""A policy version as a value: catalogue, limits, ladders, calendar (design.md D8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.domain.ladder import Rung
from models.domain.limits import ClockRule
from models.domain.taxonomy import Taxonomy
from models.domain.worktime import Calendar


@dataclass(frozen=True)
class Policy:
    """Everything that a supervisor may change without a release. `version` is its sha256."""

    version: str
    taxonomy: Taxonomy
    clock_rules: tuple[ClockRule, ...]
    ladders: Mapping[str, tuple[Rung, ...]]
    calendar: Calendar
    return_limit_days: int
