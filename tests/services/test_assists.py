"""会办: other departments answer beside the main unit, which answers the caller."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.domain.errors import InvalidInput, NotAllowed
from models.domain.words import ContactWay, Queue, Status
from models.services import assist, reply
from models.tables.beside import Assist
from tests.builders import World
from tests.services.ways import a_disposal, accepted, running


def _asked(world: World) -> str:
    number = accepted(world)
    with world.act("social_security") as act:
        assist.assist(act, number, assist.Question("企业是否建会？", Queue.UNION))
    return number


def test_a_co_unit_answers_by_its_own_shorter_clock(world: World) -> None:
    """Due a working day before the main unit; its answer stops it; the main unit is told."""
    number = _asked(world)
    due = running(world, number)

    assert due["finish"] - due["co_handle"] == timedelta(days=1)  # Tuesday and Monday, 17:30
    with world.act("union") as act:
        assist.answer_assist(act, number, "2024 年建会，主席不是老板亲属。")
    assert "co_handle" not in running(world, number)
    with world.sessions() as session:
        task = session.scalars(select(Assist)).one()
    assert (task.ended, task.answered_by) == ("answered", world.people["union"].user_id)
    assert world.ticket(number).status == Status.ACCEPTED


def test_who_was_not_asked_does_not_answer(world: World) -> None:
    """Only the department of the child task."""
    number = _asked(world)

    with pytest.raises(NotAllowed, match="没有待答复的会办"), world.act("social_security") as act:
        assist.answer_assist(act, number, "我们自己答")


def test_the_main_unit_waits_for_its_co_units_or_says_why_not(world: World) -> None:
    """The caller gets one answer; a child task that nobody waited for is overtaken, its clock stops."""
    number = _asked(world)
    with pytest.raises(InvalidInput) as fault, world.act("social_security") as act:
        reply.reply(act, number, a_disposal(world))
    assert [error.field for error in fault.value.errors] == ["without_answers"]

    hasty = reply.Disposal(
        "先行答复",
        solved=True,
        contacted_at=world.clock.now(),
        contact_way=ContactWay.VISIT,
        without_answers="来电人已拿到工资",
    )
    with world.act("social_security") as act:
        reply.reply(act, number, hasty)
    with world.sessions() as session:
        assert session.scalars(select(Assist)).one().ended == "overtaken"
    assert set(running(world, number)) == {"call_back"}


def test_the_same_department_is_not_asked_twice_at_once(world: World) -> None:
    """One open question each; nor does a department ask itself."""
    number = _asked(world)

    for queue in (Queue.UNION, Queue.SOCIAL_SECURITY, Queue.DISPATCH_DESK, Queue.EMERGENCY):
        with pytest.raises(InvalidInput), world.act("social_security") as act:
            assist.assist(act, number, assist.Question("再问", queue))
