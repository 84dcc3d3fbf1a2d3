"""Gives a running clock another end: a new row takes the old one's place, so that the history of ends stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.domain.allowances import Standstill, after_pause, extended
from models.domain.words import ClockKind
from models.queries import audit
from models.services import clocks
from models.services.act import Act
from models.services.calendars import calendar_of
from models.services.clocks import ClockPlan
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket


def extend(act: Act, ticket: Ticket, clock: TicketClock, days: int) -> TicketClock:
    """`days` working days more; the ladder is planned anew for the new end, without what would lie behind us."""
    due_at = extended(clock.due_at, days, calendar_of(act, ticket.unit_id))
    return move_end(act, ticket, clock, due_at, "extended")


def move_end(
    act: Act, ticket: Ticket, clock: TicketClock, due_at: datetime, reason: str
) -> TicketClock:
    """The same clock with another due time; rungs that lie in the past are not climbed again."""
    kind = ClockKind(clock.kind)
    plan = clocks.plan_clock(act, kind, ticket, clock.started_at, due_at=due_at)
    ahead = [rung for rung in plan.plan if datetime.fromisoformat(rung["due_at"]) > act.now]
    clocks.stop(act, clock, reason)
    act.session.flush()
    return clocks.start(act, ticket, replace(plan, plan=ahead, assist_id=clock.assist_id))


def resume(act: Act, ticket: Ticket, clock: TicketClock, pause: Standstill) -> TicketClock:
    """A clock that stood still goes on: its end and every rung not yet climbed move by the pause."""
    kind = ClockKind(clock.kind)
    rule, calendar = clocks.rule_of(act, kind, ticket), calendar_of(act, ticket.unit_id)
    # A clock that was planned anew during the pause (raised, lowered) stood still only since then.
    pause = Standstill(max(pause.begin, clock.started_at), pause.end)
    waiting = clock.plan[audit.rungs_fired(act.session, clock.id) :]
    moved = [
        rung | {"due_at": after_pause(_at(rung), rule, pause, calendar).isoformat()}
        for rung in waiting
    ]
    due_at = after_pause(clock.due_at, rule, pause, calendar)
    estimated = clocks.plan_clock(act, kind, ticket, clock.started_at, due_at=due_at).estimated
    plan = ClockPlan(kind, clock.started_at, due_at, estimated, moved, clock.assist_id)
    return clocks.start(act, ticket, plan)


def _at(rung: dict[str, str]) -> datetime:
    return datetime.fromisoformat(rung["due_at"])
