"""A batch of read tickets goes on as each would by itself, computed in memory and written with one statement a table.

The rules are those of the verbs (label, route, following, plan_clock, chain); a test compares every row with what the
verbs write one by one (tests/services/test_together.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from models.domain.chain import Link
from models.domain.clock_follow import following
from models.domain.ticket import after
from models.domain.verdict import Verdict
from models.domain.words import ClockKind, Move, Queue, Status, Urgency
from models.queries import settling
from models.queries.settling import Clock, Sealed
from models.services import decisions
from models.services.act import Act
from models.services.clocks import plan_clock
from models.services.dispatch import planned_route, sent_codes
from models.services.move import kind_of, own
from models.services.notices import Letter, tell_many
from models.services.places import Near
from models.services.reading import is_sure, label, triaged_codes, verdict_as_json
from models.services.recipients import Known
from models.services.replan import FOLLOW_NO_URGENCY
from models.services.tally import count_many
from models.services.trail import Happening, linked
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class _Told:
    """Departments that hear of a dispatch."""

    ticket: Ticket
    link: Link
    departments: tuple[int, ...]


class Together:
    """Collects locked tickets with their verdicts, then writes them all."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._read: list[tuple[Ticket, Verdict]] = []
        self._clocks: dict[int, list[Clock]] = {}
        self._events: list[tuple[Ticket, Sealed]] = []
        self._owners: list[tuple[int, int]] = []
        self._parts: dict[tuple[int, int], str] = {}
        self._told: list[_Told] = []

    def add(self, ticket: Ticket, verdict: Verdict) -> None:
        """Take a ticket that is plain (models.services.reading)."""
        self._read.append((ticket, verdict))

    def write(self) -> None:
        """Send them on."""
        if not self._read:
            return
        found = [ticket for ticket, _ in self._read]
        self._load_clocks(found)
        near = Near(self._act, [(t.region_code, t.receiving_unit_id) for t in found])
        for ticket, verdict in self._read:
            # From here on a plain value: the session must not write it as well.
            self._act.session.expunge(ticket)
            self._go_on(ticket, verdict, near)
        self._write(found)

    def _load_clocks(self, found: list[Ticket]) -> None:
        self._clocks = {ticket.id: [] for ticket in found}
        for row in settling.running(self._act.session, list(self._clocks)):
            clock = Clock(row.ticket_id, row.kind, row.started_at, id=row.id)
            self._clocks[row.ticket_id].append(clock)

    def _go_on(self, ticket: Ticket, verdict: Verdict, near: Near) -> None:
        ticket.triage_due_at = None
        ticket.verdict = verdict_as_json(verdict)
        if label(self._act, ticket, verdict):
            self._replan(ticket)
        decisions.keep_operator_s(self._act, ticket)
        said = triaged_codes(verdict)
        self._happen(ticket, Happening("triaged", said, ticket.status, ticket.status))
        if ticket.urgency == Urgency.P1:
            return  # dispatched at intake; the verdict only informs
        if is_sure(ticket, verdict):
            self._dispatch(ticket, near)
        else:
            self._make(ticket, Move.REVIEW, {"why": "unsure"})

    def _replan(self, ticket: Ticket) -> None:
        for clock in self._running(ticket):
            kind = ClockKind(clock.kind)
            if kind not in FOLLOW_NO_URGENCY:
                clock.stopped = "replanned"
                self._start(ticket, kind, clock)

    def _dispatch(self, ticket: Ticket, near: Near) -> None:
        route = planned_route(self._act, ticket)
        ticket.co_handlers = [str(queue) for queue in route.co_handlers]
        place = near.unit(ticket.region_code, ticket.receiving_unit_id)
        department = near.responsible(place, route.queue, route.lowest_level)
        helpers = [near.responsible(place, Queue(queue)).id for queue in ticket.co_handlers]
        before = ticket.department_id
        own(ticket, department)
        parts = {} if before == department.id else {before: "former"}
        parts |= {helper: "co_handler" for helper in helpers if helper != department.id}
        self._parts |= {(ticket.id, each): part for each, part in parts.items()}
        self._owners.append((ticket.id, department.id))
        ticket.dispatches += 1
        ticket.dispatched_at = self._act.now
        codes = sent_codes(ticket, department)
        link = self._make(ticket, Move.DISPATCH, codes, again=(ClockKind.ACCEPT,))
        self._told.append(_Told(ticket, link, (department.id, *helpers)))

    def _make(
        self,
        ticket: Ticket,
        move: Move,
        codes: Mapping[str, Any],
        again: Collection[ClockKind] = (),
    ) -> Link:
        before = Status(ticket.status)
        ticket.status = after(before, move)
        link = self._happen(ticket, Happening(kind_of(move), codes, before, Status(ticket.status)))
        runs = {ClockKind(clock.kind): clock for clock in self._running(ticket)}
        plan = following(Status(ticket.status), runs.keys(), again)
        for kind, reason in plan.stop.items():
            runs[kind].stopped = reason
        for kind in plan.start:
            self._start(ticket, kind)
        return link

    def _happen(self, ticket: Ticket, happening: Happening) -> Link:
        link, previous = linked(self._act, ticket, happening)
        self._events.append((ticket, Sealed(link, previous, ticket.event_hash)))
        return link

    def _running(self, ticket: Ticket) -> list[Clock]:
        return [clock for clock in self._clocks[ticket.id] if clock.stopped is None]

    def _start(self, ticket: Ticket, kind: ClockKind, instead: Clock | None = None) -> None:
        plan = plan_clock(self._act, kind, ticket, instead.started_at if instead else None)
        self._clocks[ticket.id].append(
            Clock(
                ticket.id,
                str(kind),
                plan.started_at,
                due_at=plan.due_at,
                estimated=plan.estimated,
                plan=plan.plan,
            )
        )

    def _write(self, found: list[Ticket]) -> None:
        session, now = self._act.session, self._act.now
        session.flush()  # what operators decided
        settling.write_tickets(session, found)
        ids = settling.add_events(session, [event for _, event in self._events])
        count_many(self._act, [(ticket, event.link) for ticket, event in self._events])
        clocks = [clock for some in self._clocks.values() for clock in some]
        settling.stop_clocks(session, [c for c in clocks if c.id is not None and c.stopped], now)
        new = [clock for clock in clocks if clock.id is None]
        settling.add_clocks(session, new, self._act.policy.version, now)
        settling.write_parties(session, self._owners, self._parts, now)
        self._tell(ids)

    def _tell(self, ids: Mapping[tuple[int, int], int]) -> None:
        if not self._told:
            return
        known = Known(self._act)
        known.prepare_departments([(t.ticket, each) for t in self._told for each in t.departments])
        tell_many(
            self._act,
            [
                Letter(
                    ticket_id=told.ticket.id,
                    unit_id=told.ticket.unit_id,
                    urgency=told.ticket.urgency,
                    kind=told.link.kind,
                    event_id=ids[(told.ticket.id, told.link.seq)],
                    people={
                        person
                        for each in told.departments
                        for person in known.in_department(told.ticket, each)
                    },
                )
                for told in self._told
            ],
        )
