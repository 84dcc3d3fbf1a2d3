"""A number on a page is a slice: what is counted, narrowed by place, time, category or person. Its list is the same slice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Measure(StrEnum):
    """What is counted. The first group counts what is open at `by`, the others a span of weeks."""

    OPEN = "open"
    P1_WAITING = "p1_waiting"
    CONFIRMING = "confirming"
    OVERDUE = "overdue"
    BREACHING = "breaching"
    AWAITING = "awaiting"
    RETURNS = "returns"
    EXTENSIONS = "extensions"
    DISPUTES = "disputes"
    ESCALATED = "escalated"
    HELD = "held"  # accepted by one person
    HELD_OVERDUE = "held_overdue"
    RECEIVED = "received"
    RETURNED = "returned"
    PING_PONG = "ping_pong"
    ABSTAINED = "abstained"
    EMERGENCIES = "emergencies"
    MISSED = "missed"
    FALSE_ALARM = "false_alarm"
    KEPT = "kept"  # a person chose the reader's category, and nobody another one
    CHANGED = "changed"  # a person chose another one
    CLOSED = "closed"
    SOLVED = "solved"
    UNSOLVED = "unsolved"
    UNPROVEN = "unproven"
    ON_TIME = "on_time"
    LATE = "late"
    SATISFIED = "satisfied"
    RELAPSED = "relapsed"


OPEN_NOW = frozenset(
    {
        Measure.OPEN,
        Measure.P1_WAITING,
        Measure.CONFIRMING,
        Measure.OVERDUE,
        Measure.BREACHING,
        Measure.AWAITING,
        Measure.RETURNS,
        Measure.EXTENSIONS,
        Measure.DISPUTES,
        Measure.ESCALATED,
        Measure.HELD,
        Measure.HELD_OVERDUE,
    }
)
BY_RECEIPT = (
    Measure.RECEIVED,
    Measure.RETURNED,
    Measure.PING_PONG,
    Measure.ABSTAINED,
    Measure.EMERGENCIES,
    Measure.MISSED,
    Measure.FALSE_ALARM,
)
BY_END = (
    Measure.CLOSED,
    Measure.SOLVED,
    Measure.UNSOLVED,
    Measure.UNPROVEN,
    Measure.ON_TIME,
    Measure.LATE,
    Measure.SATISFIED,
)

MEASURE_LABELS: Mapping[Measure, str] = {
    Measure.OPEN: "在办",
    Measure.P1_WAITING: "特急未签收",
    Measure.CONFIRMING: "特急待确认",
    Measure.OVERDUE: "已超时",
    Measure.BREACHING: "两个工作小时内到期",
    Measure.AWAITING: "待签收",
    Measure.RETURNS: "退单待审",
    Measure.EXTENSIONS: "延期待批",
    Measure.DISPUTES: "会商待裁定",
    Measure.ESCALATED: "已升级督办",
    Measure.HELD: "在手",
    Measure.HELD_OVERDUE: "在手超时",
    Measure.RECEIVED: "受理",
    Measure.RETURNED: "退过单",
    Measure.PING_PONG: "反复退单（两次以上）",
    Measure.ABSTAINED: "系统拿不准",
    Measure.EMERGENCIES: "特急",
    Measure.MISSED: "特急漏判",
    Measure.FALSE_ALARM: "特急误报",
    Measure.KEPT: "人维持系统分类",
    Measure.CHANGED: "人改了系统分类",
    Measure.CLOSED: "办结",
    Measure.SOLVED: "回访确认已解决",
    Measure.UNSOLVED: "回访为未解决",
    Measure.UNPROVEN: "未能回访证实",
    Measure.ON_TIME: "按时答复",
    Measure.LATE: "超时答复",
    Measure.SATISFIED: "回访满意",
    Measure.RELAPSED: "七日内重新办理",
}


@dataclass(frozen=True, slots=True)
class Slice:
    """None means any. `below` is a unit with everything under it; `category` a code or its first two digits."""

    what: Measure
    by: datetime | None = None  # for what is open: the moment that decides what is overdue
    until: datetime | None = None  # end (exclusive) of the span, or of the two working hours
    since: datetime | None = None
    below: str | None = None
    unit: str | None = None
    level: str | None = None
    category: str | None = None
    person: int | None = None
    owner: int | None = None  # department that has it
    former: int | None = None  # department that had it before
    place: str | None = None  # first digits of the place's code
    employer: str | None = None
    flag: str | None = None
