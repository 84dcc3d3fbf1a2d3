"""What a draft of the policy would have changed: ends, ladders and ways of the tickets under both versions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.domain.allowances import Standstill, after_pause, extended, marked
from models.domain.clocks import rule_for
from models.domain.ladder import PlannedStep, planned_steps
from models.domain.limits import ClockRule, due
from models.domain.policy import Policy
from models.domain.words import ClockKind, DemandType, Difficulty, Urgency
from models.domain.worktime import Calendar


class What(StrEnum):
    """What a number of the rehearsal counts; the word of its list's address."""

    CHANGED = "changed"
    EARLIER = "earlier"
    LATER = "later"
    NEWLY_OVERDUE = "newly-overdue"
    NO_LONGER_OVERDUE = "no-longer-overdue"
    STEP_ADDED = "step-added"
    STEP_REMOVED = "step-removed"
    STEP_MOVED = "step-moved"
    RECIPIENTS = "recipients"


@dataclass(frozen=True, slots=True)
class OpenClock:
    """What decides the end of a clock. `units`: the code of its unit, then of those above it."""

    number: str
    kind: ClockKind
    urgency: Urgency
    demand_type: DemandType | None
    started_at: datetime
    units: tuple[str, ...] = ()
    pauses: tuple[Standstill, ...] = ()
    extension_days: int = 0
    difficulty: Difficulty | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A clock that would have had another end, or other rungs; both ends are told."""

    clock: OpenClock
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many clocks were looked at, and the changes by what they are."""

    clocks: int
    by_what: Mapping[What, tuple[Change, ...]] = field(default_factory=dict)

    def of(self, what: What) -> tuple[Change, ...]:
        """The clocks that this number counts."""
        return self.by_what.get(what, ())

    def count(self, what: What) -> int:
        """The number itself."""
        return len(self.of(what))


# Ends that people decided (a pause's date, a co-unit's share) follow no rule of the policy.
_DECIDED = frozenset({ClockKind.PAUSE, ClockKind.CO_HANDLE})


@dataclass(frozen=True, slots=True)
class _Under:
    """A clock under one version."""

    rule: ClockRule
    calendar: Calendar
    end: datetime
    steps: Mapping[str, PlannedStep]


def rehearse_policy(
    clocks: Iterable[OpenClock], current: Policy, draft: Policy, now: datetime
) -> Rehearsal:
    """Both ends and ladders of every clock: by its unit's calendar, with its pauses, extension and mark."""
    looked = 0
    found: dict[What, list[Change]] = {what: [] for what in What}
    alike = _Alike(current, draft)
    for clock in clocks:
        if clock.kind in _DECIDED:
            continue
        looked += 1
        if alike.holds(clock):
            continue
        before, after = _under(clock, current), _under(clock, draft)
        change = Change(clock, before.end, after.end)
        for what in (*_end_changes(change, now), *_ladder_changes(before.steps, after.steps)):
            found[what].append(change)
    return Rehearsal(looked, {what: tuple(changes) for what, changes in found.items()})


class _Alike:
    """Whether nothing that decides a clock differs between the versions: nearly all clocks need no arithmetic."""

    def __init__(self, current: Policy, draft: Policy) -> None:
        self._current, self._draft = current, draft
        self._calendars: dict[tuple[str, ...], bool] = {}

    def holds(self, clock: OpenClock) -> bool:
        """True: the draft changes neither its end nor its rungs."""
        before, after = _rule(clock, self._current), _rule(clock, self._draft)
        ladders = self._current.ladders[before.ladder] == self._draft.ladders[after.ladder]
        return before == after and ladders and self._calendar(clock.units)

    def _calendar(self, units: tuple[str, ...]) -> bool:
        if units not in self._calendars:
            same = self._current.calendar_of(units) == self._draft.calendar_of(units)
            self._calendars[units] = same
        return self._calendars[units]


def _rule(clock: OpenClock, policy: Policy) -> ClockRule:
    rule = rule_for(policy, clock.kind, clock.urgency, clock.demand_type)
    if clock.kind is ClockKind.FINISH and clock.difficulty is not None:
        return marked(policy.allowances, rule, clock.difficulty)
    return rule


def _under(clock: OpenClock, policy: Policy) -> _Under:
    rule, calendar = _rule(clock, policy), policy.calendar_of(clock.units)
    end = due(rule, clock.started_at, calendar).at
    for pause in clock.pauses:
        end = after_pause(end, rule, pause, calendar)
    if clock.extension_days:
        end = extended(end, clock.extension_days, calendar)
    steps = planned_steps(policy.ladders[rule.ladder], rule, clock.started_at, end, calendar)
    return _Under(rule, calendar, end, {step.code: step for step in steps})


def _end_changes(change: Change, now: datetime) -> list[What]:
    if change.before == change.after:
        return []
    found = [What.CHANGED, What.EARLIER if change.after < change.before else What.LATER]
    if change.after < now <= change.before:
        found.append(What.NEWLY_OVERDUE)
    if change.before < now <= change.after:
        found.append(What.NO_LONGER_OVERDUE)
    return found


def _ladder_changes(
    before: Mapping[str, PlannedStep], after: Mapping[str, PlannedStep]
) -> list[What]:
    both = before.keys() & after.keys()
    found = []
    if after.keys() - before.keys():
        found.append(What.STEP_ADDED)
    if before.keys() - after.keys():
        found.append(What.STEP_REMOVED)
    if any(before[code].due_at != after[code].due_at for code in both):
        found.append(What.STEP_MOVED)
    if any(set(before[code].notify) != set(after[code].notify) for code in both):
        found.append(What.RECIPIENTS)
    return found
