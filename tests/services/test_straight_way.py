"""The straight way of one ticket, on a real database: from the call to the closed case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from models.domain.errors import InvalidInput, LimitPassed, MoveNotPossible, NotAllowed, NotFound
from models.domain.refusals import RejectReason
from models.domain.words import ContactWay, DemandType, Queue, Status, Urgency
from models.queries import callers as caller_queries
from models.queries import due, tickets
from models.services import (
    accept,
    call_back,
    callers,
    desk,
    dispatch,
    merge,
    reopen,
    reply,
    return_,
)
from models.services import transfer as transferring
from models.tables.callers import Caller, Original
from models.tables.clocks import Notice, TicketClock
from models.tables.tickets import Ticket
from models.tables.trail import View
from tests.builders import COUNTY, World, a_plea, a_red_flag, a_verdict

DISPOSAL = reply.Disposal(answer="已联系单位，工资今日补发。", solved=True, contacted_at=None)


def _running(world: World, number: str) -> set[str]:
    with world.act() as act:
        ticket = tickets.visible_ticket(act.session, act.person, number)
        assert ticket is not None
        return {clock.kind for clock in due.running_clocks(act.session, ticket.id)}


def _disposal(world: World) -> reply.Disposal:
    return reply.Disposal(
        "已联系单位，工资今日补发。",
        solved=True,
        contacted_at=world.clock.now(),
        contact_way=ContactWay.PHONE,
    )


def _replied(world: World) -> str:
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept.accept(act, number)
    with world.act("social_security") as act:
        reply.reply(act, number, _disposal(world))
    return number


def test_a_kept_plea_has_owner_clocks_and_event_at_once(world: World) -> None:
    """Owner and clocks exist before the 201, not after the reader has spoken."""
    received = world.receive()

    ticket = world.ticket(received.number)
    assert ticket.status == Status.RECEIVED
    assert ticket.queue == Queue.DISPATCH_DESK
    assert _running(world, received.number) == {"dispatch", "finish"}
    assert world.kinds(received.number) == ["received"]


def test_the_reader_sends_wages_to_the_county_department(world: World) -> None:
    """Routing follows category and place."""
    number = world.dispatched().number

    ticket = world.ticket(number)
    assert (ticket.status, ticket.queue) == (Status.DISPATCHED, Queue.SOCIAL_SECURITY)
    assert ticket.department_id == world.people["social_security"].department_id
    assert _running(world, number) == {"accept", "finish"}


def test_a_ticket_travels_from_the_call_to_the_closed_case(world: World) -> None:
    """Every station leaves one event, in order; nothing runs at the end."""
    number = _replied(world)
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
    assert _running(world, number) == set()


def test_unsure_goes_to_the_dispatch_desk_with_clocks_running(world: World) -> None:
    """Abstaining never stops time (D7)."""
    received = world.receive()
    world.triage(a_verdict(abstained=True, confidence=0.3))

    ticket = world.ticket(received.number)
    assert (ticket.status, ticket.queue) == (Status.IN_REVIEW, Queue.DISPATCH_DESK)
    assert _running(world, received.number) == {"dispatch", "finish"}


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
    assert _running(world, received.number) == {"accept", "confirm", "finish"}
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


def test_returned_and_sent_elsewhere_while_the_finish_clock_runs(world: World) -> None:
    """退单: the worker's time does not stop while departments argue; the first keeps sight."""
    number = world.dispatched().number
    finish_before = _finish_due(world, number)
    with world.act("social_security") as act:
        return_.return_(
            act, number, return_.ReturnReason("属仲裁事项", "仲裁法第二条", Queue.LEGAL)
        )
    assert _running(world, number) == {"return_decision", "finish"}
    with world.act("dispatcher") as act:
        order = dispatch.DispatchOrder(queue=Queue.LEGAL)
        return_.decide_return(act, number, return_.ReturnDecision(True, "同意", order))

    ticket = world.ticket(number)
    assert (ticket.queue, ticket.dispatches) == (Queue.LEGAL, 2)
    assert _finish_due(world, number) == finish_before
    with world.act("social_security") as act:
        assert tickets.visible_ticket(act.session, act.person, number) is not None


def _finish_due(world: World, number: str) -> object:
    with world.sessions() as session:
        query = select(TicketClock.due_at).join(Ticket, Ticket.id == TicketClock.ticket_id)
        running = query.where(
            Ticket.number == number, TicketClock.kind == "finish", TicketClock.stopped_at.is_(None)
        )
        return session.scalars(running).one()


def test_a_refused_return_cannot_be_repeated(world: World) -> None:
    """After the desk said no, the unit must handle it (Tianjin rule)."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        return_.return_(act, number, return_.ReturnReason("不归我们", "三定方案", Queue.UNION))
    with world.act("dispatcher") as act:
        return_.decide_return(act, number, return_.ReturnDecision(False, "属你科职责"))

    with pytest.raises(LimitPassed, match="不能再退"), world.act("social_security") as act:
        return_.return_(act, number, return_.ReturnReason("还是不归我们", "三定方案", Queue.UNION))


def test_a_late_return_is_refused(world: World) -> None:
    """After the limit the return is closed and the unit must handle."""
    number = world.dispatched().number
    world.clock.move(timedelta(days=3))

    with pytest.raises(LimitPassed, match="超过退单时限"), world.act("social_security") as act:
        return_.return_(act, number, return_.ReturnReason("不归我们", "三定方案", Queue.UNION))


def test_the_third_department_that_returns_makes_a_dispute_for_the_supervisor(
    world: World,
) -> None:
    """会商: nobody wants it, the supervisor designates, no more return."""
    number = world.dispatched().number
    for owner, following in (("social_security", Queue.LEGAL), ("legal", Queue.UNION)):
        with world.act(owner) as act:
            return_.return_(act, number, return_.ReturnReason("不归我们", "三定方案", Queue.UNION))
        with world.act("dispatcher") as act:
            order = dispatch.DispatchOrder(queue=following)
            return_.decide_return(act, number, return_.ReturnDecision(True, "另派", order))
    with world.act("union") as act:
        return_.return_(act, number, return_.ReturnReason("也不归我们", "三定方案", Queue.UNION))
    assert world.ticket(number).status == Status.IN_CONSULTATION

    with world.act("supervisor") as act:
        order = dispatch.DispatchOrder(queue=Queue.SOCIAL_SECURITY)
        return_.designate(act, number, return_.ReturnDecision(True, "指定人社", order))

    assert world.ticket(number).status == Status.DISPATCHED
    with pytest.raises(LimitPassed), world.act("social_security") as act:
        return_.return_(act, number, return_.ReturnReason("不归我们", "三定方案", Queue.UNION))


def test_reply_without_contact_is_refused_with_the_field_named(world: World) -> None:
    """Nobody may say "done" without having spoken to the worker."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        accept.accept(act, number)

    with pytest.raises(InvalidInput) as fault, world.act("social_security") as act:
        reply.reply(act, number, reply.Disposal("办好了", solved=True))
    assert [error.field for error in fault.value.errors] == ["contacted_at"]
    assert world.ticket(number).status == Status.ACCEPTED


def test_dissatisfied_is_handled_again_twice_then_the_supervisor_rules(world: World) -> None:
    """重办 has a limit."""
    number = _replied(world)
    for _ in range(2):
        with world.act("callback") as act:
            call_back.rework(act, number, "来电人说没有解决")
        assert _running(world, number) == {"finish"}
        world.clock.move(timedelta(minutes=5))
        with world.act("social_security") as act:
            reply.reply(act, number, _disposal(world))

    with pytest.raises(LimitPassed, match="已重办 2 次"), world.act("callback") as act:
        call_back.rework(act, number, "还是没有解决")


def test_reopened_inside_thirty_days_goes_back_to_its_department(world: World) -> None:
    """New facts; after thirty days a new ticket is needed."""
    number = _replied(world)
    with world.act("callback") as act:
        call_back.call_back(act, number, call_back.CallBackResult(True, True, True))
        call_back.close(act, number)
    world.clock.move(timedelta(days=29))
    with world.act("supervisor") as act:
        reopen.reopen(act, number, "单位反悔")

    ticket = world.ticket(number)
    assert (ticket.status, ticket.queue) == (Status.REWORK, Queue.SOCIAL_SECURITY)
    assert _running(world, number) == {"finish"}


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


def test_merging_keeps_every_caller_and_stops_the_child_clocks(world: World) -> None:
    """并单: merged tickets never escalate (peers: zammad 904)."""
    parent, child = world.dispatched().number, world.dispatched().number
    with world.act("dispatcher") as act:
        merge.merge(act, child, parent, "同一单位同一诉求")

    assert _running(world, child) == set()
    with world.act() as act:
        kept = tickets.visible_ticket(act.session, act.person, parent)
        assert kept is not None
        assert len(caller_queries.of_ticket(act.session, kept.id)) == 2
    with pytest.raises(InvalidInput, match="它自己"), world.act("dispatcher") as act:
        merge.merge(act, parent, parent)


def test_transfer_changes_the_owner_and_restarts_the_accept_clock(world: World) -> None:
    """改派: the new owner has its own 签收 time."""
    number = world.dispatched().number
    world.clock.move(timedelta(hours=5))
    with world.act("dispatcher") as act:
        transferring.transfer(act, number, dispatch.DispatchOrder(queue=Queue.LEGAL, reason="改派"))

    ticket = world.ticket(number)
    assert ticket.queue == Queue.LEGAL
    with world.sessions() as session:
        started = session.scalars(
            select(TicketClock.started_at).where(
                TicketClock.kind == "accept", TicketClock.stopped_at.is_(None)
            )
        ).one()
    assert started == world.clock.now()


def test_another_department_neither_sees_nor_moves_it(world: World) -> None:
    """To those without sight the ticket does not exist."""
    number = world.dispatched().number

    with pytest.raises(NotFound), world.act("legal") as act:
        accept.accept(act, number)
    with pytest.raises(NotFound), world.act("other_supervisor") as act:
        accept.accept(act, number)


def test_the_same_external_id_is_the_same_ticket(world: World) -> None:
    """One message, one ticket, however often the other system sends it."""
    first = world.receive(a_plea(source="app", external_id="A-1"))
    again = world.receive(a_plea(source="app", external_id="A-1"))

    assert (again.number, again.new) == (first.number, False)


def test_personal_data_is_tokens_in_the_text_and_ciphertext_in_its_own_tables(
    world: World,
) -> None:
    """D15: neither the phone in the text nor the caller's stands anywhere in clear."""
    number = world.receive(a_plea("我叫张某某，回我 138-0000-5678")).number

    assert world.ticket(number).text == "我叫〔来电人〕，回我 〔电话1〕"
    with world.sessions() as session:
        caller = session.scalars(select(Caller)).one()
        originals = session.scalars(select(Original)).all()
        assert b"13800001234" not in bytes(caller.phone_sealed or b"")
        assert {original.kind for original in originals} == {"name", "phone"}
    with world.act("operator") as act:
        ticket = tickets.visible_ticket(act.session, act.person, number)
        assert ticket is not None
        seen = callers.read(act, ticket)
    assert seen.callers[0].phone == "13800001234"
    assert {original.value for original in seen.originals} == {"张某某", "138-0000-5678"}


def test_every_look_at_a_caller_leaves_a_trace(world: World) -> None:
    """The 2026 leak: nobody could tell who had looked."""
    number = world.receive().number
    with world.act("operator") as act:
        ticket = tickets.visible_ticket(act.session, act.person, number)
        assert ticket is not None
        callers.read(act, ticket)

    with world.sessions() as session:
        view = session.scalars(select(View)).one()
    assert (view.user_id, view.what) == (world.people["operator"].user_id, "caller")


def test_a_phone_is_found_by_its_blind_index_and_by_its_last_four(world: World) -> None:
    """Search by whole phone and tail without storing either."""
    number = world.receive().number
    index = world.keys.blind_index

    with world.act("operator") as act:
        whole = caller_queries.tickets_by_index(
            act.session, act.person, phone=index("13800001234", purpose="phone")
        )
        tail = caller_queries.tickets_by_index(
            act.session, act.person, tail=index("1234", purpose="tail")
        )
    assert [t.number for t in whole] == [t.number for t in tail] == [number]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'x'",
        "DELETE FROM event",
        "TRUNCATE event",
        "DELETE FROM view",
        "UPDATE anchor SET rows = 0",
        "DELETE FROM ticket",
    ],
)
def test_the_program_can_neither_change_nor_delete_what_happened(
    world: World, statement: str
) -> None:
    """Two roles since the first migration (D10)."""
    world.receive()

    with pytest.raises(ProgrammingError, match="permission denied"), world.act() as act:
        act.session.execute(text(statement))


def test_many_people_without_an_act_are_p2_with_union_and_inspection(world: World) -> None:
    """300人没交公积金 is no emergency, but a collective matter."""
    received = world.receive(a_plea("我们300人没交公积金", persons=300))
    world.triage(a_verdict(category="0405", urgency=Urgency.P4))

    ticket = world.ticket(received.number)
    assert (ticket.urgency, ticket.flags) == ("P2", ["collective"])
    assert {ticket.queue, *ticket.co_handlers} >= {"union", "social_security"}
    assert ticket.region_code == COUNTY
