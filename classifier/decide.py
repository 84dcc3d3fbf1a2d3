"""From probabilities and red flags to one consistent answer.

Emergency <=> urgency P1 <=> a P1 category (design.md 2): whatever the model believes, the three
never disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
Array = NDArray[np.float64]
_GRAVEST_FIRST = ("1303", "1301", "0601", "0505", "1304", "1302", "0704")


class Believed(NamedTuple):
    """What the model believes of one text. Codes, demand types and urgencies are places in their lists."""

    codes: list[float]  # probability of each code
    parents: list[float]  # and of each top category
    alarm: float  # how loudly it alarms
    emergency: int  # the likeliest P1 code
    everyday: int  # the likeliest other code of the likeliest top category
    demand: int  # the likeliest demand type that is no emergency
    urgency: int
    known: int  # features that it knows of the text: of ten it can say less than of a hundred


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks about one text: the model, the danger rules, the number of people."""

    believed: Believed
    flags: tuple[RedFlag, ...]
    persons: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The decided labels, and what speaks of how sure they are (`classifier.calibrate.certainty`)."""

    category: str
    demand_type: DemandType
    urgency: Urgency
    parent_probability: float
    runner_up: float  # probability of the likeliest other top category
    known: int
    by_rule: bool

    @property
    def emergency(self) -> bool:
        """One meaning, three spellings."""
        return self.urgency is Urgency.P1


def believed(
    codes: Array, demands: Array, urgencies: Array, danger: Array, known: NDArray[np.integer]
) -> list[Believed]:
    """For a whole batch, one row a text; probabilities of the first three each sum to 1."""
    calm = np.where(IS_P1, 0.0, codes)
    parents = codes @ _MEMBERS.T
    parent = np.where(calm @ _MEMBERS.T > 0, parents, -1.0).argmax(axis=1)
    calm_demands = demands.copy()
    calm_demands[:, _EMERGENCY_AT] = -1.0
    columns = (
        codes.tolist(),
        parents.tolist(),
        danger.tolist(),
        np.where(IS_P1, codes, -1.0).argmax(axis=1).tolist(),
        np.where(parent[:, None] == PARENT_OF, calm, -1.0).argmax(axis=1).tolist(),
        calm_demands.argmax(axis=1).tolist(),
        urgencies.argmax(axis=1).tolist(),
        known.tolist(),
    )
    return [Believed(*row) for row in zip(*columns, strict=True)]


def decide(evidence: Evidence, *, alarm_at: float) -> Answer:
    """The answer; `alarm_at` is the danger from which the model alone raises the alarm."""
    said = evidence.believed
    alarmed = _alarmed_codes(evidence.flags, evidence.persons)
    if alarmed:
        return _emergency(_gravest(alarmed, said.codes), said, by_rule=True)
    if said.alarm >= alarm_at:
        return _emergency(CODES[said.emergency], said, by_rule=False)
    category, demand = CODES[said.everyday], DEMANDS[said.demand]
    return _answer(category, demand, _urgency(evidence), said, by_rule=False)


def _alarmed_codes(flags: Sequence[RedFlag], persons: int | None) -> set[str]:
    codes = {flag.category for flag in flags if flag.urgency is Urgency.P1}
    if persons is not None and persons >= CROWD and any(f.group in ACT_GROUPS for f in flags):
        codes.add("1302")
    return codes


def _gravest(codes: set[str], probability: Sequence[float]) -> str:
    """The likeliest alarmed category; where the model is silent, the gravest."""
    if "1303" in codes:
        return "1303"

    def rank(code: str) -> tuple[float, int]:
        return (-round(probability[CODES.index(code)], 2), _GRAVEST_FIRST.index(code))

    return min(codes, key=rank)


def _emergency(category: str, said: Believed, *, by_rule: bool) -> Answer:
    return _answer(category, DemandType.EMERGENCY, Urgency.P1, said, by_rule=by_rule)


def _answer(
    category: str, demand: DemandType, urgency: Urgency, said: Believed, *, by_rule: bool
) -> Answer:
    at = PARENTS.index(category[:2])
    others = max(said.parents[:at] + said.parents[at + 1 :])
    return Answer(category, demand, urgency, said.parents[at], others, said.known, by_rule)


def _urgency(evidence: Evidence) -> Urgency:
    likely = URGENCIES[evidence.believed.urgency]
    raised = [flag.urgency for flag in evidence.flags]
    if evidence.persons is not None and evidence.persons >= MANY:
        raised.append(Urgency.P2)
    return min([likely, *raised], key=lambda urgency: urgency.rank)


def alternatives(codes: Array, *, cover: float) -> list[tuple[tuple[str, float], ...]]:
    """For each row the likeliest codes, best first, until they cover `cover` of the probability."""
    order = np.argsort(-codes, axis=1, kind="stable")
    ordered = np.take_along_axis(codes, order, axis=1)
    many = (np.cumsum(ordered, axis=1) < cover).sum(axis=1) + 1
    rows = zip(order.tolist(), np.round(ordered, 4).tolist(), many.tolist(), strict=True)
    name = CODES.__getitem__
    return [
        tuple(zip(map(name, places[:n]), shares[:n], strict=True)) for places, shares, n in rows
    ]
