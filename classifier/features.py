"""What the model sees of a text: words, character n-grams and labour concepts, each with its place.

Every feature keeps the places where it stands, so that a decision can be laid back onto the
caller's own words (`because`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.clean import fold, mask, readable
from classifier.cut import Cutter
from classifier.lexicon import Lexicon

VERSION = 1  # of this file's meaning: another version reads another bundle
GRAMS = (2, 3)
HEAD_WEIGHT, TAIL_WEIGHT, MIDDLE_WEIGHT = 2.0, 1.5, 1.0  # the title, the last sentence, the rest
_HEAD_MOST, _TAIL_MOST = 60, 60  # characters
BLOCK_WEIGHTS: Mapping[str, float] = {"w": 1.0, "c": 1.0, "l": 1.3}
_WRITTEN = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[。!?;\n]")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature at one place. The first letter of `name` says its block: w, c, l."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the model reads it; `text` has the caller's own characters, in the same places."""

    text: str
    words: tuple[tuple[int, int], ...]  # where each cut word stands
    features: tuple[Feature, ...]


class Reader:
    """Turns texts into readings."""

    def __init__(self, cutter: Cutter, lexicon: Lexicon) -> None:
        self.cutter = cutter
        self._lexicon = lexicon

    def read(self, text: str) -> Reading:
        """One text; of an endless one both ends."""
        own = readable(text)
        folded = mask(fold(own))
        words = self._words(folded)
        features = [Feature(f"w{folded[start:end]}", start, end) for start, end in words]
        features += _grams(folded)
        features += self._concepts(folded)
        return Reading(own, tuple(words), tuple(features))

    def _words(self, folded: str) -> list[tuple[int, int]]:
        spans, place = [], 0
        for word in self.cutter.words(folded):
            if _WRITTEN.search(word):
                spans.append((place, place + len(word)))
            place += len(word)
        return spans

    def _concepts(self, folded: str) -> list[Feature]:
        """Each concept, and once more when the first sentence names it: there the matter stands."""
        head = _head_end(folded)
        found = []
        for hit in self._lexicon.hits(folded):
            found.append(Feature(f"l{hit.concept}", hit.start, hit.end))
            if hit.end <= head:
                found.append(Feature(f"l{hit.concept}^", hit.start, hit.end))
        return found


def _grams(folded: str) -> list[Feature]:
    found = []
    for run in _WRITTEN.finditer(folded):
        for length in GRAMS:
            for start in range(run.start(), run.end() - length + 1):
                end = start + length
                found.append(Feature(f"c{folded[start:end]}", start, end))
    return found


def _head_end(text: str) -> int:
    end = _SENTENCE.search(text, 4)
    return min(end.start() if end else len(text), _HEAD_MOST)


def _place_weights(text: str) -> NDArray[np.float64]:
    """Title, first and last sentence count more in a long text (measured on real ones)."""
    weights = np.full(len(text) + 1, MIDDLE_WEIGHT)
    weights[: _head_end(text)] = HEAD_WEIGHT
    if len(text) > 2 * _TAIL_MOST:
        last = max(text.rfind(end, 0, len(text) - 3) for end in "。!?;\n，,")
        weights[max(last, len(text) - _TAIL_MOST) :] = TAIL_WEIGHT
    return weights


def counts(reading: Reading) -> dict[str, float]:
    """How much of each feature stands in the text, by the weight of its places."""
    weights = _place_weights(reading.text)
    total: dict[str, float] = {}
    for feature in reading.features:
        total[feature.name] = total.get(feature.name, 0.0) + weights[feature.start]
    return total


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which features the model knows, what each is worth (idf), and how the blocks are balanced."""

    names: tuple[str, ...]  # sorted
    idf: NDArray[np.float32]
    index: Mapping[str, int]
    runs: Mapping[str, tuple[int, int]]  # where each block of names begins and ends

    @classmethod
    def of(cls, names: Sequence[str], idf: NDArray[np.float32]) -> Vocabulary:
        """A vocabulary with its index."""
        runs = {
            block: (bisect_left(names, block), bisect_left(names, chr(ord(block) + 1)))
            for block in BLOCK_WEIGHTS
        }
        return cls(tuple(names), idf, {name: place for place, name in enumerate(names)}, runs)


def learn_vocabulary(documents: Sequence[Mapping[str, float]], *, most: int) -> Vocabulary:
    """Features that stand in two texts or more, the `most` frequent; same documents, same result."""
    seen: dict[str, int] = {}
    for document in documents:
        for name in document:
            seen[name] = seen.get(name, 0) + 1
    kept = [name for name, often in seen.items() if often >= (1 if name[0] == "l" else 2)]
    kept = sorted(sorted(kept, key=lambda name: (-seen[name], name))[:most])
    often = np.array([seen[name] for name in kept], dtype=np.float64)
    idf = np.log((1 + len(documents)) / (1 + often)) + 1
    return Vocabulary.of(kept, idf.astype(np.float32))


def matrix(documents: Iterable[Mapping[str, float]], vocabulary: Vocabulary) -> sparse.csr_matrix:
    """One row a document: log counts times idf, each block scaled to its own length."""
    columns: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float64]] = []
    ends = [0]
    for document in documents:
        places, row = _row(document, vocabulary)
        columns.append(places)
        values.append(row)
        ends.append(ends[-1] + len(places))
    shape = (len(ends) - 1, len(vocabulary.names))
    if not columns:
        return sparse.csr_matrix(shape)
    parts = (np.concatenate(values), np.concatenate(columns), np.array(ends))
    return sparse.csr_matrix(parts, shape=shape)


def _row(
    document: Mapping[str, float], vocabulary: Vocabulary
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    index = vocabulary.index
    known = sorted((index[name], count) for name, count in document.items() if name in index)
    places = np.array([place for place, _ in known], dtype=np.int64)
    row = np.array([count for _, count in known], dtype=np.float64)
    row = np.log1p(row) * vocabulary.idf[places]
    for block, weight in BLOCK_WEIGHTS.items():
        # Names are sorted by their first letter, so a block is one run of columns.
        low, high = np.searchsorted(places, vocabulary.runs[block])
        length = float(np.sqrt(np.square(row[low:high]).sum()))
        if length:
            row[low:high] *= weight / length
    return places, row
