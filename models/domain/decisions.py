"""What people decided about the reader's verdicts, and which of it is certain enough to teach (issue 4 point 7). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.domain.words import Move


class DecisionKind(StrEnum):
    """What a person's act says about the verdict."""

    CHOSEN = "chosen"  # decided before the reader had spoken
    KEPT = "kept"  # the same category as the reader's
    CHANGED = "changed"  # another one
    ACCEPTED = "accepted"  # the department signed for it
    RETURNED = "returned"  # the department says that it is not theirs
    UPHELD = "upheld"  # the desk refused the return
    REDISPATCHED = "redispatched"  # sent to another department
    RAISED = "raised"
    LOWERED = "lowered"
    CONFIRMED = "confirmed"  # the alarm was right
    TAUGHT = "taught"  # a doubted label was looked at and is right
    DROPPED = "dropped"  # a doubted label shall teach nothing


# Moves that judge the verdict; None: kept or changed, by comparing the categories.
_JUDGING: Mapping[Move, DecisionKind | None] = {
    Move.DISPATCH: None,
    Move.ANSWER: None,
    Move.REJECT: None,
    Move.ACCEPT: DecisionKind.ACCEPTED,
    Move.RETURN: DecisionKind.RETURNED,
    Move.DECIDE_RETURN: DecisionKind.REDISPATCHED,
    Move.TRANSFER: DecisionKind.REDISPATCHED,
    Move.DESIGNATE: DecisionKind.REDISPATCHED,
    Move.RAISE: DecisionKind.RAISED,
    Move.LOWER: DecisionKind.LOWERED,
    Move.CONFIRM: DecisionKind.CONFIRMED,
}


def judges(move: Move) -> bool:
    """Whether this move says something about the verdict."""
    return move in _JUDGING


def kind_of(
    move: Move, *, said: str | None, category: str | None, refused: bool = False
) -> DecisionKind:
    """The kind of a judging move; `said` is the reader's category, `refused` that a return was refused."""
    if move is Move.DECIDE_RETURN and refused:
        return DecisionKind.UPHELD
    fixed = _JUDGING[move]
    return fixed or compared(said, category)


def compared(said: str | None, category: str | None) -> DecisionKind:
    """What choosing `category` means where the reader said `said`."""
    if said is None:
        return DecisionKind.CHOSEN
    return DecisionKind.KEPT if said == category else DecisionKind.CHANGED


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision. `named`: a person, not only the reader, had put this category on the ticket by then."""

    kind: DecisionKind
    by: int
    category: str | None
    named: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A category that people stand behind, and how: agreed by two, or survived to the finish."""

    category: str
    agreed: bool


def standing(decisions: Sequence[Decided], *, finished: bool) -> Standing | None:
    """The double-confirmed category of a ticket, or None. `decisions` in their order.

    Confirmed is what a person named and either a second person stood behind (chose it, signed for it, sent it
    on), or what was still standing when the ticket was finished. A changed category and a new department begin
    anew; an open return, or a label that a reviewer dropped, teaches nothing. A category that only the reader
    named is never taught, however often it was signed for: the model would learn from its own echo.
    """
    category: str | None = None
    behind: set[int] = set()
    doubted = False
    for one in decisions:
        if one.kind is DecisionKind.DROPPED:
            return None
        if one.kind is DecisionKind.RETURNED:
            doubted = True
            continue
        doubted = doubted and one.kind not in (DecisionKind.UPHELD, DecisionKind.REDISPATCHED)
        if one.category != category or one.kind is DecisionKind.REDISPATCHED:
            category, behind = one.category, set()
        if one.named:
            behind.add(one.by)
    if doubted or category is None or not behind:
        return None
    agreed = len(behind) > 1
    return Standing(category, agreed) if agreed or finished else None


HALF_LIFE_DAYS = (
    180.0  # laws, platforms and words change: what was decided half a year ago weighs half
)
LEAST_SHARE = 0.25


def freshness(age_days: float) -> float:
    """How much a correction of this age weighs, between LEAST_SHARE and 1."""
    return float(max(LEAST_SHARE, 0.5 ** (max(0.0, age_days) / HALF_LIFE_DAYS)))
