"""续报: while a danger lasts its unit reports every few hours; the supervisor says when it is over (domain.md 4.3)."""

from __future__ import annotations

from datetime import timedelta

from models.domain.errors import InvalidInput
from models.domain.words import ClockKind, Move, Urgency
from models.queries import beside, due
from models.services import clocks, shift
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.notices import tell_department, tell_supervisors
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket

_OVER = "stood_down"


def expect(act: Act, ticket: Ticket) -> None:
    """The unit has taken an emergency: from now on it reports, unless the danger was declared over before."""
    if ticket.urgency == Urgency.P1 and _last_end(act, ticket) != _OVER:
        _start(act, ticket)


def report(act: Act, number: str, words: str, *, again: bool = False) -> Ticket:
    """One report; the next is due a whole limit later. `again`: the danger is back, reports are owed again."""
    ticket = take(act, number, Move.REPORT)
    waiting = clocks.running(act, ticket, ClockKind.FOLLOW_UP)
    if waiting is None and ticket.urgency != Urgency.P1:
        raise InvalidInput(f"工单 {number} 不是特急，不需要续报。进展请在答复或联系记录中填写。")
    if waiting is not None:
        clocks.stop(act, waiting, "reported")
        act.session.flush()
    if waiting is not None or again or _last_end(act, ticket) is None:
        _start(act, ticket)
    first = _first_feedback(act, ticket)
    note = write_note(act, ticket, "report", words)
    codes = {"first": first, "again": again, "note_id": note}
    event = make(act, ticket, Move.REPORT, Outcome(codes))
    act.session.flush()
    tell_supervisors(act, ticket, event)
    return ticket


def stand_down(act: Act, number: str, reason: str) -> Ticket:
    """The danger is over: no more reports are owed. The ticket stays what it is until it is answered or lowered."""
    ticket = take(act, number, Move.STAND_DOWN)
    if not clocks.stop_kind(act, ticket, ClockKind.FOLLOW_UP, _OVER):
        raise InvalidInput(f"工单 {number} 没有进行中的续报，不需要解除险情。")
    note = write_note(act, ticket, "stand_down", reason)
    event = make(act, ticket, Move.STAND_DOWN, Outcome({"note_id": note}))
    act.session.flush()
    tell_department(act, ticket, event, ticket.department_id)
    return ticket


def _start(act: Act, ticket: Ticket) -> None:
    if clocks.running(act, ticket, ClockKind.FOLLOW_UP) is None:
        clocks.start(act, ticket, clocks.plan_clock(act, ClockKind.FOLLOW_UP, ticket))


def _first_feedback(act: Act, ticket: Ticket) -> bool:
    """Whether this is the feedback that the finish clock waits for; then that one waits for the report file."""
    finish = clocks.running(act, ticket, ClockKind.FINISH)
    if finish is None or ticket.urgency != Urgency.P1 or _has_reported(act, finish):
        return False
    hours = act.policy.allowances.report_file_hours
    shift.move_end(act, ticket, finish, finish.started_at + timedelta(hours=hours), "reported")
    return True


def _has_reported(act: Act, finish: TicketClock) -> bool:
    return beside.has_note(act.session, finish.ticket_id, "report", finish.started_at)


def _last_end(act: Act, ticket: Ticket) -> str | None:
    """Why the last clock of this kind stopped; None if there was none, or if one runs."""
    ends = [
        clock.stop_reason
        for clock in due.clocks_of(act.session, ticket.id)
        if clock.kind == ClockKind.FOLLOW_UP
    ]
    return ends[-1] if ends else None
