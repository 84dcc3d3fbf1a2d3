"""Choose thresholds and the confidence line from held-out probabilities; the tables go in the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import entities, redflags
from classifier.calibrate import certainty, confidence_line, coverage_at
from classifier.corpus_files import Example
from classifier.decide import IS_P1, Answer, Evidence, decide
from classifier.evaluate import ACCURACY, Outcome, scores_of
from models.domain.words import Urgency

FALSE_ALARMS = 0.01  # share of calm texts that the model, beside the rules, may alarm
ALARM_RANGE = (0.15, 0.6)
ABSTAIN_RANGE = (0.4, 0.8)  # outside of it the measurement is wrong, not the wish
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Examples with the probabilities that a model gave which had not seen them."""

    examples: Sequence[Example]
    codes: Array
    demands: Array
    urgencies: Array

    def evidence(self) -> list[Evidence]:
        """The same with what the rules say."""
        return [
            Evidence(
                self.codes[at],
                self.demands[at],
                self.urgencies[at],
                redflags.scan(example.text),
                entities.persons_in(example.text),
            )
            for at, example in enumerate(self.examples)
        ]


def tuned(held_out: HeldOut, temperatures: Mapping[str, float]) -> dict[str, Any]:
    """`calibration`, `thresholds`, `table` (coverage by threshold) and `scores` of the manifest."""
    evidence = held_out.evidence()
    alarm_at = _alarm_at(held_out)
    answers = [decide(one, alarm_at=alarm_at) for one in evidence]
    right = np.array(
        [a.category[:2] == e.code[:2] for a, e in zip(answers, held_out.examples, strict=True)]
    )
    calibration = {"temperatures": dict(temperatures), **_confidence(answers, right)}
    confidence = np.array([certainty(answer, calibration) for answer in answers])
    abstain_at = float(np.clip(coverage_at(right, confidence, ACCURACY)[1], *ABSTAIN_RANGE))
    outcomes = [
        Outcome(a.category, a.demand_type, a.urgency, float(c), not a.emergency and c < abstain_at)
        for a, c in zip(answers, confidence, strict=True)
    ]
    return {
        "calibration": calibration,
        "thresholds": {"alarm": round(alarm_at, 4), "abstain": round(abstain_at, 4)},
        "table": _table(right, confidence),
        "scores": scores_of(held_out.examples, outcomes),
        "texts": len(held_out.examples),
    }


def _alarm_at(held_out: HeldOut) -> float:
    """The lowest P1 probability that alarms no more than FALSE_ALARMS of the calm texts."""
    mass = held_out.codes[:, IS_P1].sum(axis=1)
    calm = [mass[at] for at, e in enumerate(held_out.examples) if e.urgency is not Urgency.P1]
    level = float(np.quantile(calm, 1 - FALSE_ALARMS)) if calm else ALARM_RANGE[1]
    return float(np.clip(level, *ALARM_RANGE))


def _confidence(answers: Sequence[Answer], right: NDArray[np.bool_]) -> dict[str, Any]:
    by_rule = np.array([answer.by_rule for answer in answers])
    modelled = np.array([answer.parent_probability for answer in answers])
    good, all_ = int((right & by_rule).sum()), int(by_rule.sum())
    return {
        "confidence": confidence_line(modelled[~by_rule], right[~by_rule]),
        "rule_precision": round((good + 1) / (all_ + 2), 4),  # Laplace: few hits prove little
    }


def _table(right: NDArray[np.bool_], confidence: Array) -> list[dict[str, float]]:
    rows = []
    for threshold in np.arange(0.3, 1.0, 0.05):
        kept = confidence >= threshold
        accuracy = float(right[kept].mean()) if kept.any() else 1.0
        rows.append(
            {
                "threshold": round(float(threshold), 2),
                "coverage": round(float(kept.mean()), 4),
                "accuracy": round(accuracy, 4),
            }
        )
    return rows
