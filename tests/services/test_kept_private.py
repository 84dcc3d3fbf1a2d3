"""Who sees a ticket and its caller, what is kept of personal data, and that nobody rewrites the past."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from models.domain.errors import NotFound
from models.queries import callers as caller_queries
from models.queries import tickets
from models.services import (
    accept,
    callers,
)
from models.tables.callers import Caller, Original
from models.tables.trail import View
from tests.builders import World, a_plea


def test_another_department_neither_sees_nor_moves_it(world: World) -> None:
    """To those without sight the ticket does not exist."""
    number = world.dispatched().number

    with pytest.raises(NotFound), world.act("legal") as act:
        accept.accept(act, number)
    with pytest.raises(NotFound), world.act("other_supervisor") as act:
        accept.accept(act, number)


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
