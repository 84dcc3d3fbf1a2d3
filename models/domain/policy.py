"""A policy version as a value: catalogue, limits, ladders, calendar (design.md D8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.domain.allowances import Allowances
from models.domain.ladder import Rung
from models.domain.limits import ClockRule
from models.domain.refusals import RejectReason
from models.domain.taxonomy import Taxonomy
from models.domain.thresholds import OWN, Thresholds
from models.domain.worktime import Calendar


@dataclass(frozen=True)
class Policy:
    """Everything that a supervisor may change without a release. `version` is its sha256."""

    version: str
    taxonomy: Taxonomy
    clock_rules: tuple[ClockRule, ...]
    ladders: Mapping[str, tuple[Rung, ...]]
    calendar: Calendar
    return_limit_days: int
    return_last_days: int  # after these a return is refused
    allowances: Allowances
    # What a caller is told whose plea is not accepted: where the matter belongs.
    right_channels: Mapping[RejectReason, str]
    # Offices that differ from the common calendar, by the unit's code; those below inherit it.
    unit_calendars: Mapping[str, Calendar] = field(default_factory=dict)
    reader: Thresholds = OWN

    def calendar_of(self, codes: Iterable[str]) -> Calendar:
        """The calendar of a unit: its own, or of the nearest above. `codes`: the unit's, then upwards."""
        return next(
            (self.unit_calendars[code] for code in codes if code in self.unit_calendars),
            self.calendar,
        )
