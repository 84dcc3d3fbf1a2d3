"""Urgency or demand type changed: the clocks that run, or stand still, get the limits that now hold."""

from __future__ import annotations

from datetime import datetime

from models.domain.allowances import Standstill, after_pause, extended
from models.domain.clocks import due
from models.domain.words import ClockKind, Status
from models.queries import beside
from models.queries import due as due_rows
from models.services import clocks, co_clocks
from models.services.act import Act
from models.services.calendars import calendar_of
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket

# Confirming is always as urgent; a pause ends at its date; a child task's end follows the main unit's; an emergency
# reports as an emergency; a letter is answered within the time that its receipt began.
FOLLOW_NO_URGENCY = frozenset(
    {
        ClockKind.CONFIRM,
        ClockKind.PAUSE,
        ClockKind.CO_HANDLE,
        ClockKind.FOLLOW_UP,
        ClockKind.LETTER_REPLY,
    }
)


def replan(act: Act, ticket: Ticket, *, from_receipt: bool) -> None:
    """Stop what runs and start it under the rule that now holds.

    Raised tickets count from now (nobody is late for a limit they did not have); lowered and freshly read
    tickets count from when each clock began, with the pauses and the extension that were granted since.
    """
    for clock in due_rows.running_clocks(act.session, ticket.id):
        if ClockKind(clock.kind) not in FOLLOW_NO_URGENCY:
            clocks.stop(act, clock, "replanned")
            act.session.flush()
            _again(act, ticket, clock, from_receipt=from_receipt)
    if ticket.status == Status.SUSPENDED:
        _replan_paused(act, ticket, from_receipt=from_receipt)
    elif ticket.dispatched_at is not None:
        co_clocks.restart(act, ticket)


def _again(act: Act, ticket: Ticket, clock: TicketClock, *, from_receipt: bool) -> TicketClock:
    kind = ClockKind(clock.kind)
    if not from_receipt:
        return clocks.start(act, ticket, clocks.plan_clock(act, kind, ticket))
    end = end_with_what_was_granted(act, ticket, clock) if ticket.dispatched_at else None
    plan = clocks.plan_clock(act, kind, ticket, clock.started_at, due_at=end)
    return clocks.start(act, ticket, plan)


def end_with_what_was_granted(act: Act, ticket: Ticket, clock: TicketClock) -> datetime:
    """The end of the limit that now holds, from the clock's own start, later by ended pauses and a granted extension."""
    kind, calendar = ClockKind(clock.kind), calendar_of(act, ticket.unit_id)
    rule = clocks.rule_of(act, kind, ticket)
    end = due(rule, clock.started_at, calendar).at
    if kind is not ClockKind.FINISH:
        return end
    for pause in beside.ended_pauses(act.session, ticket.id, clock.started_at):
        assert pause.ended_at is not None, "the query asks for ended ones"
        end = after_pause(end, rule, Standstill(pause.began_at, pause.ended_at), calendar)
    asked = beside.extension(act.session, ticket.id)
    if asked is not None and asked.granted and asked.asked_at >= clock.started_at:
        end = extended(end, asked.days, calendar)
    return end


def _replan_paused(act: Act, ticket: Ticket, *, from_receipt: bool) -> None:
    """What stands still goes on at the end of the pause, under the new rule."""
    pause = beside.running_pause(act.session, ticket.id)
    if pause is None:
        return
    for clock in beside.paused_clocks(act.session, ticket.id, pause.began_at):
        if clock.kind == ClockKind.CO_HANDLE:
            continue
        clock.stop_reason = "replanned"
        standing = _again(act, ticket, clock, from_receipt=from_receipt)
        clocks.stop(act, standing, "paused")
        standing.stopped_at = pause.began_at
