"""Refuses a ladder with a rung that can't be reached (oncall 934): overtaken by a later one, or years away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from models.domain.errors import PolicyInvalid
from models.domain.ladder import planned_steps
from models.domain.limits import ClockRule, due
from models.domain.policy import Policy

_TOO_FAR = timedelta(days=366)
# A morning, an evening, a Friday, the eve of a long holiday: a rung must keep its place from all of them.
_STARTS = tuple(
    datetime(2026, month, day, hour, tzinfo=UTC)
    for month, day, hour in ((11, 24, 1), (11, 24, 14), (11, 27, 9), (9, 30, 9), (2, 13, 3))
)


def check_reach(policy: Policy) -> None:
    """Raise PolicyInvalid naming ladder and rung."""
    for rule in policy.clock_rules:
        for start in _STARTS:
            _check(policy, rule, start)


def _check(policy: Policy, rule: ClockRule, start: datetime) -> None:
    where = f"ladders.toml 阶梯 {rule.ladder}（{rule.kind}/{rule.urgency}）"
    end = due(rule, start, policy.calendar).at
    at = {
        step.code: step.due_at
        for step in planned_steps(policy.ladders[rule.ladder], rule, start, end, policy.calendar)
    }
    rungs = policy.ladders[rule.ladder]
    for lower, higher in pairwise(rungs):
        if at[higher.code] <= at[lower.code]:
            raise PolicyInvalid(
                f"{where}：{lower.code} 到不了，{higher.code} 不比它晚。请调整先后时间。"
            )
    for rung in rungs:
        if at[rung.code] - start > _TOO_FAR:
            raise PolicyInvalid(f"{where}：{rung.code} 在一年以后，等于没有。请缩短时间。")
        if at[rung.code] < start:
            raise PolicyInvalid(f"{where}：{rung.code} 在时限开始之前，一开始就会触发。")
