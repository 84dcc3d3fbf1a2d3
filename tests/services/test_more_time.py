"""延期 and 挂起: more time only by a decision, and never more than the policy allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.domain.errors import InvalidInput, LimitPassed, MoveNotPossible, NotAllowed
from models.domain.words import PauseReason, Status, Urgency
from models.queries import due
from models.services import accept, extend, merge, suspend, urgency
from models.services.escalate import fire_due
from models.tables.beside import Extension, Pause
from models.tables.clocks import Notice, Step
from models.tables.tickets import Note
from tests.builders import World
from tests.jobs.hands import a_runtime
from tests.services.ways import accepted, clocks, running
from workers import drain

DAY = timedelta(days=1)
GRANTED = extend.ExtensionDecision(True, "情况属实", "经批准延期办理，请您谅解。")


def _asked(world: World, days: int = 5) -> str:
    number = accepted(world)
    with world.act("social_security") as act:
        extend.request_extension(act, number, days, "须等银行流水")
    return number


def _suspended(world: World, until: timedelta = DAY) -> str:
    number = accepted(world)
    _suspend(world, number, until)
    return number


def _suspend(world: World, number: str, until: timedelta) -> None:
    wish = suspend.Suspension(
        PauseReason.CALLER_PAPERS, world.clock.now() + until, "等来电人补工资条"
    )
    with world.act("supervisor") as act:
        suspend.suspend(act, number, wish)


def test_the_finish_clock_runs_on_until_the_extension_is_decided(world: World) -> None:
    """Asking gains nothing by itself; the supervisor owes a decision by a clock of its own."""
    number = accepted(world)
    before = running(world, number)["finish"]
    with world.act("social_security") as act:
        extend.request_extension(act, number, 5, "须等银行流水")

    after = running(world, number)
    assert after["finish"] == before
    assert "extension" in after
    assert world.ticket(number).status == Status.ACCEPTED


def test_a_granted_extension_moves_the_end_and_the_caller_is_told(world: World) -> None:
    """Five working days more, as a new clock row; a public note; the department hears of it."""
    number = _asked(world)
    before = running(world, number)["finish"]
    with world.act("supervisor") as act:
        extend.decide_extension(act, number, GRANTED)

    assert before == datetime(2026, 12, 8, 9, 30, tzinfo=UTC)  # ten working days after Tuesday
    assert running(world, number)["finish"] == datetime(2026, 12, 15, 9, 30, tzinfo=UTC)
    assert "extension" not in running(world, number)
    ends = [(c.stop_reason, c.due_at) for c in clocks(world, number) if c.kind == "finish"]
    assert ("extended", before) in ends
    with world.sessions() as session:
        told = session.scalars(select(Note.text).where(Note.public)).all()
        row = session.scalars(select(Extension)).one()
        notice = select(Notice.user_id).where(Notice.kind == "extension_decided")
        assert world.people["social_security"].user_id in session.scalars(notice).all()
    assert told == ["经批准延期办理，请您谅解。"]
    assert (row.granted, row.due_before, row.due_after) == (
        True,
        before,
        running(world, number)["finish"],
    )


def test_granting_without_telling_the_caller_is_refused(world: World) -> None:
    """domain.md 3.5: one time, tell caller."""
    number = _asked(world)

    with pytest.raises(InvalidInput) as fault, world.act("supervisor") as act:
        extend.decide_extension(act, number, extend.ExtensionDecision(True, "同意"))
    assert [error.field for error in fault.value.errors] == ["told"]


def test_a_refused_extension_changes_no_clock_and_was_the_only_one(world: World) -> None:
    """Once means once."""
    number = _asked(world)
    before = running(world, number)["finish"]
    with world.act("supervisor") as act:
        extend.decide_extension(act, number, extend.ExtensionDecision(False, "理由不足"))

    assert running(world, number)["finish"] == before
    with pytest.raises(LimitPassed, match="只能申请一次"), world.act("social_security") as act:
        extend.request_extension(act, number, 3, "再试")
    with pytest.raises(MoveNotPossible, match="没有待审批"), world.act("supervisor") as act:
        extend.decide_extension(act, number, GRANTED)


def test_after_expiry_nobody_asks(world: World) -> None:
    """The end must not have passed."""
    number = accepted(world)
    world.clock.move(20 * DAY)

    with pytest.raises(LimitPassed, match="到期前"), world.act("social_security") as act:
        extend.request_extension(act, number, 3, "来不及")


@pytest.mark.parametrize(("days", "words"), [(11, "最多延期 10"), (0, "最多延期 10")])
def test_no_more_days_than_the_policy_has(world: World, days: int, words: str) -> None:
    """投诉 P3: at most ten working days."""
    number = accepted(world)

    with pytest.raises(InvalidInput) as fault, world.act("social_security") as act:
        extend.request_extension(act, number, days, "理由")
    assert words in fault.value.errors[0].message


def test_only_the_supervisor_decides(world: World) -> None:
    """Nobody grants time to themselves."""
    number = _asked(world)

    with pytest.raises(NotAllowed), world.act("leader") as act:
        extend.decide_extension(act, number, GRANTED)


def test_a_request_that_the_ticket_has_left_behind_does_not_count_as_the_one(world: World) -> None:
    """Merged, transferred or answered before anybody decided: overtaken, and its clock stops."""
    number, other = _asked(world), accepted(world)
    with world.act("dispatcher") as act:
        merge.merge(act, number, other, "同一诉求")

    with world.sessions() as session:
        assert session.scalars(select(Extension)).one().overtaken
    assert running(world, number) == {}


def test_a_pause_stops_the_clocks_and_has_its_own(world: World) -> None:
    """Nothing escalates meanwhile, and nothing waits for ever."""
    number = _suspended(world, 3 * DAY)

    assert running(world, number) == {"pause": world.clock.now() + 3 * DAY}
    assert world.ticket(number).status == Status.SUSPENDED
    with world.sessions() as session:
        assert session.scalars(select(Pause)).one().ended_at is None


def test_the_scheduler_resumes_at_the_date(world: World) -> None:
    """Monday's papers: a due row, seen by the loop, done by the job; a second time changes nothing."""
    number = _suspended(world)
    runtime = a_runtime(world)
    world.clock.move(DAY - timedelta(minutes=1))
    drain.escalate(runtime)
    assert world.ticket(number).status == Status.SUSPENDED
    world.clock.move(timedelta(minutes=1))
    with world.act() as act:
        assert due.oldest_due(act.session, act.now)["escalate"] == world.clock.now()
    drain.escalate(runtime)
    drain.escalate(runtime)

    assert world.ticket(number).status == Status.ACCEPTED
    assert [event.actor_id for event in world.events(number) if event.kind == "resumed"] == [None]


def test_clocks_go_on_later_by_the_paused_working_time(world: World) -> None:
    """Friday 10:00 to Monday 10:00 is six office hours; the weekend isn't given away."""
    world.clock.move(3 * DAY)  # Friday, 10:00 in Beijing
    number = accepted(world)
    before = running(world, number)
    _suspend(world, number, 5 * DAY)
    world.clock.move(3 * DAY)
    with world.act("social_security") as act:
        suspend.resume(act, number)

    after = running(world, number)
    assert set(after) == {"finish", "first_contact"}
    # Friday 17:30 and six office hours: Monday 17:30.
    assert before["finish"] == datetime(2026, 12, 11, 9, 30, tzinfo=UTC)
    assert after["finish"] == datetime(2026, 12, 14, 9, 30, tzinfo=UTC)
    with world.sessions() as session:
        pause = session.scalars(select(Pause)).one()
    assert pause.ended_at == world.clock.now()


def test_a_rung_that_was_climbed_before_the_pause_is_not_climbed_again(world: World) -> None:
    """The reminder came; after the pause the yellow card is next, later by the pause."""
    number = accepted(world)
    world.clock.move(11 * DAY)
    with world.act() as act:
        fire_due(act, 100)
    _suspend(world, number, 2 * DAY)
    world.clock.move(2 * DAY)
    drain.escalate(a_runtime(world))

    finish = next(c for c in clocks(world, number) if c.kind == "finish" and c.stopped_at is None)
    assert finish.plan[0]["code"] == "yellow"
    with world.sessions() as session:
        fired = session.scalars(
            select(Step.code).where(Step.fired_at.is_not(None), Step.code == "reminder")
        ).all()
    assert len(fired) == 2  # one of 首次联系, one of 办结


@pytest.mark.parametrize("until", [timedelta(0), timedelta(days=40)])
def test_a_pause_has_a_date_and_a_cap(world: World, until: timedelta) -> None:
    """Papers may be waited for at most fifteen working days."""
    with pytest.raises(InvalidInput) as fault:
        _suspended(world, until)
    assert [error.field for error in fault.value.errors] == ["resume_at"]


def test_the_department_does_not_pause_itself_nor_anybody_an_emergency(world: World) -> None:
    """Approver is the supervisor; P1 never waits."""
    number = accepted(world)
    wish = suspend.Suspension(PauseReason.AGREED_DATE, world.clock.now() + DAY, "约好明天")
    with pytest.raises(NotAllowed), world.act("leader") as act:
        suspend.suspend(act, number, wish)

    with world.act("supervisor") as act:
        urgency.raise_(act, number, Urgency.P1, "有人受伤")
    with world.act("emergency") as act:
        accept.accept(act, number)
    with pytest.raises(LimitPassed, match="特急"), world.act("supervisor") as act:
        suspend.suspend(act, number, wish)


def test_raised_to_an_emergency_during_the_pause_it_runs_at_once(world: World) -> None:
    """The pause ends with the raise; the finish clock is that of P1, from now."""
    number = _suspended(world, 3 * DAY)
    with world.act("operator") as act:
        urgency.raise_(act, number, Urgency.P1, "有人受伤")

    assert world.ticket(number).status == Status.DISPATCHED
    assert running(world, number)["finish"] == world.clock.now() + timedelta(hours=2)
    assert "pause" not in running(world, number)
    with world.sessions() as session:
        assert session.scalars(select(Pause)).one().ended_at == world.clock.now()


def test_raised_during_the_pause_it_goes_on_under_the_new_limit(world: World) -> None:
    """P2 counts from the raise; the rest of the pause is added, no more."""
    number = _suspended(world, 2 * DAY)
    world.clock.move(DAY)
    with world.act("operator") as act:
        urgency.raise_(act, number, Urgency.P2, "人数增加")
    world.clock.move(DAY)
    with world.act("social_security") as act:
        suspend.resume(act, number)

    # Raised on Wednesday: five working days end on Wednesday; one more day was spent in the pause.
    assert running(world, number)["finish"] == datetime(2026, 12, 3, 9, 30, tzinfo=UTC)


def test_lowered_it_keeps_what_was_granted(world: World) -> None:
    """The pause and the extension are not lost when the supervisor finds it less urgent."""
    number = _asked(world)
    with world.act("supervisor") as act:
        extend.decide_extension(act, number, GRANTED)
    before = running(world, number)["finish"]
    with world.act("supervisor") as act:
        urgency.lower(act, number, Urgency.P4, "情况缓和")

    assert running(world, number)["finish"] == before  # ten working days and five, as P4 投诉 too
