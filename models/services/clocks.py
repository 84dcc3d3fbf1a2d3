"""Starts, restarts and stops a ticket's clocks, so that they always fit its status (models.domain.ticket.CLOCKS_IN)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from models.domain.allowances import marked
from models.domain.clock_follow import following
from models.domain.clocks import ClockRule, Due, due, rule_for
from models.domain.ladder import planned_steps
from models.domain.words import ClockKind, DemandType, Difficulty, Status, Urgency
from models.domain.worktime import SHANGHAI, Calendar
from models.queries import due as due_rows
from models.services.act import Act
from models.services.calendars import calendar_of
from models.tables.clocks import Step, TicketClock
from models.tables.tickets import Ticket


class Timed(Protocol):
    """What of a ticket decides its limits."""

    @property
    def urgency(self) -> str: ...

    @property
    def demand_type(self) -> str | None: ...

    @property
    def difficulty(self) -> str | None: ...

    @property
    def unit_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ClockPlan:
    """A clock before it is a row: when it is due and every rung of its ladder."""

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    estimated: bool
    plan: list[dict[str, Any]]
    assist_id: int | None = None


def rule_of(act: Act, kind: ClockKind, ticket: Timed) -> ClockRule:
    """The rule that holds for this kind of clock with the ticket's urgency and demand type."""
    demand = DemandType(ticket.demand_type) if ticket.demand_type else None
    rule = rule_for(act.policy, kind, Urgency(ticket.urgency), demand)
    if kind is ClockKind.FINISH and ticket.difficulty is not None:
        return marked(act.policy.allowances, rule, Difficulty(ticket.difficulty))
    return rule


def plan_clock(
    act: Act,
    kind: ClockKind,
    ticket: Timed,
    started_at: datetime | None = None,
    *,
    due_at: datetime | None = None,
) -> ClockPlan:
    """Compute due time and ladder for this ticket's urgency and demand type; pure but for `act.policy`.

    `due_at` where the limit is not the policy's but somebody's decision: an extension, a date agreed upon.
    """
    start = started_at or act.now
    rule = rule_of(act, kind, ticket)
    calendar = calendar_of(act, ticket.unit_id)
    end = _fixed(rule, calendar, due_at) if due_at else due(rule, start, calendar)
    ladder = act.policy.ladders[rule.ladder]
    rungs = planned_steps(ladder, rule, start, end.at, calendar)
    return ClockPlan(
        kind=kind,
        started_at=start,
        due_at=end.at,
        estimated=end.estimated,
        plan=[
            {
                "code": rung.code,
                "level": rung.level,
                "due_at": rung.due_at.isoformat(),
                "notify": [str(recipient) for recipient in rung.notify],
            }
            for rung in rungs
        ],
    )


def follow_status(act: Act, ticket: Ticket, *, restart: Iterable[ClockKind] = ()) -> None:
    """Stop the clocks that the ticket's status no longer has and start those that it needs.

    `restart` names clocks that begin anew although they run: a new owner gets a new 签收 clock.
    """
    clocks = due_rows.running_clocks(act.session, ticket.id)
    plan = following(Status(ticket.status), {ClockKind(c.kind) for c in clocks}, set(restart))
    for clock in clocks:
        if (reason := plan.stop.get(ClockKind(clock.kind))) is not None:
            stop(act, clock, reason)
    act.session.flush()
    for kind in plan.start:
        start(act, ticket, plan_clock(act, kind, ticket))


def start(act: Act, ticket: Ticket, plan: ClockPlan) -> TicketClock:
    """Insert the clock and the first rung of its ladder."""
    clock = TicketClock(
        ticket_id=ticket.id,
        kind=plan.kind,
        started_at=plan.started_at,
        due_at=plan.due_at,
        estimated=plan.estimated,
        policy_id=act.policy.version,
        plan=plan.plan,
        assist_id=plan.assist_id,
    )
    act.session.add(clock)
    act.session.flush()
    first = next_step(clock, 0)
    if first is not None:
        act.session.add(first)
    return clock


def stop(act: Act, clock: TicketClock, reason: str) -> None:
    """Stop a clock and cancel its pending rung, in the transaction of the act that stopped it."""
    clock.stopped_at = act.now
    clock.stop_reason = reason
    clock.stopped_by = act.person.user_id
    due_rows.cancel_pending_steps(act.session, clock.id, act.now)


def stop_kind(act: Act, ticket: Ticket, kind: ClockKind, reason: str) -> bool:
    """Stop the running clock of this kind; False if there was none."""
    for clock in due_rows.running_clocks(act.session, ticket.id):
        if clock.kind == kind:
            stop(act, clock, reason)
            return True
    return False


def running(act: Act, ticket: Ticket, kind: ClockKind) -> TicketClock | None:
    """The running clock of this kind, if there is one (of 会办 clocks: any)."""
    clocks = due_rows.running_clocks(act.session, ticket.id)
    return next((clock for clock in clocks if clock.kind == kind), None)


def next_step(clock: TicketClock, position: int) -> Step | None:
    """The rung at `position` of the clock's own plan as a row; None after the last."""
    if position >= len(clock.plan):
        return None
    rung = clock.plan[position]
    return Step(
        clock_id=clock.id,
        ticket_id=clock.ticket_id,
        position=position,
        code=rung["code"],
        level=rung["level"],
        due_at=datetime.fromisoformat(rung["due_at"]),
    )


def _fixed(rule: ClockRule, calendar: Calendar, due_at: datetime) -> Due:
    uses_calendar = rule.limit.in_working_time or rule.roll_over
    official = calendar.is_official(due_at.astimezone(SHANGHAI).year)
    return Due(due_at, estimated=uses_calendar and not official)
