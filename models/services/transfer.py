"""改派: the dispatch desk or the supervisor gives a ticket to another department; history and sight stay."""

from __future__ import annotations

from models.domain.errors import InvalidInput
from models.domain.words import Move
from models.services.act import Act
from models.services.dispatch import DispatchOrder, ordered_department, send, set_by_person
from models.services.move import take
from models.services.notes import write_note
from models.tables.tickets import Ticket


def transfer(act: Act, number: str, order: DispatchOrder) -> Ticket:
    """Send the ticket elsewhere; a changed category without a named department routes anew."""
    ticket = take(act, number, Move.TRANSFER)
    set_by_person(ticket, order)
    department = ordered_department(act, ticket, order)
    if department.id == ticket.department_id:
        raise InvalidInput("工单已经在这个部门，请选择其他承办部门。")
    note = write_note(act, ticket, "transfer", order.reason)
    send(act, ticket, Move.TRANSFER, department, note)
    return ticket
