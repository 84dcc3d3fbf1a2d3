"""The rehearsal of one ticket: its future ladder with the people who would hear, by the roster of that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.domain.ladder import PlannedStep, Recipient
from models.domain.rehearsal import ClockAhead, FutureRung, future_ladder
from models.domain.words import ClockKind, Urgency
from models.queries import audit, due
from models.queries import roster as roster_rows
from models.services.act import Act
from models.services.calendars import calendar_of
from models.services.recipients import Known, Line, chosen, everybody, lines_of
from models.services.roster import roster_around
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who would hear."""

    name: str
    role: str
    unit: str
    on_duty: bool


@dataclass(frozen=True, slots=True)
class RehearsedRung:
    """A future rung and its people."""

    future: FutureRung
    people: tuple[Hearer, ...]


def rehearse(act: Act, ticket: Ticket) -> tuple[RehearsedRung, ...]:
    """What happens to this ticket if nobody touches it, to the last rung."""
    calendar = calendar_of(act, ticket.unit_id)
    clocks = [_ahead(act, clock) for clock in due.running_clocks(act.session, ticket.id)]
    rungs = future_ladder(clocks, Urgency(ticket.urgency), calendar, act.now)
    if not rungs:
        return ()
    named = {recipient for one in rungs for recipient in one.rung.notify}
    place = Known(act)
    lines = {recipient: lines_of(place, ticket, recipient) for recipient in sorted(named)}
    return _with_people(act, rungs, lines)


def _with_people(
    act: Act, rungs: Sequence[FutureRung], lines: dict[Recipient, list[Line]]
) -> tuple[RehearsedRung, ...]:
    known = everybody(one for some in lines.values() for one in some)
    roster = roster_around(act, known, act.now, rungs[-1].rung.due_at)
    names = roster_rows.names_of(act.session, known)
    rehearsed = []
    for one in rungs:
        at = max(one.rung.due_at, act.now)
        on_duty = roster.on_duty(at)
        heard = (line for recipient in one.rung.notify for line in lines[recipient])
        people = chosen(heard, roster, at)
        hearers = [Hearer(*names[person], on_duty=person in on_duty) for person in sorted(people)]
        rehearsed.append(RehearsedRung(one, tuple(hearers)))
    return tuple(rehearsed)


def _ahead(act: Act, clock: TicketClock) -> ClockAhead:
    pending = due.pending_step(act.session, clock.id)
    fired = pending.position if pending else audit.rungs_fired(act.session, clock.id)
    rungs = [planned(rung) for rung in clock.plan[fired:]]
    return ClockAhead(ClockKind(clock.kind), clock.due_at, clock.estimated, rungs)


def planned(rung: dict[str, Any]) -> PlannedStep:
    """A rung of a clock's stored plan as a value."""
    return PlannedStep(
        code=rung["code"],
        level=rung["level"],
        due_at=datetime.fromisoformat(rung["due_at"]),
        notify=tuple(Recipient(name) for name in rung["notify"]),
    )
