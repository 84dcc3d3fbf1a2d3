"""Which decisions are certain enough to teach: a table of ways that a ticket goes."""

from __future__ import annotations

import pytest

from models.domain.decisions import Decided, DecisionKind, freshness, kind_of, standing
from models.domain.words import Move

K = DecisionKind
WAYS = [
    ("nobody decided", [], True, None),
    ("one person, open", [(K.CHANGED, 1, "0102", True)], False, None),
    ("one person, finished", [(K.CHANGED, 1, "0102", True)], True, ("0102", False)),
    (
        "named and signed for",
        [(K.CHANGED, 1, "0102", True), (K.ACCEPTED, 2, "0102", True)],
        False,
        ("0102", True),
    ),
    (
        "the same person twice",
        [(K.CHANGED, 1, "0102", True), (K.KEPT, 1, "0102", True)],
        False,
        None,
    ),
    ("only the reader named it", [(K.ACCEPTED, 1, "0102", False)], True, None),
    (
        "an open return",
        [
            (K.CHANGED, 1, "0102", True),
            (K.ACCEPTED, 2, "0102", True),
            (K.RETURNED, 3, "0102", True),
        ],
        False,
        None,
    ),
    (
        "a refused return",
        [(K.CHANGED, 1, "0102", True), (K.RETURNED, 2, "0102", True), (K.UPHELD, 3, "0102", True)],
        False,
        ("0102", True),
    ),
    (
        "another department begins anew",
        [
            (K.CHANGED, 1, "0102", True),
            (K.ACCEPTED, 2, "0102", True),
            (K.REDISPATCHED, 3, "0401", True),
        ],
        False,
        None,
    ),
    (
        "and is signed for there",
        [
            (K.CHANGED, 1, "0102", True),
            (K.REDISPATCHED, 3, "0401", True),
            (K.ACCEPTED, 4, "0401", True),
        ],
        False,
        ("0401", True),
    ),
    (
        "a reviewer dropped it",
        [
            (K.CHANGED, 1, "0102", True),
            (K.ACCEPTED, 2, "0102", True),
            (K.DROPPED, 3, "0102", True),
        ],
        True,
        None,
    ),
]


@pytest.mark.parametrize(("name", "way", "finished", "expected"), WAYS, ids=[w[0] for w in WAYS])
def test_what_is_double_confirmed(
    name: str,
    way: list[tuple[DecisionKind, int, str, bool]],
    finished: bool,
    expected: tuple[str, bool] | None,
) -> None:
    """Two people, or one whose decision survived to the finish; never the model's own echo."""
    found = standing([Decided(*one) for one in way], finished=finished)

    assert (found and (found.category, found.agreed)) == expected, name


def test_kinds_come_from_comparing_with_what_was_said() -> None:
    """Kept, changed, or chosen before the reader spoke; a refused return is upheld."""
    assert kind_of(Move.DISPATCH, said="0102", category="0102") is K.KEPT
    assert kind_of(Move.DISPATCH, said="0102", category="0401") is K.CHANGED
    assert kind_of(Move.ANSWER, said=None, category="0401") is K.CHOSEN
    assert kind_of(Move.DECIDE_RETURN, said="0102", category="0102", refused=True) is K.UPHELD
    assert kind_of(Move.DECIDE_RETURN, said="0102", category="0401") is K.REDISPATCHED


def test_newer_decisions_weigh_more() -> None:
    """Half after half a year, a quarter at least."""
    assert freshness(0) == 1.0
    assert freshness(180) == pytest.approx(0.5)
    assert freshness(5000) == 0.25
