"""值班: who of several people hears now. On duty first, else the next in the line, never nobody. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.domain.errors import FieldError, InvalidInput

LONGEST_DUTY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Duty:
    """From when to when somebody is on duty; the end is not part of it."""

    user_id: int
    starts_at: datetime
    ends_at: datetime

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True)
class Roster:
    """Duties around a moment. Whoever has any is rostered: outside their duty they are left in peace."""

    duties: Sequence[Duty] = ()

    def on_duty(self, at: datetime) -> frozenset[int]:
        return frozenset(duty.user_id for duty in self.duties if duty.covers(at))

    def rostered(self) -> frozenset[int]:
        return frozenset(duty.user_id for duty in self.duties)


def choose(line: Iterable[frozenset[int]], roster: Roster, at: datetime) -> frozenset[int]:
    """Who hears: of the first group those on duty; a group without roster as a whole; else the next group.

    The line goes from the people meant to their leader, the supervisors, and up. Empty only if nobody is in it.
    """
    groups = [group for group in line if group]
    if not groups:
        return frozenset()
    on_duty, first = roster.on_duty(at), groups[0]
    if first & on_duty:
        return first & on_duty
    if not first & roster.rostered() or len(groups) == 1:
        return first
    return next((group & on_duty for group in groups[1:] if group & on_duty), groups[1])


def check_duty(duty: Duty) -> None:
    """Raise InvalidInput for a duty that ends before it begins or lasts longer than a month."""
    if duty.ends_at <= duty.starts_at:
        fault = FieldError("ends_at", "结束时间应晚于开始时间。")
    elif duty.ends_at - duty.starts_at > LONGEST_DUTY:
        fault = FieldError("ends_at", "一次值班最长 31 天，请分段登记。")
    else:
        return
    raise InvalidInput("值班时间有误，请核对后重交。", errors=(fault,))


def gaps(duties: Sequence[Duty], begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The times between `begin` and `end` at which nobody is on duty: what the roster's page warns of."""
    found, covered = [], begin
    for duty in sorted(duties, key=lambda one: one.starts_at):
        if duty.starts_at > covered:
            found.append((covered, min(duty.starts_at, end)))
        covered = max(covered, duty.ends_at)
        if covered >= end:
            return found
    return [*found, (covered, end)]
