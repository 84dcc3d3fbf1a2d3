"""One act on many tickets: each in its own transaction, each with its own answer, so that one refusal spoils nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.api.moves import make_move
from hotline.doors import open_act
from hotline.forms import values_of
from models.domain.errors import HotlineError, InvalidInput
from models.domain.permissions import Person
from models.domain.ticket import MOVES
from models.domain.words import Move

MOST_AT_ONCE = 100
# What may be done to many tickets alike. Anything that needs words about one worker's case is not here.
BULK_MOVES: Mapping[Move, tuple[str, ...]] = {
    Move.ACCEPT: (),
    Move.RETURN: ("reason", "law_basis", "suggested_queue"),
    Move.TRANSFER: ("category", "queue", "unit_code", "reason"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one ticket."""

    number: str
    done: bool
    words: str


def move_all(
    person: Person, numbers: Sequence[str], move: str, form: Mapping[str, str]
) -> list[Told]:
    """Make the move on each; raises InvalidInput when nothing was chosen or the move is none for many."""
    if move not in set(BULK_MOVES):
        raise InvalidInput("这个动作不能批量办理，请逐件打开办理。")
    if not numbers:
        raise InvalidInput("没有选中工单。请先勾选（或按 x）再批量办理。")
    if len(numbers) > MOST_AT_ONCE:
        raise InvalidInput(f"一次最多批量办理 {MOST_AT_ONCE} 件，现在选了 {len(numbers)} 件。")
    values = values_of({name: form.get(name, "") for name in BULK_MOVES[Move(move)]})
    return [one(person, number, Move(move), values) for number in dict.fromkeys(numbers)]


def one(person: Person, number: str, move: Move, values: Mapping[str, object]) -> Told:
    """One ticket's turn."""
    try:
        with open_act(person) as act:
            make_move(act, number, move, values)
    except HotlineError as error:
        words = "；".join([error.message, *(fault.message for fault in error.errors)])
        return Told(number, False, words)
    return Told(number, True, f"已{MOVES[move].label}")
