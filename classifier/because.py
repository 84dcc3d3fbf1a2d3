"""Lay a decision back onto the caller's own words: which spoke for the category, which against."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from classifier.features import Reading
from models.domain.verdict import Reason

MOST_FOR, MOST_AGAINST = 8, 3
_LEAST = 0.01  # of the log odds; less is noise


def because(reading: Reading, worth: dict[str, float]) -> tuple[Reason, ...]:
    """The words that decided. `worth` is each feature's whole share of the log odds.

    A feature's share is spread evenly over the places where it stands and over the characters that
    it covers; a word gets what falls on its own characters, so all shares still sum up.
    """
    by_word = _by_word(reading, _by_character(reading, worth))
    ranked = sorted(by_word.items(), key=lambda item: (-item[1], item[0]))
    places = _places(reading)
    reasons = [Reason(word, round(share, 4), places[word]) for word, share in ranked]
    good = [reason for reason in reasons if reason.weight >= _LEAST]
    bad = [reason for reason in reversed(reasons) if reason.weight <= -_LEAST]
    return (*good[:MOST_FOR], *bad[:MOST_AGAINST])


def _places(reading: Reading) -> dict[str, tuple[tuple[int, int], ...]]:
    places: dict[str, tuple[tuple[int, int], ...]] = defaultdict(tuple)
    for start, end in reading.words:
        places[reading.text[start:end]] += ((start, end),)
    return places


def _by_character(reading: Reading, worth: dict[str, float]) -> NDArray[np.float64]:
    stands: dict[str, int] = defaultdict(int)
    for feature in reading.features:
        stands[feature.name] += 1
    steps = np.zeros(len(reading.text) + 1)
    for feature in reading.features:
        share = worth.get(feature.name)
        if share:
            each = share / stands[feature.name] / (feature.end - feature.start)
            steps[feature.start] += each
            steps[feature.end] -= each
    return np.cumsum(steps)[:-1]


def _by_word(reading: Reading, shares: NDArray[np.float64]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    until = np.concatenate(([0.0], np.cumsum(shares))).tolist()  # one sum for all words
    for start, end in reading.words:
        total[reading.text[start:end]] += until[end] - until[start]
    return total
