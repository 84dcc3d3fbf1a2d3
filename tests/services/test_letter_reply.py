"""来信答复: a letter is owed a written answer; nothing else stops its clock (issue 5 point 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from models.domain.errors import InvalidInput
from models.domain.words import Channel, ContactWay
from models.services import call_back, contact, reply
from tests.builders import World
from tests.services.ways import a_disposal, accepted, running

DAYS = timedelta(days=1)


def _letter(world: World) -> str:
    return accepted(world, channel=Channel.LETTER)


def _reply(world: World, number: str, way: ContactWay) -> None:
    with world.act("social_security") as act:
        reply.reply(act, number, replace(a_disposal(world), contact_way=way))


def test_a_letter_has_a_clock_of_sixty_days_from_its_receipt(world: World) -> None:
    """Dispatch and 签收 do not begin it anew; an end on an off-day moves to the next working day."""
    number = _letter(world)
    received = world.ticket(number).received_at

    due_at = running(world, number)["letter_reply"]

    assert received + 60 * DAYS <= due_at < received + 70 * DAYS


def test_a_call_has_none(world: World) -> None:
    """Who called is called back."""
    assert "letter_reply" not in running(world, accepted(world))


def test_a_call_to_the_writer_does_not_stop_it_and_is_no_answer(world: World) -> None:
    """Speaking is recorded as contact; the answer itself is refused until it is in writing."""
    number = _letter(world)

    with world.act("social_security") as act:
        contact.contact(act, number, reached=True)
    with pytest.raises(InvalidInput) as refused:
        _reply(world, number, ContactWay.PHONE)

    assert [fault.field for fault in refused.value.errors] == ["contact_way"]
    assert "来信须书面答复" in refused.value.errors[0].message
    assert "letter_reply" in running(world, number)


def test_the_written_answer_stops_it_and_rework_owes_another(world: World) -> None:
    """Answered: stopped. Sent back to be done again: a new written answer, from now."""
    number = _letter(world)

    _reply(world, number, ContactWay.LETTER)
    answered = running(world, number)
    with world.act("callback") as act:
        call_back.rework(act, number, "来信人说没有解决")

    assert "letter_reply" not in answered
    assert running(world, number)["letter_reply"] >= world.clock.now() + 60 * DAYS
