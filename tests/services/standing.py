"""Brings a ticket to any status, by the verbs that people use, and knows who stands for which role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from models.domain.refusals import RejectReason
from models.domain.words import DemandType, PauseReason, Queue, Role, Status
from models.services import archive, call_back, consult, desk, merge, return_, suspend
from tests.builders import BY_ROLE, World, a_plea, a_verdict
from tests.services.ways import accepted, replied

PERSON_OF = BY_ROLE | {Role.STAFF: "social_security"}  # whose tickets these are
WISH = return_.ReturnReason("不属本部门职责", "三定方案", Queue.LEGAL)
SATISFIED = call_back.CallBackResult(reached=True, solved=True, satisfied=True)


def stand(world: World, status: Status) -> str:
    """The number of a ticket in this status; 人社 of the county has it, where a department has it."""
    return _WAYS[status](world)


def _received(world: World) -> str:
    return world.receive(a_plea(demand_type=DemandType.CONSULT)).number


def _in_review(world: World) -> str:
    number = world.receive(a_plea(demand_type=DemandType.CONSULT)).number
    world.triage(a_verdict(abstained=True, confidence=0.3))
    return number


def _dispatched(world: World) -> str:
    return world.dispatched().number


def _return_requested(world: World) -> str:
    number = _dispatched(world)
    with world.act("social_security") as act:
        return_.return_(act, number, WISH)
    return number


def _in_consultation(world: World) -> str:
    number = _return_requested(world)
    with world.act("dispatcher") as act:
        consult.consult(act, number, consult.Invitation("两家都说不是", Queue.LEGAL))
    return number


def _suspended(world: World) -> str:
    number = accepted(world)
    until = world.clock.now() + timedelta(days=2)
    with world.act("supervisor") as act:
        wish = suspend.Suspension(PauseReason.AGREED_DATE, until, "约好后天")
        suspend.suspend(act, number, wish)
    return number


def _rework(world: World) -> str:
    number = replied(world)
    with world.act("callback") as act:
        call_back.rework(act, number, "来电人说没有解决")
    return number


def _closed(world: World) -> str:
    number = replied(world)
    with world.act("callback") as act:
        call_back.call_back(act, number, SATISFIED)
        call_back.close(act, number)
    return number


def _answered(world: World) -> str:
    number = _received(world)
    with world.act("operator") as act:
        desk.answer(act, number, "可以先向劳动监察投诉。")
    return number


def _rejected(world: World) -> str:
    number = _received(world)
    with world.act("operator") as act:
        refusal = desk.Rejection(RejectReason.OTHER_AUTHORITY, "请向法院了解")
        desk.reject(act, number, refusal)
    return number


def _merged(world: World) -> str:
    number, into = _dispatched(world), _dispatched(world)
    with world.act("dispatcher") as act:
        merge.merge(act, number, into)
    return number


def _archived(world: World) -> str:
    number = _closed(world)
    world.clock.move(timedelta(days=31))
    with world.act("supervisor") as act:
        archive.archive(act, number)
    return number


_WAYS: Mapping[Status, Callable[[World], str]] = {
    Status.RECEIVED: _received,
    Status.ANSWERED: _answered,
    Status.REJECTED: _rejected,
    Status.IN_REVIEW: _in_review,
    Status.DISPATCHED: _dispatched,
    Status.RETURN_REQUESTED: _return_requested,
    Status.IN_CONSULTATION: _in_consultation,
    Status.ACCEPTED: accepted,
    Status.SUSPENDED: _suspended,
    Status.REPLIED: replied,
    Status.REWORK: _rework,
    Status.CLOSED: _closed,
    Status.ARCHIVED: _archived,
    Status.MERGED: _merged,
}
