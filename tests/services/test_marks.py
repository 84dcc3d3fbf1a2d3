"""难点, 特别复杂 and the last day of a return: more time only by the supervisor's word, and told (domain.md 3.3, 3.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.domain.errors import InvalidInput, LimitPassed, NotAllowed
from models.domain.words import Difficulty, Urgency
from models.domain.worktime import end_of_nth_working_day
from models.services import accept, extend, mark, return_, urgency
from models.tables.tickets import Note
from tests.builders import World, a_plea, a_red_flag
from tests.services.standing import WISH
from tests.services.ways import accepted, running

DAY = timedelta(days=1)
HARD = mark.Marking(Difficulty.HARD, "涉及三家分包", "您反映的事项较复杂，办理期限为十五个工作日。")
COMPLEX = mark.Marking(Difficulty.COMPLEX, "政策空白，须省里研究", "办理期限为三十个工作日。")


def _mark(world: World, number: str, marking: mark.Marking, who: str = "supervisor") -> None:
    with world.act(who) as act:
        mark.mark(act, number, marking)


def _days(world: World, number: str, days: int) -> datetime:
    return end_of_nth_working_day(world.policy.calendar, world.ticket(number).received_at, days)


def test_a_marked_matter_has_its_own_limit_from_its_receipt(world: World) -> None:
    """Ten working days become fifteen, or thirty: counted from where the clock began, not from the mark."""
    number = accepted(world)
    ordinary = running(world, number)["finish"]
    world.clock.move(2 * DAY)

    _mark(world, number, HARD)
    hard = running(world, number)["finish"]
    _mark(world, number, COMPLEX)

    assert ordinary == _days(world, number, 10)
    assert hard == _days(world, number, 15)
    assert running(world, number)["finish"] == _days(world, number, 30)


def test_the_caller_hears_of_it_and_the_reason_stays_inside(world: World) -> None:
    """Longer without telling is not possible."""
    number = accepted(world)

    _mark(world, number, HARD)

    with world.sessions() as session:
        kinds = select(Note.kind, Note.public).where(Note.kind.startswith("mark"))
        notes = {row.kind: row.public for row in session.execute(kinds)}
    assert notes == {"mark": False, "mark_told": True}


def test_only_the_supervisor_marks_and_never_twice_the_same(world: World) -> None:
    """A department can't give itself more time."""
    number = accepted(world)

    with pytest.raises(NotAllowed):
        _mark(world, number, HARD, "leader")
    _mark(world, number, HARD)
    with pytest.raises(InvalidInput, match="已有这个标记"):
        _mark(world, number, HARD)


def test_a_late_matter_is_not_made_punctual_by_a_mark(world: World) -> None:
    """As with 延期: before expiry."""
    number = accepted(world)
    world.clock.move(30 * DAY)

    with pytest.raises(LimitPassed, match="到期前"):
        _mark(world, number, HARD)


def test_an_emergency_is_never_marked_and_raising_takes_the_mark_away(world: World) -> None:
    """What is more urgent has the time of what is urgent."""
    emergency = world.receive(a_plea("他爬塔吊了", red_flags=(a_red_flag(),))).number
    with world.act("emergency") as act:
        accept.accept(act, emergency)
    with pytest.raises(LimitPassed, match="特急"):
        _mark(world, emergency, HARD)
    number = accepted(world)
    _mark(world, number, COMPLEX)

    with world.act("supervisor") as act:
        urgency.raise_(act, number, Urgency.P2, "人数增加")

    assert world.ticket(number).difficulty is None
    limit = end_of_nth_working_day(world.policy.calendar, world.clock.now(), 5)
    assert running(world, number)["finish"] == limit


def test_the_extension_of_a_very_complex_matter_is_the_province_s(world: World) -> None:
    """特别复杂: thirty working days more at most, and not by the city's supervisor."""
    number = accepted(world)
    _mark(world, number, COMPLEX)
    before = running(world, number)["finish"]
    with world.act("social_security") as act:
        extend.request_extension(act, number, 30, "等待部委答复")
    granted = extend.ExtensionDecision(True, "同意", "办理期限再延三十个工作日。")

    with pytest.raises(NotAllowed, match="省级"), world.act("city_supervisor") as act:
        extend.decide_extension(act, number, granted)
    with world.act("supervisor") as act:
        extend.decide_extension(act, number, granted)

    assert running(world, number)["finish"] == end_of_nth_working_day(
        world.policy.calendar, before, 30
    )


def test_a_return_is_late_after_one_working_day_and_refused_after_two(world: World) -> None:
    """Tianjin's rule: later than two working days, the unit must handle; the refusal names the moment."""
    late, too_late = world.dispatched().number, world.dispatched().number
    began = world.ticket(late).dispatched_at
    assert began is not None
    first, last = (end_of_nth_working_day(world.policy.calendar, began, days) for days in (1, 2))

    world.clock.move(first + timedelta(minutes=1) - world.clock.now())
    with world.act("social_security") as act:
        return_.return_(act, late, WISH)
    world.clock.move(last + timedelta(minutes=1) - world.clock.now())

    assert world.events(late)[-1].codes["late"] is True
    with (
        pytest.raises(
            LimitPassed, match=r"退单最后期限（2 个工作日，至 11月26日 17:30），不能再退"
        ),
        world.act("social_security") as act,
    ):
        return_.return_(act, too_late, WISH)
