"""退单: a department says that a ticket is not theirs, with reason, law basis and a proposed owner (domain.md 3.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from models.domain.errors import FieldError, InvalidInput, LimitPassed, MoveNotPossible
from models.domain.permissions import SYSTEM
from models.domain.ticket import MAX_DISPATCHES
from models.domain.words import Move, Queue
from models.domain.worktime import SHANGHAI, end_of_nth_working_day
from models.queries import directory
from models.services.act import Act
from models.services.calendars import calendar_of
from models.services.consult import open_consultation
from models.services.dispatch import DispatchOrder, ordered_department, send, set_by_person
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.notices import tell_supervisors
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """Why it is not ours and whose it is."""

    reason: str
    law_basis: str | None = None
    suggested_queue: Queue | None = None


@dataclass(frozen=True, slots=True)
class ReturnDecision:
    """`agreed` sends it to another department, otherwise it goes back and may not be returned again."""

    agreed: bool
    reason: str
    to: DispatchOrder = DispatchOrder()


def return_(act: Act, number: str, wish: ReturnReason) -> Ticket:
    """Ask the dispatch desk to take the ticket back.

    Only within the policy's limits after dispatch (late after the first, refused after the last), and not after a
    refused return or a designation. When the
    third department returns it, the supervisor decides (会商). The worker's finish clock runs on meanwhile.
    """
    ticket = take(act, number, Move.RETURN)
    _check(act, ticket)
    _check_wish(ticket, wish)
    note = write_note(act, ticket, "return", wish.reason, form={"law_basis": wish.law_basis or ""})
    codes = {
        "department_id": ticket.department_id,
        "suggested_queue": wish.suggested_queue and str(wish.suggested_queue),
        "note_id": note,
        "dispatches": ticket.dispatches,
        "late": act.now > _end(act, ticket, act.policy.return_limit_days),
    }
    event = make(act, ticket, Move.RETURN, Outcome(codes))
    act.session.flush()
    tell_supervisors(act, ticket, event)
    if ticket.dispatches >= MAX_DISPATCHES:
        open_consultation(replace(act, person=SYSTEM), ticket)
    return ticket


def decide_return(act: Act, number: str, decision: ReturnDecision) -> Ticket:
    """退单审核 by the dispatch desk: to another department, or back to the same with the return closed."""
    ticket = take(act, number, Move.DECIDE_RETURN)
    note = write_note(act, ticket, "return_decision", decision.reason)
    set_by_person(ticket, decision.to)
    if decision.agreed:
        department = ordered_department(act, ticket, decision.to)
    else:
        department = directory.department(act.session, ticket.department_id)
        ticket.return_closed = True
    send(act, ticket, Move.DECIDE_RETURN, department, note)
    return ticket


def designate(act: Act, number: str, decision: ReturnDecision) -> Ticket:
    """指定承办: the supervisor ends a dispute; the department named may not return it (Tianjin rule)."""
    ticket = take(act, number, Move.DESIGNATE)
    note = write_note(act, ticket, "designation", decision.reason)
    ticket.return_closed = True
    set_by_person(ticket, decision.to)
    send(act, ticket, Move.DESIGNATE, ordered_department(act, ticket, decision.to), note)
    return ticket


def _check(act: Act, ticket: Ticket) -> None:
    if ticket.return_closed:
        raise LimitPassed(
            f"工单 {ticket.number} 的退单已被驳回或已指定承办，不能再退。如有困难请联系督办。"
        )
    if ticket.dispatched_at is None:
        raise MoveNotPossible(f"工单 {ticket.number} 还没有派单，不能退单。")
    last = _end(act, ticket, act.policy.return_last_days)
    if act.now > last:
        until = last.astimezone(SHANGHAI)
        raise LimitPassed(
            f"工单 {ticket.number} 已超过退单最后期限（{act.policy.return_last_days} 个工作日，"
            f"至 {until:%m月%d日 %H:%M}），不能再退，须由本科室办理。如有困难请联系督办。"
        )


def _end(act: Act, ticket: Ticket, days: int) -> datetime:
    begin = ticket.dispatched_at or ticket.received_at
    return end_of_nth_working_day(calendar_of(act, ticket.unit_id), begin, days)


def _check_wish(ticket: Ticket, wish: ReturnReason) -> None:
    """Who says that it is not theirs says by which law, and whose it is (国办函〔2025〕66号, domain.md 3.1)."""
    faults = []
    if not wish.law_basis:
        faults.append(FieldError("law_basis", "退单须写明法律或职责依据。"))
    if wish.suggested_queue is None or wish.suggested_queue is Queue.DISPATCH_DESK:
        faults.append(FieldError("suggested_queue", "退单须建议承办部门。"))
    if faults:
        raise InvalidInput(f"工单 {ticket.number} 的退单理由不完整。", errors=tuple(faults))
