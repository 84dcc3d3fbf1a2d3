"""Learn a bundle from labelled texts; every score is measured on folds that the model had not seen."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import StratifiedKFold

from classifier import features
from classifier.bundle import write
from classifier.calibrate import danger_signals, line, parts_of, softmax, temperature
from classifier.corpus_files import Example, corpus_hash, read_corpus, words_hash
from classifier.cut import Cutter, default_cutter
from classifier.decide import IS_P1, PARENT_OF
from classifier.features import Reader, Vocabulary
from classifier.fit import NOT_TAUGHT, Head, fit_heads
from classifier.format import DEMANDS, HEADS, URGENCIES, Bundle, pack
from classifier.labels import CODES, PARENTS
from classifier.lexicon import default_lexicon
from classifier.tune import HeldOut, tuned
from models.domain.errors import InvalidInput

SEED = 12351
FOLDS = 3
MOST_FEATURES = 60_000
PARENT_SHARE = 0.3
UNKNOWN_SHARE = 10  # percent of features that a judged text loses, see _held_out_scores
FEWEST_TEXTS = 2 * FOLDS
Array = NDArray[np.float64]
Columns = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Documents:
    """How much of each named feature stands in each text."""

    names: Sequence[str]
    counts: sparse.csr_matrix


@dataclass(frozen=True, slots=True)
class Labels:
    """The true labels as places in CODES, DEMANDS, URGENCIES; NOT_TAUGHT in `urgencies` means P1."""

    codes: NDArray[np.int64]
    demands: NDArray[np.int64]
    urgencies: NDArray[np.int64]


def train(examples: Sequence[Example], *, cutter: Cutter, corpus: str) -> Bundle:
    """A bundle from `examples`; `corpus` is the hash of their files. Same input, same bundle.

    Raises InvalidInput when there is too little to learn from.
    """
    if len(examples) < FEWEST_TEXTS or len({example.code for example in examples}) < 2:
        raise InvalidInput(
            f"训练文本太少：只有 {len(examples)} 条，至少需要 {FEWEST_TEXTS} 条、两个类别。"
        )
    documents = _read([example.text for example in examples], cutter)
    labels = _labels(examples)
    scores, known = _held_out_scores(documents, labels)
    calibration = _calibration(scores, labels)
    manifest = _manifest(cutter, corpus) | tuned(examples, HeldOut(scores, known), calibration)
    vocabulary, _, weights, bias = _fitted(documents, labels)
    # What is measured is what is stored: half precision.
    halved = weights.astype(np.float16).astype(np.float32)
    return Bundle(vocabulary, halved, bias.astype(np.float32), manifest)


def _read(texts: Sequence[str], cutter: Cutter) -> Documents:
    lexicon = default_lexicon()
    names = features.candidates(texts, cutter, lexicon)
    return Documents(names, Reader(cutter, lexicon, names).read(texts).counts)


def _labels(examples: Sequence[Example]) -> Labels:
    return Labels(
        np.array([CODES.index(example.code) for example in examples]),
        np.array([DEMANDS.index(example.demand_type) for example in examples]),
        np.array(
            [
                URGENCIES.index(example.urgency) if example.urgency in URGENCIES else NOT_TAUGHT
                for example in examples
            ]
        ),
    )


def _fitted(documents: Documents, labels: Labels) -> tuple[Vocabulary, Columns, Array, Array]:
    """Vocabulary and its columns in `documents`, weights, biases."""
    vocabulary, columns = features.learn_vocabulary(
        documents.counts, documents.names, most=MOST_FEATURES
    )
    rows = features.matrix(documents.counts[:, columns], vocabulary)
    codes, parents, *others, danger = fit_heads(rows, _heads(labels))
    parts = [_with_parents(codes, parents), *others, _one_column(danger)]
    return (
        vocabulary,
        columns,
        np.hstack([weights for weights, _ in parts]),
        np.concatenate([bias for _, bias in parts]),
    )


def _with_parents(codes: tuple[Array, Array], parents: tuple[Array, Array]) -> tuple[Array, Array]:
    """Add its parent's score to each code: fourteen broad questions are learnt sooner than 69 fine ones."""
    weights, bias = (
        own + PARENT_SHARE * broad[..., PARENT_OF]
        for own, broad in zip(codes, parents, strict=True)
    )
    return weights, bias


def _one_column(yes_or_no: tuple[Array, Array]) -> tuple[Array, Array]:
    weights, bias = yes_or_no
    return weights[:, 1:] - weights[:, :1], bias[1:] - bias[:1]


def _heads(labels: Labels) -> list[Head]:
    return [
        Head(labels.codes, len(CODES)),
        Head(PARENT_OF[labels.codes], len(PARENTS)),
        Head(labels.demands, len(DEMANDS)),
        Head(labels.urgencies, len(URGENCIES)),
        Head(IS_P1[labels.codes].astype(np.int64), 2),
    ]


def _held_out_scores(documents: Documents, labels: Labels) -> tuple[Array, Columns]:
    """Scores of all heads for each text, by a model that had not seen it; and how many features it knew.

    Strangers write other words than we do. So that the probabilities don't take our own texts for
    the world, the judged text loses a share of its features: as if the model had never met them.
    """
    strange = _estranged(documents)
    scores = np.zeros((documents.counts.shape[0], HEADS))
    features_known = np.zeros(len(scores), dtype=np.int64)
    for learn, test in _folds(labels.codes):
        known = Documents(documents.names, documents.counts[learn])
        vocabulary, columns, weights, bias = _fitted(known, _part(labels, learn))
        rows = features.matrix(strange[test][:, columns], vocabulary)
        scores[test] = rows @ weights + bias
        features_known[test] = np.diff(rows.indptr)
    return scores, features_known


def _estranged(documents: Documents) -> sparse.csr_matrix:
    known = [crc32(name.encode()) % 100 >= UNKNOWN_SHARE for name in documents.names]
    counts = documents.counts.copy()
    counts.data *= np.array(known)[counts.indices]
    counts.eliminate_zeros()
    return counts


def _folds(codes: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Folds by top category, so that a code with few texts can't break them."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    parents = np.array([CODES[code][:2] for code in codes])
    rare = np.array([(parents == parent).sum() < FOLDS for parent in parents])
    return list(folds.split(np.zeros(len(codes)), np.where(rare, "", parents)))


def _part(labels: Labels, rows: NDArray[np.int64]) -> Labels:
    return Labels(labels.codes[rows], labels.demands[rows], labels.urgencies[rows])


def _calibration(scores: Array, labels: Labels) -> dict[str, Any]:
    codes, demands, urgencies, danger = parts_of(scores)
    calm = labels.urgencies != NOT_TAUGHT
    heats = {
        "codes": temperature(codes, labels.codes),
        "demands": temperature(demands, labels.demands),
        "urgencies": temperature(urgencies[calm], labels.urgencies[calm]),
    }
    signals = danger_signals(danger, softmax(codes / heats["codes"]))
    return {"temperatures": heats, "danger": line(signals, IS_P1[labels.codes])}


def _manifest(cutter: Cutter, corpus: str) -> dict[str, Any]:
    return {
        "corpus": corpus,
        "words": words_hash(),
        "cutter": cutter.name,
        "features": features.VERSION,
        "codes": list(CODES),
        "demand_types": [demand.value for demand in DEMANDS],
        "libraries": {name: metadata.version(name) for name in ("numpy", "scipy", "scikit-learn")},
        "seed": SEED,
    }


def _end_with(tether: int) -> None:
    """Wait until the process that wants this training lets go of its end of the pipe, then stop at once."""
    os.read(tether, 1)
    os._exit(1)


_GIVE_WAY = 10  # calls and clocks go first on the processor: the model is waited for by nobody


def main(path: Path) -> None:
    """Train on the project's corpus and write the bundle to `path`."""
    os.nice(_GIVE_WAY)
    cutter = default_cutter()
    write(pack(train(read_corpus(), cutter=cutter, corpus=corpus_hash())), path)


if __name__ == "__main__":
    threading.Thread(target=_end_with, args=(int(sys.argv[2]),), daemon=True).start()
    main(Path(sys.argv[1]))
