"""What a draft of the policy would have changed: each open clock under the version in force and under the draft. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.domain.clocks import rule_for
from models.domain.limits import due
from models.domain.policy import Policy
from models.domain.words import ClockKind, DemandType, Urgency


@dataclass(frozen=True, slots=True)
class OpenClock:
    """What decides the end of a clock."""

    number: str
    kind: ClockKind
    urgency: Urgency
    demand_type: DemandType | None
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A clock that would have had another end."""

    clock: OpenClock
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The sum: how many clocks were looked at, what changes, how many would be overdue now that are not."""

    clocks: int
    changes: tuple[Change, ...]
    newly_overdue: int
    no_longer_overdue: int

    @property
    def earlier(self) -> int:
        return sum(change.after < change.before for change in self.changes)

    @property
    def later(self) -> int:
        return sum(change.after > change.before for change in self.changes)


# Ends that people decided (a pause's date, a co-unit's share) follow no rule of the policy.
_DECIDED = frozenset({ClockKind.PAUSE, ClockKind.CO_HANDLE})


def rehearse_policy(
    clocks: Iterable[OpenClock], current: Policy, draft: Policy, now: datetime
) -> Rehearsal:
    """Both ends of every clock by the rules alone; extensions and pauses of single tickets are left out."""
    looked, changes = 0, []
    for clock in clocks:
        if clock.kind in _DECIDED:
            continue
        looked += 1
        before, after = _end(clock, current), _end(clock, draft)
        if before != after:
            changes.append(Change(clock, before, after))
    return Rehearsal(
        looked,
        tuple(changes),
        newly_overdue=sum(c.after < now <= c.before for c in changes),
        no_longer_overdue=sum(c.before < now <= c.after for c in changes),
    )


def _end(clock: OpenClock, policy: Policy) -> datetime:
    rule = rule_for(policy, clock.kind, clock.urgency, clock.demand_type)
    return due(rule, clock.started_at, policy.calendar).at
