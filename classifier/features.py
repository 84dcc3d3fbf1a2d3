"""What the model sees of texts: words, character n-grams and labour concepts, each with its place.

Texts are read by the batch, as arrays: which feature stands where. Every feature keeps its places, so that a
decision can be laid back onto the caller's own words (`because`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifier.clean import mask, readable
from classifier.cut import Cutter
from classifier.finder import SEPARATOR, Finder, points_of
from classifier.fold_batch import fold_all
from classifier.lexicon import Lexicon

VERSION = 2  # of this file's meaning: another version reads another bundle
GRAMS = (2, 3)
HEAD_WEIGHT, TAIL_WEIGHT, MIDDLE_WEIGHT = 2.0, 1.5, 1.0  # the title, the last sentence, the rest
_HEAD_MOST, _TAIL_MOST = 60, 60  # characters
BLOCK_WEIGHTS: Mapping[str, float] = {"w": 1.0, "c": 1.0, "l": 1.3}
_WRITTEN = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[。!?;\n]")
Ints = NDArray[np.int64]
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Places:
    """All places of all known features in a batch; offsets count from the start of the batch."""

    texts: Ints
    features: Ints
    starts: Ints
    ends: Ints
    weights: Array  # of the place: title and last sentence count more


@dataclass(frozen=True)
class Reading:
    """A batch as the model reads it. `texts` have the callers' own characters, in the same places."""

    texts: tuple[str, ...]
    begins: Ints  # where each text begins in the batch
    cut: tuple[list[str], ...]  # each text in pieces; joined they are the folded text
    places: Places
    width: int  # features that the reader knows

    def says_something(self, at: int) -> bool:
        """Whether text `at` has a single letter, character or digit."""
        return any(_is_written(piece) for piece in self.cut[at])

    @cached_property
    def counts(self) -> sparse.csr_matrix:
        """How much of each feature stands in each text, by the weight of its places."""
        shape = (len(self.texts), self.width)
        if not len(self._first_of_entry):
            return sparse.csr_matrix(shape)
        keys = self._sorted_keys[self._first_of_entry]
        # Weights are halves: their sums are exact in whatever order, so no neighbour changes a text.
        total = np.add.reduceat(self.places.weights[self._order], self._first_of_entry)
        ends = np.searchsorted(keys, np.arange(shape[0] + 1) * self.width).astype(np.int32)
        columns = (keys % self.width).astype(
            np.int32
        )  # of any other type scipy looks at each number
        return sparse.csr_matrix((total, columns, ends), shape=shape)

    def places_of(self, at: int) -> Ints:
        """Which of the places are those of text `at`."""
        ends = np.searchsorted(self._sorted_keys, [at * self.width, (at + 1) * self.width])
        return self._order[ends[0] : ends[1]]

    @cached_property
    def entry_of_place(self) -> Ints:
        """For each place its entry in the data of `counts`."""
        found = np.empty(len(self._order), dtype=np.int64)
        starts = np.zeros(len(self._order), dtype=np.int64)
        starts[self._first_of_entry[1:]] = 1
        found[self._order] = np.cumsum(starts)
        return found

    @cached_property
    def _keys(self) -> Ints:
        return self.places.texts * self.width + self.places.features

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self._keys)

    @cached_property
    def _sorted_keys(self) -> Ints:
        return self._keys[self._order]

    @cached_property
    def _first_of_entry(self) -> Ints:
        keys = self._sorted_keys
        if not len(keys):
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))


class Reader:
    """Turns texts into readings; it looks for the features `names` and sees no others."""

    def __init__(self, cutter: Cutter, lexicon: Lexicon, names: Sequence[str]) -> None:
        self.cutter = cutter
        self._width = len(names)
        index = {name: at for at, name in enumerate(names)}
        self._words = {name[1:]: at for name, at in index.items() if name[0] == "w"}
        grams = [name[1:] for name in names if name[0] == "c"]
        self._finder = Finder(sorted({*grams, *lexicon.words}))
        self._meanings = _Meanings(self._finder.words, index, lexicon)

    def read(self, texts: Sequence[str], plain: Sequence[str] | None = None) -> Reading:
        """A batch; of endless texts both ends. `plain`: the texts folded, if somebody has done so already."""
        own = [readable(text) for text in texts]
        folded = [mask(readable(text)) for text in (fold_all(texts) if plain is None else plain)]
        lengths = np.fromiter(map(len, folded), dtype=np.int64, count=len(folded))
        begins = np.cumsum(lengths + 1) - lengths - 1
        heads = np.fromiter(map(_head_end, folded), dtype=np.int64, count=len(folded))
        cut = tuple(self.cutter.words(text) for text in folded)
        words = self._known(cut)
        hits = self._finder.find(points_of(SEPARATOR.join(folded)))
        text_of = np.repeat(np.arange(len(folded)), lengths + 1)
        said = self._meanings.of(hits.words, hits.ends <= (begins + heads)[text_of[hits.starts]])
        starts = np.concatenate((words[0], hits.starts[said.hits]))
        ends = np.concatenate((words[1], hits.ends[said.hits]))
        weights = _place_weights(folded, begins, heads)[starts]
        features = np.concatenate((words[2], said.features))
        places = Places(text_of[starts], features, starts, ends, weights)
        return Reading(tuple(own), begins, cut, places, self._width)

    def _known(self, cut: Sequence[Sequence[str]]) -> tuple[Ints, Ints, Ints]:
        """Start, end and feature of each word that is one."""
        find = self._words.get
        features = np.array([find(w, -1) for pieces in cut for w in pieces], dtype=np.int64)
        lengths = np.array([len(w) for pieces in cut for w in pieces], dtype=np.int64)
        many = np.array([len(pieces) for pieces in cut], dtype=np.int64)
        ends = np.cumsum(lengths) + np.repeat(np.arange(len(cut)), many)  # a separator each
        known = np.flatnonzero(features >= 0)
        return ends[known] - lengths[known], ends[known], features[known]


class _Said:
    """Features that hits stand for, and which hit each of them is."""

    __slots__ = ("features", "hits")

    def __init__(self, hits: Ints, features: Ints) -> None:
        self.hits = hits
        self.features = features


class _Meanings:
    """What a found word stands for: an n-gram, concepts, and concepts once more in the first sentence.

    There the matter stands, so a concept that it names counts as a feature of its own.
    """

    def __init__(self, words: Sequence[str], index: Mapping[str, int], lexicon: Lexicon) -> None:
        find = index.get
        self._gram = np.array([find("c" + word, -1) for word in words], dtype=np.int64)
        concepts = [lexicon.concepts(word) for word in words]
        self._anywhere = _Lists(
            [[index[n] for c in some if (n := f"l{c}") in index] for some in concepts]
        )
        self._in_head = _Lists(
            [[index[n] for c in some if (n := f"l{c}^") in index] for some in concepts]
        )

    def of(self, words: Ints, in_head: NDArray[np.bool_]) -> _Said:
        """The features of these hits."""
        grams = self._gram[words]
        known = np.flatnonzero(grams >= 0)
        hits, concepts = self._anywhere.of(words)
        heads = np.flatnonzero(in_head)
        again, once_more = self._in_head.of(words[heads])
        return _Said(
            np.concatenate((known, hits, heads[again])),
            np.concatenate((grams[known], concepts, once_more)),
        )


class _Lists:
    """Short lists of numbers, looked up for many keys at once."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self._many = np.array([len(one) for one in lists], dtype=np.int64)
        self._from = np.cumsum(self._many) - self._many
        self._all = np.array([number for one in lists for number in one], dtype=np.int64)

    def of(self, keys: Ints) -> tuple[Ints, Ints]:
        """For each number its key's place in `keys`, and the number."""
        many = self._many[keys]
        places = np.repeat(np.arange(len(keys)), many)
        rank = np.arange(len(places)) - np.repeat(np.cumsum(many) - many, many)
        return places, self._all[self._from[keys][places] + rank]


def _is_written(piece: str) -> bool:
    return piece.isalnum() or _WRITTEN.search(piece) is not None


def _head_end(text: str) -> int:
    end = _SENTENCE.search(text, 4)
    return min(end.start() if end else len(text), _HEAD_MOST)


def _place_weights(texts: Sequence[str], begins: Ints, heads: Ints) -> Array:
    """Title, first and last sentence count more in a long text (measured on real ones)."""
    weights = np.full(sum(map(len, texts)) + len(texts), MIDDLE_WEIGHT)
    for text, begin, head in zip(texts, begins.tolist(), heads.tolist(), strict=True):
        weights[begin : begin + head] = HEAD_WEIGHT
        if len(text) > 2 * _TAIL_MOST:
            last = max(text.rfind(end, 0, len(text) - 3) for end in "。!?;\n，,")
            weights[begin + max(last, len(text) - _TAIL_MOST) : begin + len(text)] = TAIL_WEIGHT
    return weights


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which features the model knows, what each is worth (idf), and how the blocks are balanced."""

    names: tuple[str, ...]  # sorted
    idf: NDArray[np.float32]
    blocks: Ints  # where the columns of each block of BLOCK_WEIGHTS begin and end

    @classmethod
    def of(cls, names: Sequence[str], idf: NDArray[np.float32]) -> Vocabulary:
        """A vocabulary; names are sorted by their first letter, so a block is one run of columns."""
        runs = [
            (bisect_left(names, block), bisect_left(names, chr(ord(block) + 1)))
            for block in BLOCK_WEIGHTS
        ]
        return cls(tuple(names), idf, np.array(runs, dtype=np.int64))


def candidates(texts: Sequence[str], cutter: Cutter, lexicon: Lexicon) -> list[str]:
    """Names of all features that could be learnt from `texts`, sorted; words and n-grams stand in two at least."""
    seen: Counter[str] = Counter()
    for text in fold_all([readable(text) for text in texts]):
        seen.update(_names_in(mask(text), cutter))
    twice = {name for name, often in seen.items() if often > 1}
    concepts = {f"l{name}{mark}" for name in lexicon.names for mark in ("", "^")}
    return sorted(twice | concepts)


def _names_in(folded: str, cutter: Cutter) -> set[str]:
    words = {f"w{word}" for word in cutter.words(folded) if _WRITTEN.search(word)}
    return words.union(_grams(folded))


def _grams(folded: str) -> Iterator[str]:
    for run in _WRITTEN.findall(folded):
        for length in GRAMS:
            for start in range(len(run) - length + 1):
                yield "c" + run[start : start + length]


def learn_vocabulary(
    counts: sparse.csr_matrix, names: Sequence[str], *, most: int
) -> tuple[Vocabulary, Ints]:
    """Features that stand in two texts or more (concepts: in one), the `most` frequent; and their columns."""
    seen = np.bincount(counts.indices, minlength=len(names))
    least = np.array([1 if name[0] == "l" else 2 for name in names])
    kept = np.flatnonzero(seen >= least)
    kept = np.sort(kept[np.argsort(-seen[kept], kind="stable")[:most]])
    idf = np.log((1 + counts.shape[0]) / (1 + seen[kept])) + 1
    return Vocabulary.of([names[at] for at in kept.tolist()], idf.astype(np.float32)), kept


def matrix(counts: sparse.csr_matrix, vocabulary: Vocabulary) -> sparse.csr_matrix:
    """One row a text: log counts times idf, each block scaled to its own length."""
    values = np.log1p(counts.data) * vocabulary.idf[counts.indices]
    many = len(BLOCK_WEIGHTS)
    # Columns are sorted, but "c" < "l" < "w": a block is found by its run, not by its rank.
    block = np.zeros(len(values), dtype=np.int64)
    for at, (low, high) in enumerate(vocabulary.blocks):
        block[(counts.indices >= low) & (counts.indices < high)] = at
    part = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr)) * many + block
    squares = np.bincount(part, values * values, minlength=many * counts.shape[0])
    share = np.tile(list(BLOCK_WEIGHTS.values()), counts.shape[0])
    scale = share / np.sqrt(np.where(squares > 0, squares, 1.0))
    return sparse.csr_matrix((values * scale[part], counts.indices, counts.indptr), counts.shape)
