"""回访: how a try ended, what the caller thought of each matter, and when the next try may be made. Pure.

Three tries on different half-days (domain.md 3.5): ten calls in one morning are one try.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from models.domain.allowances import half_day
from models.domain.worktime import SHANGHAI

_NOON = time(12)
_MORNING = time(8)  # nobody is phoned earlier, though the half-day begins at midnight


class CallOutcome(StrEnum):
    """How one try ended."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    OFF = "off"
    DEAD = "dead"
    REFUSED = "refused"


class Matter(StrEnum):
    """What a caller is asked about, one by one (一事一评)."""

    RESULT = "result"
    MANNER = "manner"
    SPEED = "speed"


class Rating(StrEnum):
    """What the caller answered; no answer is no rating."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Then(StrEnum):
    """What follows from a try."""

    CLOSE = "close"
    REWORK = "rework"
    WAIT = "wait"


OUTCOME_LABELS: Mapping[CallOutcome, str] = {
    CallOutcome.REACHED: "接通",
    CallOutcome.NO_ANSWER: "无人接听",
    CallOutcome.OFF: "关机或无法接通",
    CallOutcome.DEAD: "空号",
    CallOutcome.REFUSED: "拒绝回访",
}
MATTER_LABELS: Mapping[Matter, str] = {
    Matter.RESULT: "办理结果",
    Matter.MANNER: "办理态度",
    Matter.SPEED: "办理速度",
}
RATING_LABELS: Mapping[Rating, str] = {
    Rating.GOOD: "满意",
    Rating.FAIR: "基本满意",
    Rating.POOR: "不满意",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One try as the rule sees it."""

    at: datetime
    outcome: CallOutcome


def content_with(ratings: Mapping[Matter, Rating]) -> bool | None:
    """Satisfied when nothing was called poor; None when nothing was rated."""
    return None if not ratings else Rating.POOR not in ratings.values()


def half_days_tried(tries: Iterable[Tried]) -> int:
    """On how many different half-days somebody tried."""
    return len({half_day(one.at) for one in tries})


def missed_in_this_half_day(tries: Iterable[Tried], now: datetime) -> Tried | None:
    """The try of this half-day that reached nobody: a second one now would prove nothing more."""
    here = half_day(now)
    missed = (one for one in tries if one.outcome is not CallOutcome.REACHED)
    return next((one for one in missed if half_day(one.at) == here), None)


def may_be_let_be(tries: Iterable[Tried], half_days: int) -> bool:
    """Enough half-days were tried, or the caller has said not to be called: who refuses is not rung three times."""
    found = tuple(tries)
    refused = any(one.outcome is CallOutcome.REFUSED for one in found)
    return refused or half_days_tried(found) >= half_days


def half_day_begin(now: datetime) -> datetime:
    """When the half-day of `now` began: local midnight or noon."""
    local = now.astimezone(SHANGHAI)
    begin = _NOON if half_day(now)[1] else time(0)
    return datetime.combine(local.date(), begin, SHANGHAI)


def next_half_day(now: datetime) -> datetime:
    """When the next half-day begins for callers: noon, or eight o'clock of the next morning."""
    local = now.astimezone(SHANGHAI)
    if not half_day(now)[1]:
        return datetime.combine(local.date(), _NOON, SHANGHAI)
    return datetime.combine(local.date() + timedelta(days=1), _MORNING, SHANGHAI)


def spoken(at: datetime, now: datetime) -> str:
    """ "今天 12:00", "明天 08:00": how an operator says it."""
    local, here = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    days = (local.date() - here.date()).days
    day = {0: "今天", 1: "明天"}.get(days, f"{local:%m-%d}")
    return f"{day} {local:%H:%M}"
