"""Learn a bundle from labelled texts; every score is measured on folds that the model had not seen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import StratifiedKFold

from classifier import features
from classifier.bundle import write
from classifier.calibrate import softmax, temperature
from classifier.corpus_files import Example, corpus_hash, read_corpus, words_hash
from classifier.cut import Cutter, default_cutter
from classifier.features import Reader, Vocabulary
from classifier.fit import fit_head
from classifier.format import DEMANDS, URGENCIES, Bundle, pack
from classifier.labels import CODES
from classifier.lexicon import default_lexicon
from classifier.tune import HeldOut, tuned
from models.domain.errors import InvalidInput

SEED = 12351
FOLDS = 4
MOST_FEATURES = 60_000
FEWEST_TEXTS = 2 * FOLDS
Array = NDArray[np.float64]
Document = dict[str, float]


@dataclass(frozen=True, slots=True)
class Labels:
    """The true labels as places in CODES, DEMANDS, URGENCIES; -1 in `urgencies` means P1."""

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
    reader = Reader(cutter, default_lexicon())
    documents = [features.counts(reader.read(example.text)) for example in examples]
    labels = _labels(examples)
    scores = _held_out_scores(documents, labels)
    heats = _temperatures(scores, labels)
    held_out = HeldOut(
        examples, *(softmax(part / heat) for part, heat in zip(scores, heats.values(), strict=True))
    )
    manifest = _manifest(cutter, corpus) | tuned(held_out, heats)
    vocabulary, weights, bias = _fitted(documents, labels)
    # What is measured is what is stored: half precision.
    halved = weights.astype(np.float16).astype(np.float32)
    return Bundle(vocabulary, halved, bias.astype(np.float32), manifest)


def _labels(examples: Sequence[Example]) -> Labels:
    return Labels(
        np.array([CODES.index(example.code) for example in examples]),
        np.array([DEMANDS.index(example.demand_type) for example in examples]),
        np.array(
            [
                URGENCIES.index(example.urgency) if example.urgency in URGENCIES else -1
                for example in examples
            ]
        ),
    )


def _fitted(documents: Sequence[Document], labels: Labels) -> tuple[Vocabulary, Array, Array]:
    vocabulary = features.learn_vocabulary(documents, most=MOST_FEATURES)
    rows = features.matrix(documents, vocabulary)
    calm = labels.urgencies >= 0
    heads = (
        fit_head(rows, labels.codes, many=len(CODES)),
        fit_head(rows, labels.demands, many=len(DEMANDS)),
        fit_head(rows[calm], labels.urgencies[calm], many=len(URGENCIES)),
    )
    weights = np.hstack([weights for weights, _ in heads])
    return vocabulary, weights, np.concatenate([bias for _, bias in heads])


def _held_out_scores(documents: Sequence[Document], labels: Labels) -> tuple[Array, Array, Array]:
    """Scores of the three heads for each text, by a model that had not seen it."""
    scores = np.zeros((len(documents), len(CODES) + len(DEMANDS) + len(URGENCIES)))
    for learn, test in _folds(labels.codes):
        vocabulary, weights, bias = _fitted([documents[i] for i in learn], _part(labels, learn))
        rows: sparse.csr_matrix = features.matrix([documents[i] for i in test], vocabulary)
        scores[test] = rows @ weights + bias
    codes, demands, urgencies = np.split(scores, [len(CODES), len(CODES) + len(DEMANDS)], axis=1)
    return codes, demands, urgencies


def _folds(codes: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Folds by top category, so that a code with few texts can't break them."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    parents = np.array([CODES[code][:2] for code in codes])
    rare = np.array([(parents == parent).sum() < FOLDS for parent in parents])
    return list(folds.split(np.zeros(len(codes)), np.where(rare, "", parents)))


def _part(labels: Labels, rows: NDArray[np.int64]) -> Labels:
    return Labels(labels.codes[rows], labels.demands[rows], labels.urgencies[rows])


def _temperatures(scores: tuple[Array, Array, Array], labels: Labels) -> dict[str, float]:
    codes, demands, urgencies = scores
    calm = labels.urgencies >= 0
    return {
        "codes": temperature(codes, labels.codes),
        "demands": temperature(demands, labels.demands),
        "urgencies": temperature(urgencies[calm], labels.urgencies[calm]),
    }


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


def main(path: Path) -> None:
    """Train on the project's corpus and write the bundle to `path`."""
    cutter = default_cutter()
    write(pack(train(read_corpus(), cutter=cutter, corpus=corpus_hash())), path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
