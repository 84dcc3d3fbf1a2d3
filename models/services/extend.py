"""延期: the department asks before expiry, the supervisor decides, the caller is told (domain.md 3.3, 3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.domain.allowances import longest_extension
from models.domain.errors import FieldError, InvalidInput, LimitPassed, MoveNotPossible, NotAllowed
from models.domain.words import ClockKind, DemandType, Difficulty, Level, Move, Urgency
from models.queries import beside
from models.services import clocks, shift
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.notices import tell_department, tell_supervisors
from models.tables.beside import Extension
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class ExtensionDecision:
    """`told` is what the caller reads about it; granting without telling is not possible."""

    granted: bool
    reason: str
    told: str | None = None


def request_extension(act: Act, number: str, days: int, reason: str) -> Ticket:
    """Ask for more working days. Before expiry, once, within the policy's limit; the finish clock runs on."""
    ticket = take(act, number, Move.REQUEST_EXTENSION)
    finish = _finish(act, ticket)
    _check_request(act, ticket, finish, days)
    note = write_note(act, ticket, "extension_request", reason)
    act.session.add(
        Extension(
            ticket_id=ticket.id,
            days=days,
            asked_by=act.person.user_id,
            asked_at=act.now,
            reason_id=note,
            due_before=finish.due_at,
        )
    )
    event = make(act, ticket, Move.REQUEST_EXTENSION, Outcome({"days": days, "note_id": note}))
    act.session.flush()
    clocks.start(act, ticket, clocks.plan_clock(act, ClockKind.EXTENSION, ticket))
    tell_supervisors(act, ticket, event)
    return ticket


def decide_extension(act: Act, number: str, decision: ExtensionDecision) -> Ticket:
    """Grant, and the finish clock gets its new end; or refuse, and it runs on as it was."""
    ticket = take(act, number, Move.DECIDE_EXTENSION)
    asked = beside.extension(act.session, ticket.id)
    if asked is None or asked.granted is not None:
        raise MoveNotPossible(f"工单 {number} 没有待审批的延期申请。")
    if decision.granted:
        _check_grantor(act, ticket)
    if decision.granted and not decision.told:
        fault = FieldError("told", "批准延期须告知来电人，请填写告知内容。")
        raise InvalidInput("延期审批内容不完整。", errors=(fault,))
    asked.granted = decision.granted
    asked.decided_by = act.person.user_id
    asked.decided_at = act.now
    if decision.granted:
        asked.due_after = _grant(act, ticket, asked)
    clocks.stop_kind(act, ticket, ClockKind.EXTENSION, "decided")
    _say(act, ticket, asked, decision)
    return ticket


def _grant(act: Act, ticket: Ticket, asked: Extension) -> datetime:
    _check_days(act, ticket, asked.days)  # the urgency may have changed since
    return shift.extend(act, ticket, _finish(act, ticket), asked.days).due_at


def longest_for(act: Act, ticket: Ticket) -> int:
    """Working days that may be asked for; a matter marked 难点 or 特别复杂 has figures of its own."""
    if ticket.difficulty is not None:
        return act.policy.allowances.difficult_extension_days[Difficulty(ticket.difficulty)]
    demand = DemandType(ticket.demand_type) if ticket.demand_type else None
    return longest_extension(act.policy.allowances, Urgency(ticket.urgency), demand)


def _check_grantor(act: Act, ticket: Ticket) -> None:
    if ticket.difficulty == Difficulty.COMPLEX and act.person.level is not Level.PROVINCE:
        raise NotAllowed(f"工单 {ticket.number} 为特别复杂，延期由省级督办批准。")


def _say(act: Act, ticket: Ticket, asked: Extension, decision: ExtensionDecision) -> None:
    note = write_note(act, ticket, "extension_decision", decision.reason)
    told = decision.told if decision.granted else None
    codes = {
        "granted": decision.granted,
        "days": asked.days,
        "due": asked.due_after and asked.due_after.isoformat(),
        "note_id": note,
        "told_note_id": write_note(act, ticket, "extension_told", told, public=True),
    }
    event = make(act, ticket, Move.DECIDE_EXTENSION, Outcome(codes))
    act.session.flush()
    tell_department(act, ticket, event, ticket.department_id)


def _finish(act: Act, ticket: Ticket) -> TicketClock:
    clock = clocks.running(act, ticket, ClockKind.FINISH)
    if clock is None:  # the auditor gives it one within a minute
        raise MoveNotPossible(f"工单 {ticket.number} 现在没有办结时限，请稍后再试。")
    return clock


def _check_request(act: Act, ticket: Ticket, finish: TicketClock, days: int) -> None:
    if beside.extension(act.session, ticket.id) is not None:
        raise LimitPassed(f"工单 {ticket.number} 已申请过延期，每件只能申请一次。")
    if act.now >= finish.due_at:
        raise LimitPassed(f"工单 {ticket.number} 已过办结时限，延期须在到期前申请。")
    _check_days(act, ticket, days)


def _check_days(act: Act, ticket: Ticket, days: int) -> None:
    longest = longest_for(act, ticket)
    if longest == 0:
        raise LimitPassed(f"工单 {ticket.number} 为特急或咨询类，不能延期。如有困难请联系督办。")
    if not 1 <= days <= longest:
        fault = FieldError("days", f"这类工单最多延期 {longest} 个工作日。")
        raise InvalidInput("延期天数超出规定。", errors=(fault,))
