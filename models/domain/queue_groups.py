"""The groups of a department's work queue, in the order in which they are worked through (peers.md 5.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from models.domain.words import Status
from models.domain.worktime import SHANGHAI, Calendar, add_working_time

_SOON = timedelta(hours=1)  # of working time


class Group(StrEnum):
    """Where a row stands; the order here is the order on the page."""

    OVERDUE = "overdue"  # 已超时
    SOON = "soon"  # 1小时内
    TODAY = "today"  # 今天
    LATER = "later"  # 以后
    PAUSED = "paused"  # 挂起
    WAITING = "waiting"  # 待签收


@dataclass(frozen=True, slots=True)
class Bounds:
    """The moments between groups, from now on."""

    now: datetime
    soon_until: datetime
    today_until: datetime


def bounds_at(now: datetime, calendar: Calendar) -> Bounds:
    """An hour of this office's working time, then the end of the local day.

    Inside one calendar an earlier end is also less working time left, so that the order of ends is the order
    of remaining working time. At 16:30 the hour ends tomorrow morning: whatever ends over night stands in it.
    """
    tomorrow = now.astimezone(SHANGHAI).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time.min, SHANGHAI)
    soon = add_working_time(calendar, now, _SOON)
    return Bounds(now, soon, max(soon, midnight.astimezone(now.tzinfo)))


def group_of(status: str, due_at: datetime, bounds: Bounds) -> Group:
    """The group of a ticket by its first running clock: late and pressing ones stand on top whatever their status."""
    if status == Status.SUSPENDED:
        return Group.PAUSED
    if due_at < bounds.now:
        return Group.OVERDUE
    if due_at < bounds.soon_until:
        return Group.SOON
    if status == Status.DISPATCHED:
        return Group.WAITING
    return Group.TODAY if due_at < bounds.today_until else Group.LATER
