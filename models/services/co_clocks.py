"""The clocks of child tasks: each ends before the main unit's own (domain.md 3.5: main minus one working day)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.domain.allowances import co_handler_due
from models.domain.words import ClockKind
from models.queries import beside
from models.services import clocks
from models.services.act import Act
from models.services.calendars import calendar_of
from models.tables.beside import Assist
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket


def start(act: Act, ticket: Ticket, task: Assist) -> TicketClock:
    """The clock of one child task."""
    plan = clocks.plan_clock(act, ClockKind.CO_HANDLE, ticket, due_at=_due(act, ticket))
    return clocks.start(act, ticket, replace(plan, assist_id=task.id))


def stop(act: Act, task: Assist, reason: str) -> None:
    """The department answered, or nobody needs the answer any more."""
    clock = beside.clock_of_assist(act.session, task.id)
    if clock is not None:
        clocks.stop(act, clock, reason)


def restart(act: Act, ticket: Ticket) -> None:
    """The main unit's limit changed: every open child task gets the end that now fits."""
    for task in beside.open_assists(act.session, ticket.id):
        stop(act, task, "replanned")
        act.session.flush()
        start(act, ticket, task)


def _due(act: Act, ticket: Ticket) -> datetime | None:
    finish = clocks.running(act, ticket, ClockKind.FINISH)
    if finish is None:
        return None
    lead_days = act.policy.allowances.co_handler_lead_days
    return co_handler_due(finish.due_at, act.now, lead_days, calendar_of(act, ticket.unit_id))
