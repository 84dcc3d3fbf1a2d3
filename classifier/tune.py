"""Choose thresholds and the confidence line from held-out scores; the tables go in the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier import entities
from classifier.calibrate import calibrated, certainty, cover_of, coverage_at, line, sureness
from classifier.corpus_files import Example
from classifier.decide import Answer, Evidence, believed, decide
from classifier.evaluate import ACCURACY, Outcome, scores_of
from classifier.labels import CODES
from classifier.redflags_batch import scan_all
from models.domain.words import Urgency

COVER = 0.95  # share of texts whose true code shall stand among the alternatives
FALSE_ALARMS = 0.06  # share of calm texts that rules and model together may alarm
ALARM_RANGE = (0.1, 0.6)
ABSTAIN_RANGE = (0.4, 0.8)  # outside of it the measurement is wrong, not the wish
_ALARM_STEPS = np.round(np.arange(0.05, 0.95, 0.025), 3)
Array = NDArray[np.float64]
Bools = NDArray[np.bool_]


class HeldOut(NamedTuple):
    """What models said of texts that they had not seen: scores of all heads, and features known of each."""

    scores: Array
    known: NDArray[np.int64]


def tuned(
    examples: Sequence[Example], said: HeldOut, calibration: Mapping[str, Any]
) -> dict[str, Any]:
    """`calibration`, `thresholds`, `table`, `alarms` and `scores` of the manifest."""
    evidence = _evidence(examples, said, calibration)
    alarms = alarm_table(evidence, examples)
    alarm_at = _alarm_at(alarms)
    answers = [decide(one, alarm_at=alarm_at) for one in evidence]
    right = np.array([a.category[:2] == e.code[:2] for a, e in zip(answers, examples, strict=True)])
    calibration = {**calibration, **_confidence(answers, right)}
    confidence = np.array([certainty(answer, calibration) for answer in answers])
    abstain_at = float(np.clip(coverage_at(right, confidence, ACCURACY)[1], *ABSTAIN_RANGE))
    outcomes = [
        Outcome(a.category, a.demand_type, a.urgency, float(c), not a.emergency and c < abstain_at)
        for a, c in zip(answers, confidence, strict=True)
    ]
    true = np.array([CODES.index(example.code) for example in examples])
    cover = cover_of(np.array([one.believed.codes for one in evidence]), true, share=COVER)
    return {
        "calibration": calibration,
        "thresholds": {
            "alarm": round(alarm_at, 4),
            "abstain": round(abstain_at, 4),
            "cover": round(cover, 4),
        },
        "table": coverage_table(right, confidence),
        "alarms": alarms,
        "scores": scores_of(examples, outcomes),
        "texts": len(examples),
    }


def _evidence(
    examples: Sequence[Example], held_out: HeldOut, calibration: Mapping[str, Any]
) -> list[Evidence]:
    """What models and rules say of each example."""
    texts = [example.text for example in examples]
    said = believed(*calibrated(held_out.scores, calibration), held_out.known)
    rows = zip(said, scan_all(texts), map(entities.persons_in, texts), strict=True)
    return [Evidence(*row) for row in rows]


def alarm_table(
    evidence: Sequence[Evidence], examples: Sequence[Example]
) -> list[dict[str, float]]:
    """What each threshold of the danger model costs and brings, the rules always beside it."""
    true = np.array([example.urgency is Urgency.P1 for example in examples])
    rules = np.array([decide(one, alarm_at=2.0).emergency for one in evidence])
    level = np.array([one.believed.alarm for one in evidence])
    rows = []
    for threshold in _ALARM_STEPS:
        alarmed = rules | (level >= threshold)
        rows.append(
            {
                "threshold": float(threshold),
                "recall": round(_share(alarmed[true]), 4),
                "false_per_1000": round(1000 * _share(alarmed[~true]), 1),
            }
        )
    return rows


def _alarm_at(table: Sequence[Mapping[str, float]]) -> float:
    """The lowest threshold with no more than FALSE_ALARMS."""
    good = [row["threshold"] for row in table if row["false_per_1000"] <= 1000 * FALSE_ALARMS]
    return float(np.clip(min(good, default=ALARM_RANGE[1]), *ALARM_RANGE))


def _confidence(answers: Sequence[Answer], right: Bools) -> dict[str, Any]:
    by_rule = np.array([answer.by_rule for answer in answers])
    signals = np.array([sureness(answer) for answer in answers])
    good, all_ = int((right & by_rule).sum()), int(by_rule.sum())
    return {
        "confidence": line(signals[~by_rule], right[~by_rule]),
        "rule_precision": round((good + 1) / (all_ + 2), 4),  # Laplace: few hits prove little
    }


def coverage_table(right: Bools, confidence: Array) -> list[dict[str, float]]:
    """For each threshold: how many texts are answered without a person, and how many of them right."""
    rows = []
    for threshold in np.arange(0.3, 1.0, 0.05):
        kept = confidence >= threshold
        rows.append(
            {
                "threshold": round(float(threshold), 2),
                "coverage": round(float(kept.mean()), 4),
                "accuracy": round(float(right[kept].mean()) if kept.any() else 1.0, 4),
            }
        )
    return rows


def _share(values: Bools) -> float:
    return float(values.mean()) if len(values) else 0.0
