"""Whether callers ask for other things than before: the population stability index of categories (issue 4 point 7). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log

SLIGHT, STRONG = 0.1, 0.2  # the usual limits of the index
# Chance alone moves fourteen shares by about (14 - 1) x (1/n + 1/m): below this number that is no finding.
FEWEST = 200
_FLOOR = 0.5  # tickets that a category without any is taken to have: its share has a logarithm then


class Drift(StrEnum):
    """What the index says."""

    UNKNOWN = "unknown"  # too few tickets
    NONE = "none"
    SLIGHT = "slight"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Moved:
    """The index of two spans, and each category's part of it, the largest first."""

    index: float
    parts: tuple[tuple[str, float], ...]
    drift: Drift


def moved(before: Mapping[str, int], now: Mapping[str, int]) -> Moved:
    """Compare counts by category; a category that stands in neither takes no part."""
    names = sorted({name for counts in (before, now) for name, count in counts.items() if count})
    old, new = _shares(before, names), _shares(now, names)
    parts = [(name, (new[name] - old[name]) * log(new[name] / old[name])) for name in names]
    index = sum(part for _, part in parts)
    enough = min(sum(before.values()), sum(now.values())) >= FEWEST
    drift = _judged(index) if enough else Drift.UNKNOWN
    return Moved(index, tuple(sorted(parts, key=lambda part: -part[1])), drift)


def _shares(counts: Mapping[str, int], names: list[str]) -> dict[str, float]:
    floored = {name: max(float(counts.get(name, 0)), _FLOOR) for name in names}
    whole = sum(floored.values())
    return {name: count / whole for name, count in floored.items()}


def _judged(index: float) -> Drift:
    if index > STRONG:
        return Drift.STRONG
    return Drift.SLIGHT if index > SLIGHT else Drift.NONE
