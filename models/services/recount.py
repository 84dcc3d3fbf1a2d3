"""A year's official table was loaded: publish it, then recount the clocks whose ends were estimates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.domain.clocks import rule_for
from models.domain.errors import InvalidInput, PolicyInvalid
from models.domain.ladder import planned_steps
from models.domain.limits import ClockRule
from models.domain.policy import Policy
from models.domain.recount import is_estimated, recounted
from models.domain.words import ClockKind, DemandType, Urgency
from models.domain.worktime import SHANGHAI, Calendar
from models.queries import audit, clocks_running, due
from models.services.act import Act
from models.services.calendars import calendar_under
from models.services.clocks import next_step
from models.services.policies import keep_version, stored_policy
from models.services.policy_desk import current_body, put_in_force
from models.services.trail import Happening, record
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class YearTable:
    """The official days of one year that differ from Monday to Friday: True works, False is off."""

    year: int
    days: Mapping[str, bool]


def load_year(act: Act, table: YearTable) -> str:
    """Publish a version with this table; returns its id. A second loading of the same table changes nothing."""
    _check(table)
    body = current_body(act)
    calendar = dict(body["calendar"])
    kept = {
        day: works
        for day, works in calendar.get("days", {}).items()
        if not day.startswith(f"{table.year}-")
    }
    calendar["days"] = kept | dict(table.days)
    calendar["official_years"] = sorted({*calendar.get("official_years", ()), table.year})
    policy = keep_version(act.session, body | {"calendar": calendar}, act.now)
    if policy.version != act.policy.version:
        put_in_force(act, policy.version, "calendar", f"载入 {table.year} 年官方放假安排")
    return policy.version


def recount_some(act: Act, policy: Policy, after_id: int, limit: int) -> tuple[int, int]:
    """Recount up to `limit` estimated clocks with ids above `after_id`; (last id looked at or 0, how many moved)."""
    found = clocks_running.estimated(act.session, after_id, limit)
    moved = sum(_recount(act, policy, clock_id) for clock_id in found)
    return (found[-1] if found else 0), moved


def estimates(act: Act) -> clocks_running.Estimates:
    """What rests on the guess of a year whose table has not been published: for the banner of the supervisors."""
    year = act.now.astimezone(SHANGHAI).year
    while act.policy.calendar.is_official(year):
        year += 1
    return clocks_running.count_estimated(act.session, datetime(year, 1, 1, tzinfo=SHANGHAI))


def _recount(act: Act, policy: Policy, clock_id: int) -> bool:
    clock = act.session.get_one(TicketClock, clock_id)
    ticket = audit.lock_ticket(act.session, clock.ticket_id)
    act.session.refresh(clock)
    if not clocks_running.goes_on(act.session, clock.id):
        return False
    own = _own_policy(act, clock)
    rule = _rule(own, clock, ticket)
    old = calendar_under(act, own, ticket.unit_id)
    new = calendar_under(act, policy, ticket.unit_id)
    before, after = clock.due_at, _end(clock, rule, old, new)
    clock.estimated = is_estimated(rule, clock.started_at, after, new)
    if after == before:
        return False
    clock.due_at = after
    steps = planned_steps(own.ladders[rule.ladder], rule, clock.started_at, after, new)
    _replan(act, clock, {step.code: step.due_at for step in steps})
    codes = {
        "clock": clock.kind,
        "clock_id": clock.id,
        "from": before.isoformat(),
        "to": after.isoformat(),
        "policy": policy.version,
    }
    record(act, ticket, Happening("recounted", codes, ticket.status, ticket.status))
    act.session.flush()
    return True


def _end(clock: TicketClock, rule: ClockRule, old: Calendar, new: Calendar) -> datetime:
    """A pause ends at the date that was agreed upon, whatever the days between are."""
    if clock.kind == ClockKind.PAUSE:
        return clock.due_at
    return recounted(rule, clock.started_at, clock.due_at, old, new)


def _replan(act: Act, clock: TicketClock, at: Mapping[str, datetime]) -> None:
    """Rungs that have fired stay as they are; those after them get their new dates (in a pause none is waiting)."""
    pending = due.pending_step(act.session, clock.id)
    fired = pending.position if pending else audit.rungs_fired(act.session, clock.id)
    ahead = [
        rung | {"due_at": at.get(rung["code"], datetime.fromisoformat(rung["due_at"])).isoformat()}
        for rung in clock.plan[fired:]
    ]
    clock.plan = [*clock.plan[:fired], *ahead]
    if pending is None or pending.due_at.isoformat() == ahead[0]["due_at"]:
        return
    pending.cancelled_at = act.now
    act.session.flush()
    following = next_step(clock, fired)
    assert following is not None, "the rung was pending"
    act.session.add(following)


def _own_policy(act: Act, clock: TicketClock) -> Policy:
    if clock.policy_id == act.policy.version:
        return act.policy
    return stored_policy(act.session, clock.policy_id)


def _rule(policy: Policy, clock: TicketClock, ticket: Ticket) -> ClockRule:
    demand = DemandType(ticket.demand_type) if ticket.demand_type else None
    return rule_for(policy, ClockKind(clock.kind), Urgency(ticket.urgency), demand)


def _check(table: YearTable) -> None:
    if not 2026 <= table.year <= 2100:
        raise InvalidInput("年份应在 2026 至 2100 之间。")
    for day in table.days:
        try:
            inside = date.fromisoformat(day).year == table.year
        except ValueError:
            inside = False
        if not inside:
            raise PolicyInvalid(f"{day} 不是 {table.year} 年的日期，应写成 {table.year}-01-01。")
    if table.days.get(f"{table.year}-01-01") is not False:
        raise PolicyInvalid(
            f"{table.year}-01-01（元旦）应为休息日；请确认文件列出了全年的放假和调休。"
        )


def table_from(content: Mapping[str, Any]) -> YearTable:
    """A year's table from a TOML file: `year`, and `[days]` with true (上班) or false (休息)."""
    year, days = content.get("year"), content.get("days")
    if not isinstance(year, int) or not isinstance(days, Mapping):
        raise PolicyInvalid("文件应有 year = 2027 和 [days] 一节。")
    wrong = [day for day, works in days.items() if not isinstance(works, bool)]
    if wrong:
        raise PolicyInvalid(f"{wrong[0]}：应为 true（上班）或 false（休息）。")
    return YearTable(year, dict(days))
