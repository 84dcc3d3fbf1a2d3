"""Find thousands of words in a whole batch of texts at once: a trie whose steps numpy takes for all places together.

The batch is one array of code points. Each place starts at the trie's root; those that find a next character
go on to the next step, the others stop. After a few steps nobody is left, and every word has been found
wherever it stands, overlapping ones too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SEPARATOR = "\0"  # stands between texts; no word contains it
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: neighbouring keys land far apart
_CHARACTER_BITS = np.uint64(21)
_CHARACTERS = 0x110000
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_ROOM = 4  # table places for each key: with fewer, looking up takes more steps
Ints = NDArray[np.int64]


class Hits(NamedTuple):
    """Where which word stands: offsets in the array of code points, and the word's place in the list."""

    starts: Ints
    ends: Ints
    words: Ints


def points_of(text: str) -> NDArray[np.uint32]:
    """The text's code points; a lone surrogate is one, too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def text_of(points: NDArray[np.uint32]) -> str:
    """The inverse of `points_of`."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")


class Finder:
    """Knows a list of different words, none of them empty."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self._first = np.zeros(
            _CHARACTERS, dtype=np.int32
        )  # node after the first character; 0: none
        self._word_at = np.full(1, -1, dtype=np.int64)
        self._goes_on = np.zeros(1, dtype=np.bool_)
        self._steps = _Table(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int32))
        if words:
            self._grow(words)

    def find(self, points: NDArray[np.uint32]) -> Hits:
        """Every word wherever it stands, the shorter ones first."""
        nodes = self._first[points]
        starts = np.flatnonzero(nodes)
        nodes = nodes[starts]
        found: list[tuple[Ints, Ints, Ints]] = []
        length = 1
        while len(starts):
            words = self._word_at[nodes]
            ending = np.flatnonzero(words >= 0)
            if len(ending):
                found.append((starts[ending], starts[ending] + length, words[ending]))
            going = self._goes_on[nodes] & (starts + length < len(points))
            starts, nodes = starts[going], nodes[going]
            nodes = self._steps.get(_keys(nodes, points[starts + length]))
            known = np.flatnonzero(nodes)
            starts, nodes = starts[known], nodes[known]
            length += 1
        if not found:
            none = np.empty(0, dtype=np.int64)
            return Hits(none, none, none)
        return Hits(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _grow(self, words: Sequence[str]) -> None:
        """One level of the trie after the other, each for all words at once."""
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        letters = points_of("".join(words))
        begins = np.cumsum(lengths) - lengths
        alive = np.arange(len(words))
        nodes = np.zeros(len(words), dtype=np.int64)
        many = 1
        keys, targets, word_at = [], [], [self._word_at]
        for depth in range(int(lengths.max())):
            alive = alive[lengths[alive] > depth]
            step = _keys(nodes[alive], letters[begins[alive] + depth])
            different, which = np.unique(step, return_inverse=True)
            nodes[alive] = many + which
            if depth:
                keys.append(different)
                targets.append(np.arange(many, many + len(different), dtype=np.int32))
            else:
                self._first[different.astype(np.int64)] = np.arange(many, many + len(different))
            level = np.full(len(different), -1, dtype=np.int64)
            ending = alive[lengths[alive] == depth + 1]
            level[nodes[ending] - many] = ending
            word_at.append(level)
            many += len(different)
        self._word_at = np.concatenate(word_at)
        self._goes_on = np.zeros(many, dtype=np.bool_)
        if keys:
            steps = np.concatenate(keys)
            self._goes_on[(steps >> _CHARACTER_BITS).astype(np.int64)] = True
            self._steps = _Table(steps, np.concatenate(targets))


def _keys(nodes: NDArray[np.signedinteger], letters: NDArray[np.uint32]) -> NDArray[np.uint64]:
    return (nodes.astype(np.uint64) << _CHARACTER_BITS) | letters


class _Table:
    """Different keys to numbers above 0, by open addressing; 0 where there is none."""

    def __init__(self, keys: NDArray[np.uint64], numbers: NDArray[np.int32]) -> None:
        bits = max(4, int(_ROOM * len(keys)).bit_length())
        self._shift = np.uint64(64 - bits)
        self._last = (1 << bits) - 1
        self._keys = np.full(1 << bits, _EMPTY, dtype=np.uint64)
        self._numbers = np.zeros(1 << bits, dtype=np.int32)
        places = self._home(keys)
        while len(keys):
            free = self._keys[places] == _EMPTY
            self._keys[places[free]] = keys[free]  # of several at one place the last one stays
            seated = self._keys[places] == keys
            self._numbers[places[seated]] = numbers[seated]
            keys, numbers, places = keys[~seated], numbers[~seated], places[~seated]
            places = (places + 1) & self._last

    def get(self, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The number of each key."""
        places = self._home(keys)
        there = self._keys[places]
        found = np.where(there == keys, self._numbers[places], 0)
        open_ = np.flatnonzero((there != keys) & (there != _EMPTY))
        while len(open_):
            places[open_] = (places[open_] + 1) & self._last
            there = self._keys[places[open_]]
            same = there == keys[open_]
            found[open_[same]] = self._numbers[places[open_[same]]]
            open_ = open_[~same & (there != _EMPTY)]
        return found

    def _home(self, keys: NDArray[np.uint64]) -> Ints:
        return ((keys * _SPREAD) >> self._shift).astype(np.int64)
