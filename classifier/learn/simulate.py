"""How accuracy climbs with corrections: labelled texts halved, one half corrects, the other judges. Nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.calibrate import ece
from classifier.cut import Cutter
from classifier.labels import CODES, P1_CODES
from classifier.learn.adapt import Correction, adapted
from classifier.learn.coarse import allowed, taught
from classifier.model import Classifier
from models.domain.errors import InvalidInput

SIZES = (0, 50, 100, 200)
SEEDS = 5
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled text: under which codes an answer is right, and which of them a person might choose."""

    text: str
    right: frozenset[str]
    teach: frozenset[str]
    emergency: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Means over the seeds with so many corrections; `spread` is the accuracy's standard deviation."""

    corrections: int
    accuracy: float
    spread: float
    recall: float
    false_alarms: float
    ece: float


def read_judged(lines: Iterable[str], *, name: str) -> list[Judged]:
    """Lines with our `code` and `urgency`, or with the coarse `category` and `queue` of other people's texts."""
    found = []
    for place, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_judged(json.loads(line)))
        except (ValueError, KeyError, TypeError) as fault:
            raise InvalidInput(f"{name} 第 {place} 行不是有效的标注文本：{fault}") from fault
    return found


def _judged(entry: dict[str, str]) -> Judged:
    if "code" in entry:
        code = entry["code"]
        same = frozenset(one for one in CODES if one[:2] == code[:2])
        return Judged(entry["text"], same, frozenset({code}), code in P1_CODES)
    emergency = entry["queue"] == "emergency"
    right, teach = (
        allowed(entry["category"]),
        taught(entry["category"], emergency=emergency),
    )
    if not right:
        raise ValueError(f"没有类别 {entry['category']}")
    return Judged(entry["text"], right, teach, emergency)


def simulate(classifier: Classifier, judged: Sequence[Judged], cutter: Cutter) -> list[Step]:
    """One row a size; sizes beyond half of the texts are left out."""
    corrections = _corrections(classifier, judged)
    half = len(judged) // 2
    return [
        _step(classifier, (judged, corrections), size, cutter) for size in SIZES if size <= half
    ]


def _corrections(classifier: Classifier, judged: Sequence[Judged]) -> list[Correction]:
    """Where the label allows several codes, a person would choose the likeliest of them."""
    chances = classifier.chances([one.text for one in judged])
    return [
        Correction(one.text, max(sorted(one.teach), key=lambda code: row[CODES.index(code)]))
        for one, row in zip(judged, chances, strict=True)
    ]


def _step(
    classifier: Classifier,
    texts: tuple[Sequence[Judged], Sequence[Correction]],
    size: int,
    cutter: Cutter,
) -> Step:
    runs = np.array([_run(classifier, texts, (size, seed), cutter) for seed in range(SEEDS)])
    accuracy, recall, false_alarms, error = np.nanmean(runs, axis=0)
    return Step(size, accuracy, float(runs[:, 0].std()), recall, false_alarms, error)


def _run(
    classifier: Classifier,
    texts: tuple[Sequence[Judged], Sequence[Correction]],
    draw: tuple[int, int],
    cutter: Cutter,
) -> tuple[float, float, float, float]:
    judged, corrections = texts
    size, seed = draw
    order = np.random.default_rng(seed).permutation(len(judged))
    half = len(judged) // 2
    bundle = adapted(classifier.bundle, [corrections[at] for at in order[:size]], cutter)
    test = [judged[at] for at in order[half:]]
    verdicts = Classifier(bundle, cutter).verdicts([one.text for one in test], explained=False)
    right = np.array([v.category in one.right for one, v in zip(test, verdicts, strict=True)])
    alarmed = np.array([verdict.emergency for verdict in verdicts])
    emergency = np.array([one.emergency for one in test])
    confidence = np.array([verdict.confidence for verdict in verdicts])
    return (
        float(right.mean()),
        _share(alarmed[emergency]),
        _share(alarmed[~emergency]),
        ece(right, confidence),
    )


def _share(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")
