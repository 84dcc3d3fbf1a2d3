"""The full product Status × Move × Role through the real verbs: let in, or refused with the right error."""

from __future__ import annotations

from itertools import product

import pytest

from models.domain.errors import HotlineError, MoveNotPossible, NotAllowed, NotFound
from models.domain.permissions import SYSTEM, Person
from models.domain.ticket import MOVES, after
from models.domain.words import Move, Role, Status
from models.queries import tickets
from models.services.act import Act
from tests.builders import World
from tests.services.filled_in import perform, prepare
from tests.services.standing import PERSON_OF, stand


@pytest.mark.parametrize("status", Status)
def test_every_role_and_move_in_this_status(world: World, status: Status) -> None:
    """Every cell is tried in a transaction that is taken back: what the table says is what happens."""
    other = world.dispatched().number
    number = stand(world, status)

    wrong = [
        f"{move} by {role}: expected {expected}, got {got}"
        for role, move in product(Role, Move)
        for expected, got in [_cell(world, number, other, role, move)]
        if expected != got
    ]

    assert wrong == []


def _cell(world: World, number: str, other: str, role: Role, move: Move) -> tuple[str, str]:
    person = SYSTEM if role is Role.SYSTEM else world.people[PERSON_OF[role]]
    with world.sessions() as session:
        act = Act(session, world.clock.now(), person, world.policy, world.keys)
        expected = _expected(act, number, move)
        try:
            if not expected.endswith("!"):
                act = prepare(world, act, number, move)
            got = str(perform(act, number, move, other).status)
        except HotlineError as refusal:
            got = f"{type(refusal).__name__}!"
        session.rollback()
    return expected, got


def _expected(act: Act, number: str, move: Move) -> str:
    """By the table alone: a status, or the name of the error."""
    ticket = tickets.visible_ticket(act.session, act.person, number)
    if ticket is None:
        return f"{NotFound.__name__}!"
    if not _is_let_in(act.person, move, Status(ticket.status)):
        return f"{NotAllowed.__name__}!"
    status = Status(ticket.status)
    if status not in MOVES[move].sources:
        return f"{MoveNotPossible.__name__}!"
    return str(after(status, move))


def _is_let_in(person: Person, move: Move, status: Status) -> bool:
    if move is Move.ANSWER_ASSIST and status not in MOVES[move].sources:
        return False  # nobody is asked any more, so nobody may answer
    return person.role in MOVES[move].roles
