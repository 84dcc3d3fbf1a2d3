"""标记难点: the supervisor gives a hard or very complex matter its longer time, and the caller hears of it (domain.md 3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.errors import InvalidInput, LimitPassed, MoveNotPossible
from models.domain.words import ClockKind, Difficulty, Move, Urgency
from models.services import clocks, shift
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.notices import tell_department
from models.services.replan import end_with_what_was_granted
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Marking:
    """Which of the two, why, and what the caller reads about it."""

    difficulty: Difficulty
    reason: str
    told: str


def mark(act: Act, number: str, marking: Marking) -> Ticket:
    """The finish clock gets the end of the longer limit, from its own start. Before expiry, never for an emergency."""
    ticket = take(act, number, Move.MARK)
    finish = clocks.running(act, ticket, ClockKind.FINISH)
    if finish is None:  # the auditor gives it one within a minute
        raise MoveNotPossible(f"工单 {number} 现在没有办结时限，请稍后再试。")
    if ticket.urgency == Urgency.P1:
        raise LimitPassed(f"工单 {number} 为特急，不能标记难点。险情解除后可先降级。")
    if act.now >= finish.due_at:
        raise LimitPassed(f"工单 {number} 已过办结时限，标记须在到期前作出。")
    if ticket.difficulty == marking.difficulty:
        raise InvalidInput(f"工单 {number} 已有这个标记。")
    ticket.difficulty = marking.difficulty
    due_at = end_with_what_was_granted(act, ticket, finish)
    moved = shift.move_end(act, ticket, finish, due_at, "marked")
    codes = {
        "difficulty": str(marking.difficulty),
        "due": moved.due_at.isoformat(),
        "note_id": write_note(act, ticket, "mark", marking.reason),
        "told_note_id": write_note(act, ticket, "mark_told", marking.told, public=True),
    }
    event = make(act, ticket, Move.MARK, Outcome(codes))
    act.session.flush()
    tell_department(act, ticket, event, ticket.department_id)
    return ticket
