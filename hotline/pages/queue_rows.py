"""The rows of the department's queue as they are shown (columns of peers.md 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline import views
from hotline.doors import policy
from hotline.pages.clock_words import ClockWords, clock_words
from hotline.pages.marked import Piece, summary
from models.domain.queue_groups import Bounds, Group, group_of
from models.domain.words import Status
from models.queries import queue_rows, tickets
from models.services.act import Act
from models.tables.clocks import Step, TicketClock
from models.tables.tickets import Ticket
from models.tables.trail import Event

_CLUSTER_SPAN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class RowView:
    """One row. `group` is None when the ticket has no running clock any more."""

    ticket: Ticket
    group: Group | None
    clock: ClockWords | None
    category: str
    sure: str
    pieces: list[Piece]
    same_employer: int
    owner: tuple[str, str]
    person: str
    rung: str
    last: str
    last_at: datetime | None
    claimable: bool


def row_views(
    act: Act, entries: Sequence[tuple[Ticket, TicketClock | None]], bounds: Bounds
) -> list[RowView]:
    """The page's rows; everything that rows need is asked for once, not per row."""
    found = [ticket for ticket, _clock in entries]
    session = act.session
    owners = tickets.owner_names(session, [t.department_id for t in found])
    people = queue_rows.names(session, [t.accepted_by for t in found if t.accepted_by])
    rungs = queue_rows.next_rungs(session, [clock.id for _t, clock in entries if clock])
    events = queue_rows.last_events(session, {t.id: t.event_seq for t in found})
    keys = [(t.region_code, t.employer) for t in found if t.employer]
    since = act.now - _CLUSTER_SPAN
    same = queue_rows.same_employer(session, act.person, keys, since) if keys else {}
    return [
        RowView(
            ticket,
            group_of(ticket.status, clock.due_at, bounds) if clock else None,
            clock_words(act, ticket, clock) if clock else None,
            policy().taxonomy.get(ticket.category).name if ticket.category else "待分类",
            sure(ticket),
            summary(ticket.text, ticket.verdict),
            same.get((ticket.region_code, ticket.employer or ""), 0),
            owners[ticket.department_id],
            people.get(ticket.accepted_by or 0, ""),
            _rung(rungs.get(clock.id) if clock else None),
            _last(events.get(ticket.id)),
            events[ticket.id].at if ticket.id in events else None,
            ticket.status == Status.DISPATCHED,
        )
        for ticket, clock in entries
    ]


def sure(ticket: Ticket) -> str:
    """Whose word the category is: a person's, or the model's with its calibrated confidence."""
    if not ticket.category:
        return ""
    if "category" in ticket.set_by_person:
        return "人工"
    if not ticket.verdict:
        return ""
    share = f"{round(ticket.verdict['confidence'] * 100)}%"
    return f"存疑 {share}" if ticket.verdict.get("abstained") else share


def _rung(step: Step | None) -> str:
    if step is None:
        return ""
    label = views.STEP_LABELS.get(step.code, step.code)
    return f"{views.local_time(step.due_at, '%m-%d %H:%M')} {label}"


def _last(event: Event | None) -> str:
    return views.EVENT_LABELS.get(event.kind, event.kind) if event else ""
