"""The one table of statuses and moves: complete, reachable, and each move has exactly one verb."""

from __future__ import annotations

import itertools

import pytest

from models.domain.errors import MoveNotPossible
from models.domain.ticket import CLOCKS_IN, ENDED, MOVES, OPEN, after, moves_from
from models.domain.words import Move, Role, Status


@pytest.mark.parametrize(("status", "move"), list(itertools.product(Status, Move)))
def test_every_pair_is_decided(status: Status, move: Move) -> None:
    """The full product: a pair leads to a status or is refused with a Chinese sentence; nothing passes in silence."""
    rule = MOVES[move]

    if status in rule.sources:
        assert after(status, move) is (rule.to or status)
    else:
        with pytest.raises(MoveNotPossible, match="不能"):
            after(status, move)


def test_open_tickets_have_clocks_and_ended_ones_none() -> None:
    """No plea without a clock: written as a table, so it can't be forgotten for one status."""
    assert all(CLOCKS_IN[status] for status in OPEN)
    assert not any(CLOCKS_IN[status] for status in ENDED)


def test_somebody_can_act_in_every_open_status() -> None:
    """No status is a dead end in which a plea could lie for ever."""
    for status in OPEN - {Status.SUSPENDED}:
        assert any(MOVES[move].roles - {Role.SYSTEM} for move in moves_from(status)), status


def test_an_emergency_can_be_raised_from_every_unanswered_status() -> None:
    """Raising is free for everybody who works on tickets."""
    workers = {Role.OPERATOR, Role.DISPATCHER, Role.STAFF, Role.LEADER, Role.SUPERVISOR}

    assert workers <= MOVES[Move.RAISE].roles
    assert OPEN - {Status.REPLIED} == MOVES[Move.RAISE].sources


def test_only_the_supervisor_lowers() -> None:
    """Downgrading is the supervisor's (domain.md 3.5)."""
    assert MOVES[Move.LOWER].roles == {Role.SUPERVISOR}
