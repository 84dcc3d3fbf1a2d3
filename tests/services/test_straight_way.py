"""The straight way of one ticket, on a real database: from the call to the closed case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.domain.errors import InvalidInput, MoveNotPossible, NotAllowed
from models.domain.refusals import RejectReason
from models.domain.words import DemandType, Queue, Status, Urgency
from models.services import (
    accept,
    call_back,
    desk,
)
from models.tables.clocks import Notice
from tests.builders import COUNTY, World, a_plea, a_red_flag, a_verdict
from tests.services.straight import answered, kinds_running


def test_a_kept_plea_has_owner_clocks_and_event_at_once(world: World) -> None:
    """Owner and clocks exist before the 201, not after the reader has spoken."""
    received = world.receive()

    ticket = world.ticket(received.number)
    assert ticket.status == Status.RECEIVED
    assert ticket.queue == Queue.DISPATCH_DESK
    assert kinds_running(world, received.number) == {"dispatch", "finish"}
    assert world.kinds(received.number) == ["received"]


def test_the_reader_sends_wages_to_the_county_department(world: World) -> None:
    """Routing follows category and place."""
    number = world.dispatched().number

    ticket = world.ticket(number)
    assert (ticket.status, ticket.queue) == (Status.DISPATCHED, Queue.SOCIAL_SECURITY)
    assert ticket.department_id == world.people["social_security"].department_id
    assert kinds_running(world, number) == {"accept", "finish"}


def test_a_ticket_travels_from_the_call_to_the_closed_case(world: World) -> None:
    """Every station leaves one event, in order; nothing runs at the end."""
    number = answered(world)
    world.clock.move(timedelta(hours=20))
    with world.act("callback") as act:
        call_back.call_back(act, number, call_back.CallBackResult(True, True, True))
    with world.act("callback") as act:
        call_back.close(act, number)

    assert world.kinds(number) == [
        "received",
        "triaged",
        "dispatched",
        "accepted",
        "replied",
        "called_back",
        "closed",
    ]
    assert world.ticket(number).status == Status.CLOSED
    assert kinds_running(world, number) == set()


def test_unsure_goes_to_the_dispatch_desk_with_clocks_running(world: World) -> None:
    """Abstaining never stops time (D7)."""
    received = world.receive()
    world.triage(a_verdict(abstained=True, confidence=0.3))

    ticket = world.ticket(received.number)
    assert (ticket.status, ticket.queue) == (Status.IN_REVIEW, Queue.DISPATCH_DESK)
    assert kinds_running(world, received.number) == {"dispatch", "finish"}


def test_what_a_person_chose_is_never_overwritten_by_the_reader(world: World) -> None:
    """The operator said 0203; the reader's other opinion is kept beside it."""
    received = world.receive(a_plea(category="0203", demand_type=DemandType.HELP))
    world.triage(a_verdict(category="0102", abstained=True))

    ticket = world.ticket(received.number)
    assert (ticket.category, ticket.demand_type) == ("0203", "H")
    assert ticket.status == Status.DISPATCHED
    assert ticket.verdict is not None
    assert ticket.verdict["category"] == "0102"


def test_a_red_flag_is_dispatched_in_the_transaction_that_keeps_it(world: World) -> None:
    """P1 waits for no worker: owner E, union beside, confirm clock, supervisors told (D6)."""
    received = world.receive(a_plea("他爬塔吊了", red_flags=(a_red_flag(),)))

    ticket = world.ticket(received.number)
    assert (ticket.status, ticket.queue, ticket.urgency) == ("dispatched", "emergency", "P1")
    assert ticket.department_id == world.people["emergency"].department_id
    assert "union" in ticket.co_handlers
    assert kinds_running(world, received.number) == {"accept", "confirm", "finish"}
    with world.sessions() as session:
        told = set(session.scalars(select(Notice.user_id)))
    expected = {world.people[name].user_id for name in ("emergency", "union", "city_supervisor")}
    assert expected <= told


def test_an_emergency_that_only_the_model_sees_is_dispatched_by_triage(world: World) -> None:
    """The reader's own detector makes a P1 of a received ticket."""
    received = world.receive()
    verdict = a_verdict(category="1301", urgency=Urgency.P1, emergency=True)
    world.triage(verdict)

    ticket = world.ticket(received.number)
    assert (ticket.urgency, ticket.queue, ticket.status) == ("P1", "emergency", "dispatched")


def test_second_to_accept_learns_who_was_first(world: World) -> None:
    """The loser of a race is told the winner's name."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept.accept(act, number)

    with pytest.raises(MoveNotPossible, match="测试social_security"), world.act("leader") as act:
        accept.accept(act, number)


def test_answered_at_the_desk_only_for_questions(world: World) -> None:
    """A complaint can't be talked away."""
    question = world.receive(a_plea("退休年龄怎么算？", demand_type=DemandType.CONSULT)).number
    complaint = world.receive(a_plea(demand_type=DemandType.COMPLAINT)).number
    with world.act("operator") as act:
        desk.answer(act, question, "按渐进式延迟退休表对照出生年月。")

    assert world.ticket(question).status == Status.ANSWERED
    with pytest.raises(InvalidInput, match="不能直接答复"), world.act("operator") as act:
        desk.answer(act, complaint, "别投诉了")


def test_refusing_a_report_needs_the_supervisor(world: World) -> None:
    """举报 is refused by the supervisor only, with the right channel told."""
    number = world.receive(a_plea(demand_type=DemandType.REPORT)).number
    refusal = desk.Rejection(RejectReason.OTHER_AUTHORITY, "已告知向纪检部门反映")

    with pytest.raises(NotAllowed), world.act("operator") as act:
        desk.reject(act, number, refusal)
    with world.act("supervisor") as act:
        desk.reject(act, number, refusal)
    assert world.ticket(number).status == Status.REJECTED


def test_the_same_external_id_is_the_same_ticket(world: World) -> None:
    """One message, one ticket, however often the other system sends it."""
    first = world.receive(a_plea(source="app", external_id="A-1"))
    again = world.receive(a_plea(source="app", external_id="A-1"))

    assert (again.number, again.new) == (first.number, False)


def test_many_people_without_an_act_are_p2_with_union_and_inspection(world: World) -> None:
    """300人没交公积金 is no emergency, but a collective matter."""
    received = world.receive(a_plea("我们300人没交公积金", persons=300))
    world.triage(a_verdict(category="0405", urgency=Urgency.P4))

    ticket = world.ticket(received.number)
    assert (ticket.urgency, ticket.flags) == ("P2", ["collective"])
    assert {ticket.queue, *ticket.co_handlers} >= {"union", "social_security"}
    assert ticket.region_code == COUNTY
