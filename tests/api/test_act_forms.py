"""Every move can be made by hand: its form on the ticket page asks for what its body requires, and offers its words."""

from __future__ import annotations

from enum import EnumType

import pytest
from flask import Flask, g, render_template_string

from hotline.api.moves import DOORS
from hotline.pages.choices import choices
from hotline.pages.tickets import MoveForm, show
from models.domain.ticket import MOVES
from models.domain.words import ContactWay, Move, PauseReason, QualityFault, Queue
from models.services import assist, extend
from tests.builders import World
from tests.services.ways import accepted

_FORM = """{% import "acts.html" as acts with context %}{{ acts.form_for(move, ticket) }}"""


def _form(app: Flask, world: World, move: Move) -> str:
    ticket = world.ticket(world.dispatched().number)
    with app.test_request_context(), world.act("supervisor") as act:
        return render_template_string(
            _FORM,
            move=MoveForm(move, MOVES[move].label),
            ticket=ticket,
            now=act.now,
            **choices(act, ""),
        )


@pytest.mark.parametrize("move", DOORS)
def test_the_form_asks_for_what_the_move_requires(app: Flask, world: World, move: Move) -> None:
    """A required field that no form has would be a move that only programs can make."""
    required = [
        name for name, field in DOORS[move].body.model_fields.items() if field.is_required()
    ]

    form = _form(app, world, move)

    assert [name for name in required if f'name="{name}"' not in form] == []
    assert MOVES[move].label in form


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (Move.SUSPEND, PauseReason),
        (Move.QUALITY_CHECK, QualityFault),
        (Move.REPLY, ContactWay),
    ],
)
def test_the_form_offers_every_word_of_its_list(
    app: Flask, world: World, move: Move, words: EnumType
) -> None:
    """A reason without a label could not be chosen."""
    form = _form(app, world, move)

    assert [word for word in words if f'value="{word}"' not in form] == []


def test_the_page_shows_who_was_asked_and_what_was_granted(app: Flask, world: World) -> None:
    """The supervisor decides with the request before their eyes; the main unit reads the answer beside the question."""
    number = accepted(world)
    with world.act("social_security") as act:
        assist.assist(act, number, assist.Question("企业是否建会？", Queue.UNION))
        extend.request_extension(act, number, 3, "须等银行流水")

    with app.test_request_context(), world.act("supervisor") as act:
        g.person = act.person
        page = show(number)

    assert "企业是否建会？" in page
    assert "申请 3 个工作日" in page
    assert "待督办审批" in page
