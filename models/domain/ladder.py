"""Ladders: who hears when a clock runs out, and who hears next (domain.md 3.6, 4.3). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.domain.limits import ClockRule
from models.domain.worktime import (
    Calendar,
    add_working_time,
    end_of_nth_working_day,
    subtract_working_time,
    working_time_between,
)


class Recipient(StrEnum):
    """Whom a rung tells; services turn them into people, never into nobody."""

    OWNER_STAFF = "owner_staff"
    OWNER_LEADER = "owner_leader"
    CO_STAFF = "co_staff"  # of the departments that owe an answer in 会办
    CO_LEADER = "co_leader"
    DISPATCH_DESK = "dispatch_desk"
    SUPERVISOR = "supervisor"
    HIGHER_SUPERVISOR = "higher_supervisor"
    PROVINCE_SUPERVISOR = "province_supervisor"


class OffsetUnit(StrEnum):
    """PERCENT_BEFORE: of the (working) time between start and due. The others count after `anchor`."""

    PERCENT_BEFORE = "percent_before"
    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder. `from_start` counts from the clock's start instead of its due time."""

    code: str
    level: int
    amount: int
    unit: OffsetUnit
    notify: tuple[Recipient, ...]
    from_start: bool = False


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A rung with its date."""

    code: str
    level: int
    due_at: datetime
    notify: tuple[Recipient, ...]


def planned_steps(
    ladder: Sequence[Rung],
    rule: ClockRule,
    started_at: datetime,
    due_at: datetime,
    calendar: Calendar,
) -> tuple[PlannedStep, ...]:
    """All rungs with their dates, in order of time."""
    steps = [
        PlannedStep(
            rung.code, rung.level, _when(rung, rule, started_at, due_at, calendar), rung.notify
        )
        for rung in ladder
    ]
    return tuple(sorted(steps, key=lambda step: (step.due_at, step.level)))


def _when(
    rung: Rung, rule: ClockRule, started_at: datetime, due_at: datetime, calendar: Calendar
) -> datetime:
    anchor = started_at if rung.from_start else due_at
    if rung.unit is OffsetUnit.WORKING_DAYS:
        return anchor if rung.amount == 0 else end_of_nth_working_day(calendar, anchor, rung.amount)
    if rung.unit is OffsetUnit.WORKING_HOURS:
        return add_working_time(calendar, anchor, timedelta(hours=rung.amount))
    if rung.unit is not OffsetUnit.PERCENT_BEFORE:
        return anchor + timedelta(**{str(rung.unit): rung.amount})
    worked = working_time_between(calendar, started_at, due_at)
    if worked and (rule.limit.in_working_time or rule.roll_over):
        # A limit that spares off-days reminds in office hours: at 4 a.m. nobody reads it.
        return subtract_working_time(calendar, due_at, worked * rung.amount / 100)
    return due_at - (due_at - started_at) * rung.amount / 100
