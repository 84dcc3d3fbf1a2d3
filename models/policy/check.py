"""Refuses a policy that contradicts itself; every message names the file and the row (design.md D8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from itertools import chain, pairwise, product

from models.domain.allowances import Allowances
from models.domain.errors import PolicyInvalid
from models.domain.ladder import OffsetUnit, Rung
from models.domain.policy import Policy
from models.domain.refusals import RejectReason
from models.domain.taxonomy import Taxonomy
from models.domain.thresholds import Thresholds
from models.domain.words import ClockKind, DemandType, PauseReason, Queue, Urgency
from models.domain.worktime import Calendar, Interval

_CODE = re.compile(r"\d{4}")
_MAX_CHANNEL = 300  # characters: it is read out on the phone


def check(policy: Policy) -> None:
    """Raise PolicyInvalid at the first contradiction."""
    _check_taxonomy(policy.taxonomy)
    _check_clocks(policy)
    for name, rungs in policy.ladders.items():
        _check_ladder(name, rungs)
    _check_calendar("calendar.toml", policy.calendar)
    for code, calendar in policy.unit_calendars.items():
        _check_calendar(f"calendar.toml 单位 {code}", calendar)
    _check_allowances(policy.allowances)
    _check_right_channels(policy.right_channels)
    _check_reader(policy.reader)
    if policy.return_limit_days < 1:
        raise PolicyInvalid("calendar.toml return_limit_days：退单时限至少 1 个工作日。")
    if policy.return_last_days < policy.return_limit_days:
        raise PolicyInvalid("calendar.toml return_last_days：退单最后期限不得早于退单时限。")


def _check_taxonomy(taxonomy: Taxonomy) -> None:
    for code, row in taxonomy.categories.items():
        where = f"taxonomy.toml 分类 {code}"
        if not _CODE.fullmatch(code):
            raise PolicyInvalid(f"{where}：代码应为四位数字。")
        if Queue.DISPATCH_DESK in (row.queue, *row.co_handlers):
            raise PolicyInvalid(f"{where}：派单审核不能作为主办或协办。")
        if row.queue in row.co_handlers or len(set(row.co_handlers)) < len(row.co_handlers):
            raise PolicyInvalid(f"{where}：同一科室出现两次。")
        if (row.queue is Queue.EMERGENCY) != (row.urgency is Urgency.P1):
            raise PolicyInvalid(f"{where}：应急主办与 P1 必须同时出现。")


def _check_clocks(policy: Policy) -> None:
    """Every clock of every urgency and demand type has exactly one rule, and every rule a ladder."""
    for kind, urgency, demand in product(ClockKind, Urgency, DemandType):
        found = sum(
            rule.kind is kind and rule.urgency is urgency and demand in rule.demand_types
            for rule in policy.clock_rules
        )
        if found != 1:
            raise PolicyInvalid(
                f"clocks.toml {kind}/{urgency}/{demand}：有 {found} 条时限，应为 1 条。"
            )
    for rule in policy.clock_rules:
        where = f"clocks.toml {rule.kind}/{rule.urgency}"
        if rule.ladder not in policy.ladders:
            raise PolicyInvalid(f"{where}：ladders.toml 中没有阶梯 {rule.ladder}。")
        if rule.limit.amount < 1:
            raise PolicyInvalid(f"{where}：时限应大于零。")
    if unused := set(policy.ladders) - {rule.ladder for rule in policy.clock_rules}:
        raise PolicyInvalid(f"ladders.toml 阶梯 {sorted(unused)[0]}：没有时限使用它。")


def _check_ladder(name: str, rungs: tuple[Rung, ...]) -> None:
    if not rungs:
        raise PolicyInvalid(f"ladders.toml 阶梯 {name}：一级也没有。")
    if len({rung.code for rung in rungs}) < len(rungs):
        raise PolicyInvalid(f"ladders.toml 阶梯 {name}：同一代码出现两次。")
    for rung in rungs:
        where = f"ladders.toml 阶梯 {name} 的 {rung.code}"
        if not rung.notify:
            raise PolicyInvalid(f"{where}：没有接收人。")
        if rung.unit is OffsetUnit.PERCENT_BEFORE and not 0 < rung.amount < 100:
            raise PolicyInvalid(f"{where}：百分比应在 1 到 99 之间。")
    for lower, higher in pairwise(rungs):
        if higher.level <= lower.level:
            raise PolicyInvalid(f"ladders.toml 阶梯 {name} 的 {higher.code}：级别应逐级升高。")


def _check_calendar(where: str, calendar: Calendar) -> None:
    if not calendar.intervals:
        raise PolicyInvalid(f"{where} intervals：没有办公时间。")
    _check_hours(f"{where} intervals", calendar.intervals)
    for weekday, hours in calendar.weekly.items():
        _check_hours(f"{where} weekly 周{'一二三四五六日'[weekday]}", hours)
    for day, hours in calendar.hours.items():
        _check_hours(f"{where} hours {day}", hours)


def _check_hours(where: str, hours: Sequence[Interval]) -> None:
    bounds = [_minute(at, ends=place % 2 == 1) for place, at in enumerate(chain(*hours))]
    if any(later <= earlier for earlier, later in pairwise(bounds)):
        raise PolicyInvalid(f"{where}：办公时间应按先后排列，不得重叠。")


def _minute(at: time, *, ends: bool) -> int:
    """Minutes since midnight; an end of 00:00 is the midnight at which the day ends."""
    return 24 * 60 if ends and at == time.min else at.hour * 60 + at.minute


def _check_reader(reader: Thresholds) -> None:
    if reader.abstain_below is not None and not 0 <= reader.abstain_below <= 1:
        raise PolicyInvalid("模型阈值 reader.abstain_below：应在 0 到 1 之间。")
    if reader.alarm_at is not None and not 0 < reader.alarm_at <= 1:
        raise PolicyInvalid("模型阈值 reader.alarm_at：应大于 0、不超过 1；为 0 则每件都成特急。")


def _check_allowances(allowances: Allowances) -> None:
    for rule in allowances.extensions:
        if rule.days < 1:
            raise PolicyInvalid(f"allowances.toml 延期 {rule.urgency}：天数应大于零。")
        if rule.urgency is Urgency.P1:
            raise PolicyInvalid("allowances.toml 延期 P1：特急工单不得延期。")
    for reason in PauseReason:
        if allowances.pause_days.get(reason, 0) < 1:
            raise PolicyInvalid(f"allowances.toml pause_days：缺少 {reason} 的最长天数。")
    if allowances.co_handler_lead_days < 1 or allowances.call_back_half_days < 1:
        raise PolicyInvalid("allowances.toml：会办提前天数和回访半天数至少为 1。")
    if min(allowances.difficult_days.values()) < 1:
        raise PolicyInvalid("allowances.toml difficult：难点、特别复杂的办理天数至少为 1。")
    if min(allowances.difficult_extension_days.values()) < 0:
        raise PolicyInvalid("allowances.toml difficult：延期天数不能为负。")
    if allowances.report_file_hours < 1:
        raise PolicyInvalid("allowances.toml emergency：专报时限至少 1 小时。")


def _check_right_channels(channels: Mapping[RejectReason, str]) -> None:
    """Nobody is refused without hearing where to go (domain.md 3.7)."""
    for reason in RejectReason:
        if not 0 < len(channels.get(reason, "")) <= _MAX_CHANNEL:
            raise PolicyInvalid(f"refusals.toml {reason}：应有正确渠道，不超过 {_MAX_CHANNEL} 字。")
