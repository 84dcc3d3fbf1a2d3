"""Gives tickets of somebody who leaves to another person or department. No judgement of the verdict: nobody looked at it."""

from __future__ import annotations

from collections.abc import Iterable

from models.domain.errors import Conflict
from models.domain.ticket import BEYOND_THE_DESK, WITH_A_DEPARTMENT, after
from models.domain.words import ClockKind, Move, Status
from models.queries import beside as beside_rows
from models.services import beside, clocks
from models.services.act import Act
from models.services.move import hand_to, keep_sight
from models.services.notes import write_note
from models.services.notices import tell, tell_department
from models.services.trail import Happening, record
from models.tables.beside import Assist
from models.tables.people import Department, User
from models.tables.tickets import Ticket


def to_person(act: Act, tickets: Iterable[Ticket], follower: User) -> None:
    """Another person stands as the one who signed; status and clocks go on as they were."""
    for ticket in tickets:
        codes = {"from_user_id": ticket.accepted_by, "to_user_id": follower.id}
        ticket.accepted_by = follower.id
        status = str(ticket.status)
        event = record(act, ticket, Happening("handed_on", codes, status, status))
        tell(act, ticket, event, [follower.id])


def to_department(
    act: Act,
    tickets: Iterable[Ticket],
    owed: Iterable[tuple[Assist, Ticket]],
    department: Department,
    reason: str,
) -> None:
    """Another department owns the tickets and owes the answers; it signs for them anew, with a new accept clock."""
    for ticket in tickets:
        _own(act, ticket, department, write_note(act, ticket, "transfer", reason))
    for task, ticket in owed:
        if beside_rows.open_assist_of(act.session, ticket.id, department.id) is not None:
            raise Conflict(
                f"工单 {ticket.number} 已向接手科室发起过会办，不能再移交一项。请选择其他科室。"
            )
        task.department_id = department.id
        keep_sight(act, ticket, department.id, "co_handler")
        codes = {"department_id": department.id, "assist_id": task.id}
        status = str(ticket.status)
        event = record(act, ticket, Happening("handed_on", codes, status, status))
        tell_department(act, ticket, event, department.id)


def _own(act: Act, ticket: Ticket, department: Department, note_id: int | None) -> None:
    before = Status(ticket.status)
    codes = {
        "from_user_id": ticket.accepted_by,
        "department_id": department.id,
        "note_id": note_id,
    }
    hand_to(act, ticket, department)
    restart: tuple[ClockKind, ...] = ()
    if before in WITH_A_DEPARTMENT:
        ticket.status = after(before, Move.TRANSFER)
        restart = (ClockKind.ACCEPT,)
    event = record(act, ticket, Happening("handed_on", codes, before, str(ticket.status)))
    clocks.follow_status(act, ticket, restart=restart)
    if before in BEYOND_THE_DESK:
        beside.follow_status(act, ticket)
    tell_department(act, ticket, event, department.id)
