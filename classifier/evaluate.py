"""How good are verdicts? The figures that the manifest, `hotline train` and `hotline evaluate` show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.calibrate import coverage_at, ece
from classifier.corpus_files import Example
from models.domain.verdict import Verdict
from models.domain.words import DemandType, Urgency

ACCURACY = 0.95  # coverage is measured at this share of right answers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of one example."""

    category: str
    demand_type: DemandType
    urgency: Urgency
    confidence: float
    abstained: bool

    @classmethod
    def of(cls, verdict: Verdict) -> Outcome:
        """The part of a verdict that is judged."""
        return cls(
            verdict.category,
            verdict.demand_type,
            verdict.urgency,
            verdict.confidence,
            verdict.abstained,
        )


def scores_of(examples: Sequence[Example], outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Shares between 0 and 1; `false_alarms` among the calm, `emergency_recall` among the others."""
    pairs = list(zip(examples, outcomes, strict=True))
    parent = np.array([said.category[:2] == true.code[:2] for true, said in pairs], dtype=bool)
    confidence = np.array([said.confidence for _, said in pairs])
    alarmed = [(true.urgency is Urgency.P1, said.urgency is Urgency.P1) for true, said in pairs]
    scores = {
        "parent": _share(parent),
        "code": _share([said.category == true.code for true, said in pairs]),
        "demand_type": _share([said.demand_type == true.demand_type for true, said in pairs]),
        "urgency": _share([said.urgency == true.urgency for true, said in pairs]),
        "emergency_recall": _share([said for true, said in alarmed if true]),
        "false_alarms": _share([said for true, said in alarmed if not true]),
        "ece": ece(parent, confidence),
        "coverage_95": coverage_at(parent, confidence, ACCURACY)[0] if pairs else 0.0,
        "abstained": _share([said.abstained for _, said in pairs]),
        "parent_when_sure": _share(
            [good for good, (_, said) in zip(parent, pairs, strict=True) if not said.abstained]
        ),
    }
    return {name: round(float(score), 4) for name, score in scores.items()}


def _share(values: Sequence[bool] | np.ndarray) -> float:
    return float(np.mean(values)) if len(values) else 0.0
