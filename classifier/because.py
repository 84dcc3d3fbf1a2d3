"""Lay a decision back onto the caller's own words: which spoke for the category, which against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.features import Reading
from models.domain.verdict import Reason

MOST_FOR, MOST_AGAINST = 8, 3
_NOTICED = 0.00995  # of the log odds, so that it reads as 0.01; less is noise
Array = NDArray[np.float64]


def because(reading: Reading, at: int, worth: Array) -> tuple[Reason, ...]:
    """The words of text `at` that decided. `worth`: of each of its features the whole share of the log odds.

    A feature's share is spread evenly over the places where it stands and over the characters that
    it covers; a word gets what falls on its own characters, so all shares still sum up.
    """
    text, pieces = reading.texts[at], reading.cut[at]
    until = [0.0, *np.cumsum(_by_character(reading, at, worth)).tolist()]
    total: dict[str, float] = defaultdict(float)
    place = 0
    for piece in pieces:  # punctuation, too: no feature stands on it, so it gets nothing
        end = place + len(piece)
        total[text[place:end]] += until[end] - until[place]
        place = end
    reasons = [(word, share) for word, share in total.items() if abs(share) >= _NOTICED]
    ranked = sorted(reasons, key=lambda reason: (-reason[1], reason[0]))
    chosen = [one for one in ranked if one[1] > 0][:MOST_FOR]
    chosen += [one for one in reversed(ranked) if one[1] < 0][:MOST_AGAINST]
    places = _places(text, pieces, {word for word, _ in chosen})
    return tuple(Reason(word, round(share, 4), tuple(places[word])) for word, share in chosen)


def _places(text: str, pieces: Sequence[str], wanted: set[str]) -> dict[str, list[tuple[int, int]]]:
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    place = 0
    for piece in pieces:
        end = place + len(piece)
        if text[place:end] in wanted:
            places[text[place:end]].append((place, end))
        place = end
    return places


def _by_character(reading: Reading, at: int, worth: Array) -> Array:
    own = reading.places_of(at)
    begin, size = reading.begins[at], len(reading.texts[at])
    entries = reading.entry_of_place[own] - reading.counts.indptr[at]
    stands = np.bincount(entries, minlength=len(worth))
    starts, ends = reading.places.starts[own] - begin, reading.places.ends[own] - begin
    each = (worth / stands)[entries] / (ends - starts)
    steps = np.bincount(starts, each, size + 1) - np.bincount(ends, each, size + 1)
    return np.cumsum(steps)[:-1]
