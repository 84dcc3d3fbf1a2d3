"""From probabilities and red flags to one consistent answer.

Emergency <=> urgency P1 <=> a P1 category (design.md 2): whatever the model believes, the three
never disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.format import DEMANDS, URGENCIES
from classifier.labels import CODES, P1_CODES, PARENTS
from models.domain.verdict import RedFlag
from models.domain.words import DemandType, Urgency

MANY, CROWD = 10, 30  # persons: at least urgent; with an act an emergency (domain.md 2.5)
ACT_GROUPS = frozenset({"collective"})
IS_P1 = np.array([code in P1_CODES for code in CODES])
PARENT_OF = np.array([PARENTS.index(code[:2]) for code in CODES])
_MEMBERS = np.equal.outer(np.arange(len(PARENTS)), PARENT_OF).astype(np.float64)
_EMERGENCY_AT = DEMANDS.index(DemandType.EMERGENCY)
_GRAVEST_FIRST = ("1303", "1301", "0601", "0505", "1304", "1302", "0704")


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks about one text. Probabilities each sum to 1."""

    codes: NDArray[np.float64]
    demands: NDArray[np.float64]
    urgencies: NDArray[np.float64]
    flags: tuple[RedFlag, ...]
    persons: int | None
    danger: float = 0.0  # what the danger model says; it was taught that one question only

    @property
    def alarm(self) -> float:
        """How loudly the model alarms: its danger head, or all P1 codes together."""
        return max(self.danger, float(self.codes[IS_P1].sum()))


@dataclass(frozen=True, slots=True)
class Answer:
    """The decided labels; `confidence` is still uncalibrated."""

    category: str
    demand_type: DemandType
    urgency: Urgency
    parent_probability: float
    by_rule: bool

    @property
    def emergency(self) -> bool:
        """One meaning, three spellings."""
        return self.urgency is Urgency.P1


def parents_of(codes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of each top category; works on one row and on many."""
    return np.asarray(codes @ _MEMBERS.T)


def decide(evidence: Evidence, *, alarm_at: float) -> Answer:
    """The answer; `alarm_at` is the danger from which the model alone raises the alarm."""
    alarmed = _alarmed_codes(evidence.flags, evidence.persons)
    if alarmed:
        return _emergency(_gravest(alarmed, evidence.codes), evidence, by_rule=True)
    if evidence.alarm >= alarm_at:
        best = int(np.argmax(np.where(IS_P1, evidence.codes, -1.0)))
        return _emergency(CODES[best], evidence, by_rule=False)
    return _everyday(evidence)


def _alarmed_codes(flags: Sequence[RedFlag], persons: int | None) -> set[str]:
    codes = {flag.category for flag in flags if flag.urgency is Urgency.P1}
    if persons is not None and persons >= CROWD and any(f.group in ACT_GROUPS for f in flags):
        codes.add("1302")
    return codes


def _gravest(codes: set[str], probability: NDArray[np.float64]) -> str:
    """The likeliest alarmed category; where the model is silent, the gravest."""
    if "1303" in codes:
        return "1303"

    def rank(code: str) -> tuple[float, int]:
        return (-round(float(probability[CODES.index(code)]), 2), _GRAVEST_FIRST.index(code))

    return min(codes, key=rank)


def _emergency(category: str, evidence: Evidence, *, by_rule: bool) -> Answer:
    parent = parents_of(evidence.codes)[PARENTS.index(category[:2])]
    return Answer(category, DemandType.EMERGENCY, Urgency.P1, float(parent), by_rule)


def _everyday(evidence: Evidence) -> Answer:
    calm = np.where(IS_P1, 0.0, evidence.codes)
    inside = parents_of(evidence.codes)
    has_calm = parents_of(calm) > 0
    parent = int(np.argmax(np.where(has_calm, inside, -1.0)))
    best = int(np.argmax(np.where(parent == PARENT_OF, calm, -1.0)))
    demands = evidence.demands.copy()
    demands[_EMERGENCY_AT] = -1.0
    return Answer(
        category=CODES[best],
        demand_type=DEMANDS[int(np.argmax(demands))],
        urgency=_urgency(evidence),
        parent_probability=float(inside[parent]),
        by_rule=False,
    )


def _urgency(evidence: Evidence) -> Urgency:
    likely = URGENCIES[int(np.argmax(evidence.urgencies))]
    raised = [flag.urgency for flag in evidence.flags]
    if evidence.persons is not None and evidence.persons >= MANY:
        raised.append(Urgency.P2)
    return min([likely, *raised], key=lambda urgency: urgency.rank)


def alternatives(codes: NDArray[np.float64], *, cover: float) -> tuple[tuple[str, float], ...]:
    """The likeliest codes, best first, until they cover `cover` of the probability."""
    order = np.argsort(-codes, kind="stable")
    many = int(np.searchsorted(np.cumsum(codes[order]), cover)) + 1
    return tuple((CODES[at], round(float(codes[at]), 4)) for at in order[:many])
