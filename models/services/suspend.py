"""挂起 and 恢复: the supervisor stops the clocks to a date, for a reason of the list (domain.md 3.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from models.domain.allowances import Standstill, latest_resume
from models.domain.errors import FieldError, InvalidInput, LimitPassed, MoveNotPossible
from models.domain.permissions import SYSTEM
from models.domain.ticket import PAUSED_CLOCKS
from models.domain.words import ClockKind, Move, PauseReason, Status, Urgency
from models.queries import audit, beside, due
from models.services import clocks, shift
from models.services.act import Act
from models.services.calendars import calendar_of
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.notices import tell_department
from models.tables.beside import Pause
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Suspension:
    """Why, until when, and in words what is waited for. The supervisor who makes the move approves it."""

    reason: PauseReason
    resume_at: datetime
    words: str


def suspend(act: Act, number: str, wish: Suspension) -> Ticket:
    """Stop the clocks of the department; a clock of the pause itself runs to the date."""
    ticket = take(act, number, Move.SUSPEND)
    _check(act, ticket, wish)
    for clock in due.running_clocks(act.session, ticket.id):
        if ClockKind(clock.kind) in PAUSED_CLOCKS:
            clocks.stop(act, clock, "paused")
    pause = Pause(
        ticket_id=ticket.id,
        reason=wish.reason,
        approved_by=act.person.user_id,
        began_at=act.now,
        resume_at=wish.resume_at,
    )
    act.session.add(pause)
    act.session.flush()
    clocks.start(
        act, ticket, clocks.plan_clock(act, ClockKind.PAUSE, ticket, due_at=wish.resume_at)
    )
    note = write_note(act, ticket, "suspension", wish.words)
    codes = {"reason": str(wish.reason), "until": wish.resume_at.isoformat(), "note_id": note}
    event = make(act, ticket, Move.SUSPEND, Outcome(codes))
    act.session.flush()
    tell_department(act, ticket, event, ticket.department_id)
    return ticket


def resume(act: Act, number: str, words: str | None = None) -> Ticket:
    """Go on before the date, because what was waited for is there."""
    ticket = take(act, number, Move.RESUME)
    _resume(act, ticket, write_note(act, ticket, "resumption", words))
    return ticket


def resume_by_itself(act: Act, ticket_id: int) -> bool:
    """The date has come; False if somebody was faster. Safe to call twice, late or by two schedulers."""
    system = replace(act, person=SYSTEM)
    ticket = audit.lock_ticket(act.session, ticket_id)
    pause = beside.running_pause(act.session, ticket_id)
    if pause is None or ticket.status != Status.SUSPENDED or pause.resume_at > act.now:
        return False
    _resume(system, ticket, None)
    return True


def end_pause(act: Act, ticket: Ticket) -> Standstill | None:
    """Write the end into the pause that lasts; the clocks are the caller's matter."""
    pause = beside.running_pause(act.session, ticket.id)
    if pause is None:
        return None
    pause.ended_at = act.now
    return Standstill(pause.began_at, act.now)


def _resume(act: Act, ticket: Ticket, note: int | None) -> None:
    interval = end_pause(act, ticket)
    if interval is not None:
        for clock in beside.paused_clocks(act.session, ticket.id, interval.begin):
            if _still_wanted(act, clock):
                shift.resume(act, ticket, clock, interval)
    event = make(act, ticket, Move.RESUME, Outcome({"note_id": note}))
    act.session.flush()
    tell_department(act, ticket, event, ticket.department_id)


def _still_wanted(act: Act, clock: TicketClock) -> bool:
    """A co-unit may have answered during the pause."""
    waiting = {task.id for task in beside.open_assists(act.session, clock.ticket_id)}
    return clock.assist_id is None or clock.assist_id in waiting


def _check(act: Act, ticket: Ticket, wish: Suspension) -> None:
    if ticket.urgency == Urgency.P1:
        raise LimitPassed(f"工单 {ticket.number} 为特急，不能挂起。")
    asked = beside.extension(act.session, ticket.id)
    if asked is not None and asked.granted is None:
        raise MoveNotPossible(f"工单 {ticket.number} 有待审批的延期申请，请先审批。")
    latest = min(
        latest_resume(
            act.policy.allowances, wish.reason, act.now, calendar_of(act, ticket.unit_id)
        ),
        clocks.plan_clock(act, ClockKind.PAUSE, ticket).due_at,
    )
    if wish.resume_at <= act.now:
        fault = FieldError("resume_at", "恢复日期须晚于现在。")
        raise InvalidInput("挂起内容有误。", errors=(fault,))
    if wish.resume_at > latest:
        until = latest.date().isoformat()
        fault = FieldError("resume_at", f"按此原因最晚可挂起到 {until}，到期可再次报批。")
        raise InvalidInput("挂起时间超出规定。", errors=(fault,))
