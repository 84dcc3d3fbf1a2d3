"""Teach a bundle what people corrected: the corpus' model stays, a small ridge on its mistakes is added to it.

The corpus' weights are the prior, corrections pull away from them where the model was wrong and only as far as
they must: the same bundle format, the same speed, trained in a second. The vocabulary stays the corpus' own, so
that no word which only callers use can ever be read out of a bundle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from classifier import features
from classifier.calibrate import calibrated, certainty, line, logit
from classifier.cut import Cutter
from classifier.decide import Evidence, believed, decide
from classifier.features import Reader
from classifier.format import DEMANDS, URGENCIES, Bundle
from classifier.labels import CODES
from classifier.lexicon import default_lexicon
from classifier.model import probabilities, scores_of_rows
from models.domain.words import DemandType, Urgency

PENALTY = 1.0  # of a correction with weight 1: what lies between believing it wholly and not at all
# How far the corrections' pull moves the scores: the largest at which own held-out texts, halved eight times, lose
# less than one in three hundred (share right with 200 corrections: step 2 .882, 4 .880, 8 .879, 12 .876; without
# corrections .882). Chosen there and never on other people's texts.
STEP = 8.0
TRUST_IN_CORPUS = 30.0  # corrections, about, that it takes to move the confidence half way
NEVER = 2.0  # no danger reaches it: the confidence in everyday answers is what is corrected
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Correction:
    """A text without personal data, what people agreed on, and how much it weighs (newer more; 0 to 1).

    None: nobody said anything about it. An urgency P1 teaches nothing: danger is the detector's.
    """

    text: str
    code: str
    weight: float = 1.0
    demand_type: DemandType | None = None
    urgency: Urgency | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What corrections teach a bundle: `pulls` is corrections × heads, as `left_out`.

    `left_out`: how far all the others would pull the scores of a correction that is left out.
    """

    rows: sparse.csr_matrix
    pulls: Array
    believed: Array
    left_out: Array


def lesson(base: Bundle, corrections: Sequence[Correction], cutter: Cutter) -> Lesson:
    """Ridge regression on the mistakes that `base` makes on the corrections."""
    reader = Reader(cutter, default_lexicon(), base.vocabulary.names)
    rows = features.matrix(reader.read([one.text for one in corrections]).counts, base.vocabulary)
    said = np.hstack(probabilities(base, rows)[:3])
    gap = _wanted(corrections, said) - said
    likeness = np.asarray((rows @ rows.T).toarray())
    likeness[np.diag_indices_from(likeness)] += [PENALTY / one.weight for one in corrections]
    inverse = linalg.inv(likeness)
    pulls = inverse @ gap
    # In closed form (Allen's PRESS).
    left_out = gap - pulls / np.diag(inverse)[:, None]
    return Lesson(rows, pulls, said, left_out)


def _wanted(corrections: Sequence[Correction], believed: Array) -> Array:
    """One for what people said; where nobody said anything, what is believed."""
    wanted = believed.copy()
    for at, one in enumerate(corrections):
        said = [(0, CODES, one.code)]
        if one.demand_type is not None:
            said.append((len(CODES), DEMANDS, one.demand_type))
        if one.urgency in URGENCIES:
            said.append((len(CODES) + len(DEMANDS), URGENCIES, one.urgency))
        for begin, labels, label in said:
            wanted[at, begin : begin + len(labels)] = 0.0
            wanted[at, begin + labels.index(label)] = 1.0
    return wanted


def adapted(base: Bundle, corrections: Sequence[Correction], cutter: Cutter) -> Bundle:
    """A new bundle; `base` is left as it is. No corrections, no change."""
    if not corrections:
        return base
    learnt = lesson(base, corrections, cutter)
    weights = base.weights.copy()
    taught = learnt.pulls.shape[1]
    weights[:, :taught] += STEP * np.asarray(learnt.rows.T @ learnt.pulls, dtype=np.float32)
    halved = weights.astype(np.float16).astype(np.float32)  # what is measured is what is stored
    manifest = {
        **base.manifest,
        "corrections": len(corrections),
        "calibration": _recalibrated(base, learnt, corrections),
    }
    return replace(base, weights=halved, manifest=manifest, sha256="")


def _recalibrated(
    base: Bundle, learnt: Lesson, corrections: Sequence[Correction]
) -> dict[str, Any]:
    """The confidence line, stretched and shifted to how often the answers are right after learning.

    Each correction is judged by what all others teach. Few of them change little.
    """
    calibration = base.manifest["calibration"]
    scores = scores_of_rows(base, learnt.rows)
    scores[:, : learnt.left_out.shape[1]] += STEP * learnt.left_out
    known = np.diff(learnt.rows.indptr)
    beliefs = believed(*calibrated(scores, calibration), known)
    answers = [decide(Evidence(one, (), None), alarm_at=NEVER) for one in beliefs]
    right = [a.category[:2] == c.code[:2] for a, c in zip(answers, corrections, strict=True)]
    sure = np.array([[logit(certainty(answer, calibration))] for answer in answers])
    stretch, shift = line(sure, np.array(right), hold=TRUST_IN_CORPUS)
    old = calibration["confidence"]
    new = [*(stretch * weight for weight in old[:-1]), stretch * old[-1] + shift]
    return {**calibration, "confidence": new}


SURE = 0.6  # leaving one out, all other corrections and the corpus together believe another code this much
HARDLY = 0.15  # and the given one this little


def doubts(base: Bundle, corrections: Sequence[Correction], cutter: Cutter) -> list[int]:
    """Places of corrections whose label the rest contradicts with confidence: for a person to look at."""
    if not corrections:
        return []
    learnt = lesson(base, corrections, cutter)
    said = (learnt.believed + learnt.left_out)[:, : len(CODES)]
    own = [CODES.index(one.code) for one in corrections]
    places = np.arange(len(corrections))
    doubtful = (said.max(axis=1) >= SURE) & (said[places, own] <= HARDLY)
    return [int(place) for place in np.flatnonzero(doubtful)]
