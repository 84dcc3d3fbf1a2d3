"""What was measured, beside what was aimed at; one line each, and the whole as JSON for later comparison."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A figure. `at_least` or `at_most` is the aim of issue 3; without one it is for information."""

    part: str
    what: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def verdict(self) -> str:
        if self.at_least is not None:
            return "ok    " if self.value >= self.at_least else "MISSED"
        if self.at_most is not None:
            return "ok    " if self.value <= self.at_most else "MISSED"
        return "      "

    @property
    def aim(self) -> str:
        if self.at_least is not None:
            return f"(aim ≥ {self.at_least:g})"
        return f"(aim ≤ {self.at_most:g})" if self.at_most is not None else ""


def tell(lines: Sequence[Line]) -> None:
    """Print as soon as a part is done: a long run must be seen to live."""
    for line in lines:
        number = f"{line.value:,.0f}" if line.value >= 100 else f"{line.value:.3g}"
        print(f"{line.verdict} {line.part:<10} {line.what:<58} {number:>9} {line.unit} {line.aim}")
    sys.stdout.flush()


def as_json(lines: Sequence[Line]) -> str:
    """All figures of a run."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which `percent` of the values lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
