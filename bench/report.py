"""What was measured, beside what was aimed at; one line each, and the whole as JSON for later comparison."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime


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
        print(
            f"{line.verdict} {line.part:<10} {line.what:<58} {_number(line.value):>9} {line.unit} {line.aim}"
        )
    sys.stdout.flush()


def as_json(lines: Sequence[Line]) -> str:
    """All figures of a run."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1)


def as_markdown(lines: Sequence[Line], at: datetime, seconds: float) -> str:
    """A table for docs/benchmarks.md, with the date and the machine."""
    head = (
        f"{at:%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores ({platform.machine()}), Python "
        f"{platform.python_version()}, whole run {seconds / 60:.1f} minutes, load {_load()}.\n\n"
        "| part | figure | value | aim | |\n|---|---|---:|---|---|\n"
    )
    rows = (
        f"| {one.part} | {one.what} | {_number(one.value)} {one.unit} | {one.aim.strip('()')} "
        f"| {one.verdict.strip()} |\n"
        for one in lines
    )
    return head + "".join(rows)


def _load() -> str:
    """Processes that wanted to run in the last 1, 5 and 15 minutes: on a busy machine only ratios say anything."""
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which `percent` of the values lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
