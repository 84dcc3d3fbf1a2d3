"""回访, 质检, 重办, 归档: closing is not the department's own word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.domain.call_backs import CallOutcome, Matter, Rating, Then
from models.domain.errors import InvalidInput, LimitPassed, MoveNotPossible, NotAllowed
from models.domain.words import ContactWay, QualityFault, Status
from models.services import archive, call_back, reply
from models.services.call_round import CallRound, call_round
from models.services.plea import CallerSaid
from models.tables.beside import QualityCheck
from models.tables.tallies import Tally
from tests.builders import World
from tests.jobs.hands import a_runtime
from tests.services.standing import SATISFIED
from tests.services.ways import a_disposal, accepted, replied
from workers.auditor import Auditor

MISSED = call_back.CallBackResult(reached=False)
ANGRY = call_back.CallBackResult(reached=True, solved=False, satisfied=False)
PHONE = "13800001234"
HALF_DAY = timedelta(hours=5)  # from 10:00 to 15:00


def _call(world: World, number: str, result: call_back.CallBackResult) -> None:
    with world.act("callback") as act:
        call_back.call_back(act, number, result)


def _close(world: World, number: str, who: str = "callback", ruling: str | None = None) -> None:
    with world.act(who) as act:
        call_back.close(act, number, ruling)


def test_an_unreached_caller_is_tried_on_three_different_half_days(world: World) -> None:
    """Ten calls in one morning are one try (domain.md 3.5): the second is refused with the time of the next."""
    number = replied(world)
    _call(world, number, MISSED)
    with pytest.raises(LimitPassed, match=r"这个半天已经打过（10:00 无人接听）.*今天 12:00以后"):
        _call(world, number, MISSED)
    with pytest.raises(MoveNotPossible, match="1 个不同半天"):
        _close(world, number)
    world.clock.move(HALF_DAY)
    _call(world, number, MISSED)
    with pytest.raises(LimitPassed, match="明天 08:00以后"):
        _call(world, number, MISSED)
    with pytest.raises(MoveNotPossible, match="2 个不同半天"):
        _close(world, number)
    world.clock.move(timedelta(hours=19))
    _call(world, number, MISSED)
    _close(world, number)

    assert world.ticket(number).status == Status.CLOSED


def test_who_rings_back_in_the_same_half_day_is_written_down(world: World) -> None:
    """A miss stands in the way of another miss only."""
    number = replied(world)
    _call(world, number, MISSED)

    _call(world, number, SATISFIED)
    _close(world, number)

    assert world.ticket(number).status == Status.CLOSED


@pytest.mark.parametrize("outcome", [CallOutcome.REFUSED, None])
def test_who_refuses_or_left_no_number_is_let_be(world: World, outcome: CallOutcome | None) -> None:
    """Nobody is rung three times against their will, nor without a number; nothing counts as proven."""
    caller = CallerSaid(None, None, anonymous=True) if outcome is None else CallerSaid(phone=PHONE)
    number = replied(world, caller=caller)
    if outcome:
        _call(world, number, call_back.CallBackResult(False, outcome=outcome))

    _close(world, number)

    with world.act() as act:
        assert act.session.query(Tally).one().solved is None


@pytest.mark.parametrize(
    "result",
    [
        call_back.CallBackResult(True, outcome=CallOutcome.OFF, solved=True, satisfied=True),
        call_back.CallBackResult(False, outcome=CallOutcome.REACHED),
        call_back.CallBackResult(False, ratings={Matter.RESULT: Rating.GOOD}),
        call_back.CallBackResult(True, solved=True),
    ],
)
def test_a_try_does_not_contradict_itself(world: World, result: call_back.CallBackResult) -> None:
    """Nobody who was not reached has said anything."""
    number = replied(world)

    with pytest.raises(InvalidInput):
        _call(world, number, result)


def test_one_form_keeps_the_try_and_what_follows(world: World) -> None:
    """Satisfied by matters closes; discontent wants a reason, and without it not even the try is kept."""
    number = replied(world)
    poor = {Matter.RESULT: Rating.POOR, Matter.MANNER: Rating.GOOD}
    told = call_back.CallBackResult(True, solved=False, ratings=poor)
    for then in (Then.REWORK, Then.CLOSE, None):
        with pytest.raises(InvalidInput), world.act("callback") as act:
            call_round(act, number, CallRound(told, then))
    assert "called_back" not in world.kinds(number)

    with world.act("callback") as act:
        call_round(act, number, CallRound(told, Then.REWORK, "钱只发了一半"))

    assert world.ticket(number).status == Status.REWORK
    assert world.kinds(number)[-2:] == ["called_back", "rework_ordered"]
    with world.act("social_security") as act:
        reply.reply(act, number, a_disposal(world))
    content = call_back.CallBackResult(True, solved=True, ratings={Matter.RESULT: Rating.FAIR})
    with world.act("callback") as act:
        call_round(act, number, CallRound(content))
    assert world.ticket(number).status == Status.CLOSED


def test_a_dissatisfied_caller_is_not_closed_away_without_a_word(world: World) -> None:
    """Redo, or say why not."""
    number = replied(world)
    _call(world, number, ANGRY)

    with pytest.raises(InvalidInput) as fault:
        _close(world, number)
    assert [error.field for error in fault.value.errors] == ["ruling"]
    _close(world, number, ruling="诉求超出法定标准，已解释")
    assert world.ticket(number).status == Status.CLOSED


def test_after_two_reworks_only_the_supervisor_rules(world: World) -> None:
    """重办 twice, then 裁定 (domain.md 3.5)."""
    number = replied(world)
    for _ in range(2):
        with world.act("callback") as act:
            call_back.rework(act, number, "没有解决")
        world.clock.move(timedelta(minutes=5))
        with world.act("social_security") as act:
            reply.reply(act, number, a_disposal(world))
    _call(world, number, ANGRY)

    with pytest.raises(LimitPassed, match="由督办裁定"), world.act("supervisor") as act:
        call_back.rework(act, number, "再办一次")
    with pytest.raises(NotAllowed, match="须由督办裁定"):
        _close(world, number, ruling="不再办")
    _close(world, number, "supervisor", "已依法处理，请走仲裁")
    assert world.ticket(number).status == Status.CLOSED


def test_a_failed_quality_check_keeps_it_from_being_closed(world: World) -> None:
    """A row of its own beside the status; a later check that passes opens the way."""
    number = replied(world)
    _call(world, number, SATISFIED)
    with world.act("callback") as act:
        finding = call_back.Finding(False, (QualityFault.NO_LAW,), "没有引用条款")
        call_back.quality_check(act, number, finding)

    with pytest.raises(InvalidInput, match="不能直接办结"):
        _close(world, number)
    with world.act("supervisor") as act:
        call_back.quality_check(act, number, call_back.Finding(True))
    _close(world, number)
    with world.sessions() as session:
        checks = session.scalars(select(QualityCheck).order_by(QualityCheck.id)).all()
    assert [(check.passed, check.faults) for check in checks] == [(False, ["no_law"]), (True, [])]


@pytest.mark.parametrize(
    "finding", [call_back.Finding(False), call_back.Finding(True, (QualityFault.FORM,))]
)
def test_a_check_fails_for_a_reason_of_the_list_or_passes(
    world: World, finding: call_back.Finding
) -> None:
    """Failed without a fault, or passed with one: neither says anything."""
    number = replied(world)

    with pytest.raises(InvalidInput), world.act("callback") as act:
        call_back.quality_check(act, number, finding)


def test_nothing_is_archived_while_new_facts_may_come(world: World) -> None:
    """Thirty days, as long as it may be reopened."""
    number = replied(world)
    _call(world, number, SATISFIED)
    _close(world, number)

    with pytest.raises(LimitPassed, match="30 天"), world.act("supervisor") as act:
        archive.archive(act, number)
    world.clock.move(timedelta(days=31))
    with world.act("supervisor") as act:
        archive.archive(act, number)
    assert world.ticket(number).status == Status.ARCHIVED


def test_the_program_archives_by_itself_after_thirty_days(world: World) -> None:
    """Once, in the history as 系统; a second audit finds nothing."""
    number = replied(world)
    _call(world, number, SATISFIED)
    _close(world, number)
    auditor = Auditor(a_runtime(world))
    assert auditor.archive() == 0
    world.clock.move(timedelta(days=31))

    assert (auditor.archive(), auditor.archive()) == (1, 0)
    assert world.ticket(number).status == Status.ARCHIVED
    assert world.events(number)[-1].actor_id is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contacted_at": None}, "contacted_at"),
        ({"contact_way": None}, "contact_way"),
        ({"solved": None}, "solved"),
        ({"solved": False}, "unsolved_reason"),
    ],
)
def test_the_disposal_form_is_complete(
    world: World, changes: dict[str, object], field: str
) -> None:
    """联系方式与时间, 是否解决, 未解决原因 (domain.md 3.4)."""
    number = accepted(world)
    values: dict[str, object] = {
        "answer": "已办",
        "solved": True,
        "contacted_at": world.clock.now(),
        "contact_way": ContactWay.PHONE,
    }
    disposal = reply.Disposal(**(values | changes))  # type: ignore[arg-type]

    with pytest.raises(InvalidInput) as fault, world.act("social_security") as act:
        reply.reply(act, number, disposal)
    assert [error.field for error in fault.value.errors] == [field]


def test_a_call_that_has_not_been_made_yet_proves_nothing(world: World) -> None:
    """The time of the contact lies between receipt and now."""
    number = accepted(world)
    later = world.clock.now() + timedelta(hours=1)
    disposal = reply.Disposal("已办", solved=True, contacted_at=later, contact_way=ContactWay.PHONE)

    with pytest.raises(InvalidInput) as fault, world.act("social_security") as act:
        reply.reply(act, number, disposal)
    assert [error.field for error in fault.value.errors] == ["contacted_at"]
