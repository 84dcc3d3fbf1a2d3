"""回访 and what follows from it: 办结 or 重办."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.errors import FieldError, InvalidInput, LimitPassed, MoveNotPossible
from models.domain.ticket import MAX_REWORKS
from models.domain.words import Move
from models.queries import tickets
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.notices import tell_department
from models.tables.tickets import CallBack, Ticket

MAX_TRIES = 3


@dataclass(frozen=True, slots=True)
class CallBackResult:
    """One try. `solved` and `satisfied` only when the caller was reached."""

    reached: bool
    solved: bool | None = None
    satisfied: bool | None = None
    words: str | None = None


def call_back(act: Act, number: str, result: CallBackResult) -> Ticket:
    """Record one try to reach the caller; closing or redoing is a move of its own."""
    ticket = take(act, number, Move.CALL_BACK)
    if result.reached and (result.solved is None or result.satisfied is None):
        raise InvalidInput(
            "回访结果不完整。",
            errors=(FieldError("satisfied", "已联系上来电人的，请填写是否解决、是否满意。"),),
        )
    note = write_note(act, ticket, "call_back", result.words)
    act.session.add(
        CallBack(
            ticket_id=ticket.id,
            by_user_id=act.person.user_id,
            at=act.now,
            reached=result.reached,
            solved=result.solved if result.reached else None,
            satisfied=result.satisfied if result.reached else None,
            note_id=note,
        )
    )
    codes = {"reached": result.reached, "solved": result.solved, "satisfied": result.satisfied}
    make(act, ticket, Move.CALL_BACK, Outcome(codes | {"note_id": note}))
    return ticket


def close(act: Act, number: str) -> Ticket:
    """办结: only after the caller was reached since the last reply, or three tries did not reach anybody."""
    ticket = take(act, number, Move.CLOSE)
    tries = tickets.call_backs_since_reply(act.session, ticket.id)
    if not any(one.reached for one in tries) and len(tries) < MAX_TRIES:
        raise MoveNotPossible(
            f"工单 {number} 还没有回访到来电人（已试 {len(tries)} 次），须先回访；"
            f"不同时段试满 {MAX_TRIES} 次仍联系不上的可以办结。"
        )
    ticket.closed_at = act.now
    reached = next((one for one in reversed(tries) if one.reached), None)
    codes = {"solved": reached and reached.solved, "satisfied": reached and reached.satisfied}
    make(act, ticket, Move.CLOSE, Outcome(codes))
    return ticket


def rework(act: Act, number: str, reason: str) -> Ticket:
    """重办: back to the department that replied, with a new finish clock; at most twice, then the supervisor rules."""
    ticket = take(act, number, Move.REWORK)
    if ticket.reworks >= MAX_REWORKS:
        raise LimitPassed(f"工单 {number} 已重办 {MAX_REWORKS} 次，请由督办裁定后办结。")
    ticket.reworks += 1
    note = write_note(act, ticket, "rework", reason)
    event = make(act, ticket, Move.REWORK, Outcome({"note_id": note, "reworks": ticket.reworks}))
    act.session.flush()
    tell_department(act, ticket, event, ticket.department_id)
    return ticket
