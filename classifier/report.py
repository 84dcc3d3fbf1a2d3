"""Everything that can be said about verdicts on labelled texts: what `hotline evaluate` and the model card show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.calibrate import coverage_at, ece
from classifier.corpus_files import Example
from classifier.labels import PARENTS
from models.domain.routing import route
from models.domain.taxonomy import Taxonomy
from models.domain.verdict import Verdict
from models.domain.words import Urgency

_Z = 1.96  # of the 95 % interval
MOST_ERRORS = 15
MOST_CONFUSIONS = 20


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's 95 % interval."""

    good: int
    all: int

    @property
    def value(self) -> float:
        """Between 0 and 1; of nothing 0."""
        return self.good / self.all if self.all else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies."""
        if not self.all:
            return 0.0, 1.0
        n, p = self.all, self.value
        middle, width = (
            p + _Z**2 / (2 * n),
            _Z * float(np.sqrt(p * (1 - p) / n + (_Z / 2 / n) ** 2)),
        )
        return (middle - width) / (1 + _Z**2 / n), (middle + width) / (1 + _Z**2 / n)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.4f}　({low:.3f}–{high:.3f}，{self.good}/{self.all})"


@dataclass(frozen=True, slots=True)
class ByClass:
    """How one top category fares."""

    parent: str
    recall: Share
    precision: Share

    @property
    def f1(self) -> float:
        """Harmonic mean."""
        both = self.recall.value + self.precision.value
        return 2 * self.recall.value * self.precision.value / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one evaluation."""

    shares: dict[str, Share]
    figures: dict[str, float]
    classes: tuple[ByClass, ...]
    confusions: tuple[tuple[str, str, int], ...]
    errors: tuple[tuple[str, str, float, str], ...]


def report(examples: Sequence[Example], verdicts: Sequence[Verdict], taxonomy: Taxonomy) -> Report:
    """All figures; `examples` and `verdicts` in the same order."""
    pairs = list(zip(examples, verdicts, strict=True))
    parent = np.array([v.category[:2] == e.code[:2] for e, v in pairs], dtype=bool)
    confidence = np.array([v.confidence for _, v in pairs])
    classes = tuple(_by_class(pairs, parent_code) for parent_code in PARENTS)
    present = [one.f1 for one in classes if one.recall.all]
    return Report(
        shares=_shares(pairs, taxonomy),
        figures={
            "macro_f1": float(np.mean(present)) if present else 0.0,
            "false_per_1000": 1000 * _alarms(pairs)["false"].value,
            "ece": ece(parent, confidence),
            "coverage_95": coverage_at(parent, confidence, 0.95)[0] if pairs else 0.0,
            "coverage_90": coverage_at(parent, confidence, 0.90)[0] if pairs else 0.0,
        },
        classes=classes,
        confusions=_confusions(pairs),
        errors=_errors(pairs),
    )


Pairs = list[tuple[Example, Verdict]]


def _shares(pairs: Pairs, taxonomy: Taxonomy) -> dict[str, Share]:
    alarms = _alarms(pairs)
    sure = [(e, v) for e, v in pairs if not v.abstained]
    return {
        "parent": _share([v.category[:2] == e.code[:2] for e, v in pairs]),
        "code": _share([v.category == e.code for e, v in pairs]),
        "queue": _share([_queue(taxonomy, e, v) for e, v in pairs]),
        "demand_type": _share([v.demand_type == e.demand_type for e, v in pairs]),
        "urgency": _share([v.urgency == e.urgency for e, v in pairs]),
        "emergency_recall": alarms["recall"],
        "emergency_precision": alarms["precision"],
        "among_alternatives": _share([e.code in dict(v.alternatives) for e, v in pairs]),
        "abstained": _share([v.abstained for _, v in pairs]),
        "parent_when_sure": _share([v.category[:2] == e.code[:2] for e, v in sure]),
    }


def _queue(taxonomy: Taxonomy, example: Example, verdict: Verdict) -> bool:
    said = route(
        taxonomy,
        verdict.category,
        urgency=verdict.urgency,
        emergency=verdict.emergency,
        persons=None,
    )
    true = route(
        taxonomy,
        example.code,
        urgency=example.urgency,
        emergency=example.urgency is Urgency.P1,
        persons=None,
    )
    return true.queue == said.queue


def _alarms(pairs: Pairs) -> dict[str, Share]:
    true = [v.emergency for e, v in pairs if e.urgency is Urgency.P1]
    false = [v.emergency for e, v in pairs if e.urgency is not Urgency.P1]
    return {
        "recall": _share(true),
        "precision": Share(sum(true), sum(true) + sum(false)),
        "false": _share(false),
    }


def _by_class(pairs: Pairs, parent: str) -> ByClass:
    return ByClass(
        parent,
        _share([v.category[:2] == parent for e, v in pairs if e.code[:2] == parent]),
        _share([e.code[:2] == parent for e, v in pairs if v.category[:2] == parent]),
    )


def _confusions(pairs: Pairs) -> tuple[tuple[str, str, int], ...]:
    wrong = Counter((e.code[:2], v.category[:2]) for e, v in pairs if e.code[:2] != v.category[:2])
    return tuple((true, said, many) for (true, said), many in wrong.most_common(MOST_CONFUSIONS))


def _errors(pairs: Pairs) -> tuple[tuple[str, str, float, str], ...]:
    """Missed emergencies first, then where it was surest and wrong."""
    wrong = [(e, v) for e, v in pairs if e.code[:2] != v.category[:2]]

    def worth_reading(pair: tuple[Example, Verdict]) -> tuple[bool, float]:
        example, verdict = pair
        return (example.urgency is not Urgency.P1 or verdict.emergency, -verdict.confidence)

    return tuple(
        (e.code, v.category, v.confidence, e.text)
        for e, v in sorted(wrong, key=worth_reading)[:MOST_ERRORS]
    )


def _share(values: Sequence[bool]) -> Share:
    return Share(sum(values), len(values))
