"""The frame of every move: lock the ticket if this person sees it, ask the tables, change, write down, set clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.domain.errors import MoveNotPossible, NotFound
from models.domain.permissions import Place, require_move
from models.domain.ticket import BEYOND_THE_DESK, MOVES, STATUS_LABELS, after
from models.domain.words import ClockKind, Move, Queue, Role, Status
from models.queries import beside as beside_rows
from models.queries import tickets
from models.services import beside, clocks, decisions
from models.services.act import Act
from models.services.trail import Happening, record
from models.tables.people import Department
from models.tables.tickets import Party, Ticket
from models.tables.trail import Event


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a move writes beside the status: codes for the event, and clocks that begin anew."""

    codes: Mapping[str, Any] = field(default_factory=dict)
    restart: Iterable[ClockKind] = ()


def take(act: Act, number: str, move: Move) -> Ticket:
    """The ticket, locked, if this person sees it and may make this move now.

    Raises NotFound (not there, or not to be seen), NotAllowed, or MoveNotPossible; the latter says who
    was faster, so that the loser of a race knows (peers.md 2 item 25).
    """
    found = tickets.lock_visible(act.session, act.person, number)
    if found is None:
        raise NotFound(f"没有找到工单 {number}，或者您无权查看。请核对工单号。")
    ticket, inside = found
    require_move(act.person, move, place_for(act, ticket, move, in_subtree=inside))
    if Status(ticket.status) not in MOVES[move].sources:
        raise MoveNotPossible(_too_late(act, ticket, move))
    return ticket


def place_for(act: Act, ticket: Ticket, move: Move, *, in_subtree: bool) -> Place:
    """The facts that decide whether this person may make this move here."""
    asked = (
        move is Move.ANSWER_ASSIST
        and act.person.department_id is not None
        and beside_rows.open_assist_of(act.session, ticket.id, act.person.department_id) is not None
    )
    return Place(ticket.department_id, ticket.logged_by, in_subtree, asked)


def make(act: Act, ticket: Ticket, move: Move, outcome: Outcome = Outcome()) -> Event:
    """Change the status by the table, write the event, let the clocks follow."""
    before = Status(ticket.status)
    ticket.status = after(before, move)
    event = record(
        act,
        ticket,
        Happening(kind_of(move), outcome.codes, before, Status(ticket.status)),
    )
    clocks.follow_status(act, ticket, restart=outcome.restart)
    if before in BEYOND_THE_DESK:
        beside.follow_status(act, ticket)
    decisions.keep(act, ticket, move, outcome.codes.get("note_id"))
    return event


def hand_to(act: Act, ticket: Ticket, department: Department) -> None:
    """Make `department` the owner. The one before keeps sight of the ticket (peers.md 2 item 27)."""
    before = ticket.department_id
    own(ticket, department)
    if before != department.id:
        keep_sight(act, ticket, before, "former")
    tickets.drop_party(act.session, ticket.id, department.id)


def own(ticket: Ticket, department: Department) -> None:
    """The ticket is this department's; nobody there has signed for it yet."""
    ticket.department_id = department.id
    ticket.unit_id = department.unit_id
    ticket.queue = Queue(department.queue)
    ticket.accepted_by = None
    ticket.accepted_at = None


def keep_sight(act: Act, ticket: Ticket, department_id: int, part: str) -> None:
    """Remember a department that has or had a part; a co-handler stays one."""
    known = act.session.get(Party, (ticket.id, department_id))
    if known is None:
        act.session.add(
            Party(ticket_id=ticket.id, department_id=department_id, part=part, since=act.now)
        )
    elif part == "co_handler":
        known.part = part


def kind_of(move: Move) -> str:
    """What the event of a move is called."""
    return _KINDS.get(move, move.value)


# The history speaks in past tense, as the API promises ("escalated"); moves are imperatives.
_KINDS: Mapping[Move, str] = {
    Move.ANSWER: "answered",
    Move.REJECT: "rejected",
    Move.REVIEW: "sent_to_review",
    Move.DISPATCH: "dispatched",
    Move.ACCEPT: "accepted",
    Move.RETURN: "return_requested",
    Move.DECIDE_RETURN: "return_decided",
    Move.CONSULT: "consultation_opened",
    Move.DESIGNATE: "designated",
    Move.TRANSFER: "transferred",
    Move.ASSIST: "assist_asked",
    Move.ANSWER_ASSIST: "assist_answered",
    Move.CONTACT: "contacted",
    Move.REQUEST_EXTENSION: "extension_requested",
    Move.DECIDE_EXTENSION: "extension_decided",
    Move.SUSPEND: "suspended",
    Move.RESUME: "resumed",
    Move.REPLY: "replied",
    Move.CALL_BACK: "called_back",
    Move.QUALITY_CHECK: "quality_checked",
    Move.REWORK: "rework_ordered",
    Move.CLOSE: "closed",
    Move.REOPEN: "reopened",
    Move.RELAPSE: "reopened",  # the same thing for every figure; its codes say that the caller asked
    Move.MERGE: "merged",
    Move.ARCHIVE: "archived",
    Move.RAISE: "raised",
    Move.LOWER: "lowered",
    Move.CONFIRM: "confirmed",
    Move.CHASE: "chased",
    Move.SUPERVISE: "supervised",
    Move.REPORT: "reported",
    Move.STAND_DOWN: "stood_down",
    Move.MARK: "marked",
}


def _too_late(act: Act, ticket: Ticket, move: Move) -> str:
    wanted = MOVES[move].label
    status = STATUS_LABELS[Status(ticket.status)]
    last = tickets.last_mover(act.session, ticket.id)
    if last is None or act.person.role is Role.SYSTEM:
        return f"工单 {ticket.number} 当前为“{status}”，不能“{wanted}”。"
    return (
        f"工单 {ticket.number} 当前为“{status}”（{last}刚刚操作过），不能“{wanted}”。请刷新后再看。"
    )
