"""A call-back and what follows from it in one go: 办结, 重办 with its reason, or a later try."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.call_backs import Then
from models.domain.errors import FieldError, InvalidInput
from models.services.act import Act
from models.services.call_back import CallBackResult, call_back, close, rework
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class CallRound:
    """`then` None lets the caller's words decide: content closes, unreached waits. `reason` is for redo, or the
    ruling of who closes although the caller is not content."""

    result: CallBackResult
    then: Then | None = None
    reason: str | None = None


def call_round(act: Act, number: str, told: CallRound) -> Ticket:
    """Write the try down and do what follows; if that is refused, the try is not kept either."""
    then = told.then or _natural(told)
    ticket = call_back(act, number, told.result)
    act.session.flush()
    match then:
        case Then.CLOSE:
            return close(act, number, told.reason)
        case Then.REWORK:
            if not told.reason:
                fault = FieldError("reason", "重办请写明来电人不满意、未解决在哪里。")
                raise InvalidInput("不能重办。", errors=(fault,))
            return rework(act, number, told.reason)
        case Then.WAIT:
            return ticket


def _natural(told: CallRound) -> Then:
    return Then.CLOSE if told.result.reached else Then.WAIT
