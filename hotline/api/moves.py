"""Every move as one row: the body that it reads and the verb that it calls. Pages and API share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hotline.api import forms
from hotline.api.bodies import Body, validated
from models.domain.call_backs import Matter
from models.domain.errors import NotFound
from models.domain.words import Move
from models.services import (
    accept,
    archive,
    assist,
    call_back,
    chase,
    consult,
    contact,
    desk,
    dispatch,
    extend,
    follow_up,
    mark,
    merge,
    relapse,
    reopen,
    reply,
    return_,
    supervise,
    suspend,
    transfer,
    urgency,
)
from models.services.act import Act
from models.tables.tickets import Ticket


@dataclass(frozen=True)
class MoveDoor:
    """How one move is asked for."""

    body: type[Body]
    make: Callable[[Act, str, Any], Ticket]


def _order(body: forms.TargetBody) -> dispatch.DispatchOrder:
    return dispatch.DispatchOrder(
        body.category, body.demand_type, body.queue, body.unit_code, body.reason
    )


def _decision(body: forms.TargetBody, *, agreed: bool) -> return_.ReturnDecision:
    return return_.ReturnDecision(agreed, body.reason or "", _order(body))


def _finding(body: forms.QualityCheckBody) -> call_back.Finding:
    return call_back.Finding(body.passed, (body.fault,) if body.fault else (), body.words)


def result_of(body: forms.CallBackBody) -> call_back.CallBackResult:
    """One try as the verb takes it; pages that close or redo in the same form read it too."""
    rated = {matter: getattr(body, matter.value) for matter in Matter}
    ratings = {matter: rating for matter, rating in rated.items() if rating is not None}
    return call_back.CallBackResult(
        body.reached, body.solved, body.satisfied, body.words, body.outcome, ratings
    )


DOORS: Mapping[Move, MoveDoor] = {
    Move.ANSWER: MoveDoor(forms.AnswerBody, lambda a, n, b: desk.answer(a, n, b.text)),
    Move.REJECT: MoveDoor(
        forms.RejectBody, lambda a, n, b: desk.reject(a, n, desk.Rejection(b.reason, b.told))
    ),
    Move.DISPATCH: MoveDoor(forms.TargetBody, lambda a, n, b: dispatch.dispatch(a, n, _order(b))),
    Move.ACCEPT: MoveDoor(forms.Nothing, lambda a, n, _b: accept.accept(a, n)),
    Move.RETURN: MoveDoor(
        forms.ReturnBody,
        lambda a, n, b: return_.return_(
            a, n, return_.ReturnReason(b.reason, b.law_basis, b.suggested_queue)
        ),
    ),
    Move.DECIDE_RETURN: MoveDoor(
        forms.DecideReturnBody,
        lambda a, n, b: return_.decide_return(a, n, _decision(b, agreed=b.agreed)),
    ),
    Move.CONSULT: MoveDoor(
        forms.ConsultBody,
        lambda a, n, b: consult.consult(a, n, consult.Invitation(b.reason, b.queue, b.unit_code)),
    ),
    Move.DESIGNATE: MoveDoor(
        forms.DesignateBody, lambda a, n, b: return_.designate(a, n, _decision(b, agreed=True))
    ),
    Move.TRANSFER: MoveDoor(forms.TargetBody, lambda a, n, b: transfer.transfer(a, n, _order(b))),
    Move.ASSIST: MoveDoor(
        forms.AssistBody,
        lambda a, n, b: assist.assist(a, n, assist.Question(b.question, b.queue, b.unit_code)),
    ),
    Move.ANSWER_ASSIST: MoveDoor(
        forms.AssistAnswerBody, lambda a, n, b: assist.answer_assist(a, n, b.answer)
    ),
    Move.CONTACT: MoveDoor(
        forms.ContactBody,
        lambda a, n, b: contact.contact(a, n, reached=b.reached, words=b.words),
    ),
    Move.REQUEST_EXTENSION: MoveDoor(
        forms.ExtensionBody, lambda a, n, b: extend.request_extension(a, n, b.days, b.reason)
    ),
    Move.DECIDE_EXTENSION: MoveDoor(
        forms.DecideExtensionBody,
        lambda a, n, b: extend.decide_extension(
            a, n, extend.ExtensionDecision(b.granted, b.reason, b.told)
        ),
    ),
    Move.SUSPEND: MoveDoor(
        forms.SuspendBody,
        lambda a, n, b: suspend.suspend(a, n, suspend.Suspension(b.reason, b.resume_at, b.words)),
    ),
    Move.RESUME: MoveDoor(forms.ResumeBody, lambda a, n, b: suspend.resume(a, n, b.words)),
    Move.REPLY: MoveDoor(
        forms.ReplyBody, lambda a, n, b: reply.reply(a, n, reply.Disposal(**b.model_dump()))
    ),
    Move.CALL_BACK: MoveDoor(
        forms.CallBackBody,
        lambda a, n, b: call_back.call_back(a, n, result_of(b)),
    ),
    Move.REWORK: MoveDoor(forms.ReasonBody, lambda a, n, b: call_back.rework(a, n, b.reason)),
    Move.QUALITY_CHECK: MoveDoor(
        forms.QualityCheckBody, lambda a, n, b: call_back.quality_check(a, n, _finding(b))
    ),
    Move.CLOSE: MoveDoor(forms.CloseBody, lambda a, n, b: call_back.close(a, n, b.ruling)),
    Move.REOPEN: MoveDoor(forms.ReasonBody, lambda a, n, b: reopen.reopen(a, n, b.reason)),
    Move.RELAPSE: MoveDoor(
        forms.RelapseBody, lambda a, n, b: relapse.relapse(a, n, b.phone, b.words)
    ),
    Move.MERGE: MoveDoor(forms.MergeBody, lambda a, n, b: merge.merge(a, n, b.into, b.reason)),
    Move.ARCHIVE: MoveDoor(forms.Nothing, lambda a, n, _b: archive.archive(a, n)),
    Move.RAISE: MoveDoor(forms.LevelBody, lambda a, n, b: urgency.raise_(a, n, b.to, b.reason)),
    Move.LOWER: MoveDoor(forms.LevelBody, lambda a, n, b: urgency.lower(a, n, b.to, b.reason)),
    Move.CONFIRM: MoveDoor(forms.Nothing, lambda a, n, _b: urgency.confirm(a, n)),
    Move.CHASE: MoveDoor(forms.ChaseBody, lambda a, n, b: chase.chase(a, n, b.words)),
    Move.SUPERVISE: MoveDoor(forms.ReasonBody, lambda a, n, b: supervise.supervise(a, n, b.reason)),
    Move.REPORT: MoveDoor(
        forms.ReportBody, lambda a, n, b: follow_up.report(a, n, b.words, again=b.again)
    ),
    Move.MARK: MoveDoor(
        forms.MarkBody,
        lambda a, n, b: mark.mark(a, n, mark.Marking(b.difficulty, b.reason, b.told)),
    ),
    Move.STAND_DOWN: MoveDoor(
        forms.ReasonBody, lambda a, n, b: follow_up.stand_down(a, n, b.reason)
    ),
}


def door_of(move: str) -> MoveDoor:
    """The door of a path word; NotFound names what there is. The system's own moves have none."""
    if move not in DOORS:
        known = "、".join(str(one) for one in DOORS)
        raise NotFound(f"没有“{move[:40]}”这种办理动作。可用的有：{known}。")
    return DOORS[Move(move)]


def make_move(act: Act, number: str, move: str, values: Any, *, strict: bool = False) -> Ticket:
    """Read the values as the move's body and call its verb; InvalidInput names all faulty fields.

    A form of a page sends strings for everything; JSON is held to its types (`strict`).
    """
    door = door_of(move)
    return door.make(act, number, validated(door.body, values, strict=strict))
