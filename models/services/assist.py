"""会办: the main unit asks others, each answers by its own clock, the main unit answers the caller (domain.md 3.5)."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.errors import FieldError, InvalidInput, NotFound
from models.domain.words import Move, Queue, Urgency
from models.queries import beside, directory
from models.services import co_clocks, places
from models.services.act import Act
from models.services.dispatch import place_of
from models.services.move import Outcome, keep_sight, make, take
from models.services.notes import write_note
from models.services.notices import tell_department
from models.tables.beside import Assist
from models.tables.people import Department
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and whom: a queue at the place of the ticket, or of a named unit."""

    question: str
    queue: Queue
    unit_code: str | None = None


def assist(act: Act, number: str, asked: Question) -> Ticket:
    """Open a child task with its own, shorter clock; the department sees the ticket from now on."""
    ticket = take(act, number, Move.ASSIST)
    department = _department(act, ticket, asked)
    _check(act, ticket, department)
    keep_sight(act, ticket, department.id, "co_handler")
    note = write_note(act, ticket, "assist_question", asked.question)
    assert note is not None, "a question has words"
    task = Assist(
        ticket_id=ticket.id,
        department_id=department.id,
        asked_by=act.person.user_id,
        asked_at=act.now,
        question_id=note,
    )
    act.session.add(task)
    act.session.flush()
    clock = co_clocks.start(act, ticket, task)
    codes = {
        "department_id": department.id,
        "assist_id": task.id,
        "due": clock.due_at.isoformat(),
        "note_id": note,
    }
    event = make(act, ticket, Move.ASSIST, Outcome(codes))
    act.session.flush()
    tell_department(act, ticket, event, department.id)
    return ticket


def answer_assist(act: Act, number: str, words: str) -> Ticket:
    """The co-unit's answer to the main unit; its clock stops, the caller is not told by it."""
    ticket = take(act, number, Move.ANSWER_ASSIST)
    task = beside.open_assist_of(act.session, ticket.id, act.person.department_id)
    assert task is not None, "take() has seen it under the ticket's lock"
    note = write_note(act, ticket, "assist_answer", words)
    task.ended, task.ended_at = "answered", act.now
    task.answered_by = act.person.user_id
    task.answer_id = note
    co_clocks.stop(act, task, "done")
    codes = {"department_id": task.department_id, "assist_id": task.id, "note_id": note}
    event = make(act, ticket, Move.ANSWER_ASSIST, Outcome(codes))
    act.session.flush()
    tell_department(act, ticket, event, ticket.department_id)
    return ticket


def _department(act: Act, ticket: Ticket, asked: Question) -> Department:
    if asked.unit_code is None:
        return places.responsible(act, place_of(act, ticket), asked.queue)
    unit = directory.unit_by_code(act.session, asked.unit_code)
    found = directory.department_at(act.session, unit.id, asked.queue) if unit else None
    if unit is None or found is None or not unit.active:
        raise NotFound(f"没有找到单位 {asked.unit_code} 的这个部门，请从列表中选择会办单位。")
    return found


def _check(act: Act, ticket: Ticket, department: Department) -> None:
    fault = None
    if department.queue == Queue.DISPATCH_DESK:
        fault = FieldError("queue", "派单审核台不承办会办事项，请选择其他部门。")
    elif department.id == ticket.department_id:
        fault = FieldError("queue", "不能向本科室发起会办，请选择其他部门。")
    elif department.queue == Queue.EMERGENCY and ticket.urgency not in (Urgency.P1, Urgency.P2):
        fault = FieldError("queue", "应急部门只会办特急和紧急工单，请先提级。")
    elif ticket.confidential:
        # A co-unit would see a caller who was promised that only the owner does (domain.md 8).
        fault = FieldError("queue", "保密件不能会办，请由督办协调。")
    elif beside.open_assist_of(act.session, ticket.id, department.id) is not None:
        fault = FieldError("queue", "该部门还有一项会办没有答复，请等它答复后再问。")
    if fault is not None:
        raise InvalidInput("不能发起会办。", errors=(fault,))
