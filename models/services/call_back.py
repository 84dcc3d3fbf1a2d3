"""回访, 质检 and what follows from them: 办结 or 重办 (domain.md 3.5, 3.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.domain.call_backs import (
    OUTCOME_LABELS,
    CallOutcome,
    Matter,
    Rating,
    Tried,
    content_with,
    half_days_tried,
    may_be_let_be,
    missed_in_this_half_day,
    next_half_day,
    spoken,
)
from models.domain.errors import (
    FieldError,
    InvalidInput,
    LimitPassed,
    MoveNotPossible,
    NotAllowed,
)
from models.domain.ticket import MAX_REWORKS
from models.domain.words import Move, QualityFault, Role
from models.domain.worktime import SHANGHAI
from models.queries import beside, callers, tickets
from models.services import letter_reply
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.notices import tell_department
from models.tables.beside import QualityCheck
from models.tables.tickets import CallBack, Ticket


@dataclass(frozen=True, slots=True)
class CallBackResult:
    """One try. `solved` and `satisfied` only when the caller was reached.

    Without `outcome` an unreached caller did not answer; without `satisfied` the ratings say it.
    """

    reached: bool
    solved: bool | None = None
    satisfied: bool | None = None
    words: str | None = None
    outcome: CallOutcome | None = None
    ratings: Mapping[Matter, Rating] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a quality check found; faults only when it failed."""

    passed: bool
    faults: tuple[QualityFault, ...] = ()
    words: str | None = None


def call_back(act: Act, number: str, result: CallBackResult) -> Ticket:
    """Record one try to reach the caller; closing or redoing is a move of its own.

    A second try that reaches nobody in the same half-day is refused with the time of the next one: it would
    prove nothing. Whoever is reached is always written down.
    """
    ticket = take(act, number, Move.CALL_BACK)
    outcome, satisfied = _whole(result)
    if not result.reached:
        _require_another_half_day(act, ticket)
    note = write_note(act, ticket, "call_back", result.words)
    codes = {
        "reached": result.reached,
        "solved": result.solved if result.reached else None,
        "satisfied": satisfied,
        "outcome": str(outcome),
        "ratings": {str(matter): str(rating) for matter, rating in result.ratings.items()},
    }
    act.session.add(
        CallBack(
            ticket_id=ticket.id,
            by_user_id=act.person.user_id,
            at=act.now,
            note_id=note,
            **codes,
        )
    )
    make(act, ticket, Move.CALL_BACK, Outcome(codes | {"note_id": note}))
    return ticket


def tries_since_reply(act: Act, ticket: Ticket) -> list[Tried]:
    """What was tried for this answer, oldest first."""
    return [tried_of(one) for one in tickets.call_backs_since_reply(act.session, ticket.id)]


def tried_of(row: CallBack) -> Tried:
    """A row as the rules see it; one of an older release says only whether somebody was reached."""
    plain = CallOutcome.REACHED if row.reached else CallOutcome.NO_ANSWER
    return Tried(row.at, CallOutcome(row.outcome) if row.outcome else plain)


def quality_check(act: Act, number: str, finding: Finding) -> Ticket:
    """A second look at what the department did and said; one that fails keeps the ticket from being closed."""
    ticket = take(act, number, Move.QUALITY_CHECK)
    if finding.passed == bool(finding.faults):
        say = "不合格的，请选择问题。" if not finding.passed else "合格的，不能同时选择问题。"
        raise InvalidInput("质检结果不完整。", errors=(FieldError("fault", say),))
    note = write_note(act, ticket, "quality_check", finding.words)
    faults = [str(fault) for fault in finding.faults]
    act.session.add(
        QualityCheck(
            ticket_id=ticket.id,
            by_user_id=act.person.user_id,
            at=act.now,
            passed=finding.passed,
            faults=faults,
            note_id=note,
        )
    )
    codes = {"passed": finding.passed, "faults": faults, "note_id": note}
    make(act, ticket, Move.QUALITY_CHECK, Outcome(codes))
    return ticket


def close(act: Act, number: str, ruling: str | None = None) -> Ticket:
    """办结: only after the caller was reached since the last reply, or enough half-days did not reach anybody.

    A caller who is not satisfied, or a failed quality check, asks for 重办; who closes instead says why in
    `ruling`, and where it was redone as often as it may be, only the supervisor rules.
    """
    ticket = take(act, number, Move.CLOSE)
    tries = tickets.call_backs_since_reply(act.session, ticket.id)
    reached = next((one for one in reversed(tries) if one.reached), None)
    if reached is None:
        _require_tries(act, ticket, tries)
    if not _is_well(act, ticket, reached):
        _require_ruling(act, ticket, ruling)
    ticket.closed_at = act.now
    codes = {
        "solved": reached and reached.solved,
        "satisfied": reached and reached.satisfied,
        "note_id": write_note(act, ticket, "ruling", ruling),
    }
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
    letter_reply.expect(act, ticket)
    tell_department(act, ticket, event, ticket.department_id)
    return ticket


def _whole(result: CallBackResult) -> tuple[CallOutcome, bool | None]:
    """Outcome and satisfaction; raises InvalidInput where the form leaves something open or contradicts itself."""
    outcome = result.outcome or (CallOutcome.REACHED if result.reached else CallOutcome.NO_ANSWER)
    if (outcome is CallOutcome.REACHED) != result.reached:
        fault = FieldError("outcome", "回访情形与“是否联系上”不一致，请核对。")
        raise InvalidInput("回访结果不完整。", errors=(fault,))
    if not result.reached:
        if result.ratings:
            fault = FieldError("outcome", "没有联系上来电人，不能填写评价。")
            raise InvalidInput("回访结果不完整。", errors=(fault,))
        return outcome, None
    rated = content_with(result.ratings)
    satisfied = rated if result.satisfied is None else result.satisfied
    if result.solved is None or satisfied is None:
        fault = FieldError("satisfied", "已联系上来电人的，请填写是否解决、是否满意。")
        raise InvalidInput("回访结果不完整。", errors=(fault,))
    return outcome, satisfied and rated is not False


def _require_another_half_day(act: Act, ticket: Ticket) -> None:
    missed = missed_in_this_half_day(tries_since_reply(act, ticket), act.now)
    if missed is None:
        return
    raise LimitPassed(
        f"工单 {ticket.number} 这个半天已经打过（{missed.at.astimezone(SHANGHAI):%H:%M} "
        f"{OUTCOME_LABELS[missed.outcome]}），再打不另计一次。"
        f"下一次请在{spoken(next_half_day(act.now), act.now)}以后。"
    )


def _require_tries(act: Act, ticket: Ticket, tries: Sequence[CallBack]) -> None:
    """A caller who works in the mornings must have been tried in the afternoon too; who left no number cannot be."""
    wanted = act.policy.allowances.call_back_half_days
    found = [tried_of(one) for one in tries]
    if may_be_let_be(found, wanted) or not callers.left_a_phone(act.session, ticket.id):
        return
    raise MoveNotPossible(
        f"工单 {ticket.number} 还没有回访到来电人（已在 {half_days_tried(found)} 个不同半天试过），须先回访；"
        f"在 {wanted} 个不同半天都联系不上的可以办结。"
    )


def _is_well(act: Act, ticket: Ticket, reached: CallBack | None) -> bool:
    check = beside.last_check_since_reply(act.session, ticket.id)
    content = reached is None or bool(reached.solved and reached.satisfied)
    return content and (check is None or check.passed)


def _require_ruling(act: Act, ticket: Ticket, ruling: str | None) -> None:
    if ticket.reworks >= MAX_REWORKS and act.person.role is not Role.SUPERVISOR:
        raise NotAllowed(
            f"工单 {ticket.number} 已重办 {MAX_REWORKS} 次，来电人仍不满意或质检不合格，须由督办裁定办结。"
        )
    if not ruling:
        fault = FieldError(
            "ruling", "来电人不满意、未解决或质检不合格：请重办，或写明不再重办的理由。"
        )
        raise InvalidInput("不能直接办结。", errors=(fault,))
