"""How much time a clock has left, in the time by which it counts: working time for offices, plain hours for danger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hotline import views
from models.domain.words import ClockKind
from models.domain.worktime import Calendar, working_time_between
from models.services import clocks
from models.services.act import Act
from models.services.calendars import calendar_of
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket

_LONGEST = timedelta(days=400)  # beyond that nobody counts hours


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A chip: short words, the absolute end for whoever points at it, and the moment at which the words go bad."""

    words: str
    title: str
    kind: str
    nearness: str
    due_ms: int


def clock_words(act: Act, ticket: Ticket, clock: TicketClock) -> ClockWords:
    """The chip of one clock by the server's time; the browser's clock never decides what is late."""
    label = views.CLOCK_LABELS.get(clock.kind, clock.kind)
    guess = "（按估计日历）" if clock.estimated else ""
    return ClockWords(
        f"{label} {_left(act, ticket, clock)}",
        f"{label}截止 {views.local_time(clock.due_at)}{guess}",
        clock.kind,
        views.nearness(clock.due_at, act.now),
        int(clock.due_at.timestamp() * 1000),
    )


def _left(act: Act, ticket: Ticket, clock: TicketClock) -> str:
    left = clock.due_at - act.now
    rule = clocks.rule_of(act, ClockKind(clock.kind), ticket)
    if left < timedelta() or left > _LONGEST or not rule.limit.in_working_time:
        return views.time_left(clock.due_at, act.now)
    calendar = calendar_of(act, ticket.unit_id)
    work = working_time_between(calendar, act.now, clock.due_at)
    return f"还剩 {in_working_days(work, day_length(calendar))}"


def day_length(calendar: Calendar) -> timedelta:
    """How long this office works on a common day."""
    day = date(2000, 1, 1)
    spans = [
        (datetime.combine(day, begin), datetime.combine(day, end))
        for begin, end in calendar.intervals
    ]
    length = sum(
        (((end - begin) % timedelta(days=1)) or timedelta(days=1) for begin, end in spans),
        timedelta(),
    )
    return length or timedelta(hours=8)


def in_working_days(work: timedelta, day: timedelta) -> str:
    """ "2工作日3小时", "5小时20分": two units are as exact as anybody needs; "工时" says what is counted."""
    days, rest = divmod(work, day)
    minutes = int(rest.total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        return f"{days}工作日{hours}小时" if hours else f"{days}工作日"
    if hours:
        return f"工时{hours}小时{minutes}分" if minutes else f"工时{hours}小时"
    return f"工时{minutes}分" if minutes else "工时不到1分"
