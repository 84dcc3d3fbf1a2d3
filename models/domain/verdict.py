"""What the reader says about a text: category, demand type, urgency, how sure it is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.domain.words import DemandType, Urgency


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One hit of one danger rule. `start`/`end` are character offsets in the text that was scanned."""

    rule: str  # stable id, e.g. "life-03"
    version: int
    group: str  # life, violence, collective, flight, accident, minors, media, hazard, weak
    urgency: Urgency  # P1 makes an emergency, P2 raises
    category: str  # the code that the rule stands for, e.g. "1301"
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A word and how much it spoke for (positive) or against (negative) the chosen category."""

    word: str
    weight: float
    spans: tuple[tuple[int, int], ...] = ()  # where it stands in the caller's text


@dataclass(frozen=True, slots=True)
class Verdict:
    """The reader's answer; queue and co-handlers follow from policy (models.domain.routing)."""

    category: str  # four digits
    demand_type: DemandType
    urgency: Urgency  # after red flags; P1 <=> emergency
    confidence: float  # calibrated probability that the parent category (two digits) is right
    category_confidence: float  # the same for the four-digit code
    abstained: bool  # below the threshold: a person at the dispatch desk decides
    emergency: bool
    red_flags: tuple[RedFlag, ...] = ()
    because: tuple[Reason, ...] = ()
    alternatives: tuple[tuple[str, float], ...] = ()  # (code, probability), best first
    entities: Mapping[str, object] = field(default_factory=dict)  # persons, amount, months, ...
    danger: float = 0.0  # what the danger model says, beside the rules; 0 to 1
    bundle: str = ""  # sha256 of the bundle that spoke; empty when only rules spoke
