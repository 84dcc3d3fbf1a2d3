"""会商: nobody or several should own it; who takes part is written down, and so is how it ends (domain.md 3.1, 3.5)."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.errors import NotFound
from models.domain.words import Move, Queue
from models.queries import directory, tickets
from models.services import places
from models.services.act import Act
from models.services.dispatch import place_of
from models.services.move import Outcome, keep_sight, make, take
from models.services.notes import write_note
from models.services.notices import tell_department, tell_supervisors
from models.tables.beside import Consultation
from models.tables.people import Department
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Invitation:
    """Why, and who else takes part beside those who have had the ticket; the unit by its code or by the place."""

    reason: str
    queue: Queue | None = None
    unit_code: str | None = None


def consult(act: Act, number: str, invitation: Invitation) -> Ticket:
    """The dispatch desk sees that the owner is disputed and does not wait for the third return."""
    ticket = take(act, number, Move.CONSULT)
    invited = _invited(act, ticket, invitation)
    if invited is not None:
        keep_sight(act, ticket, invited.id, "co_handler")
    note = write_note(act, ticket, "consultation", invitation.reason)
    open_consultation(act, ticket, note, invited)
    return ticket


def open_consultation(
    act: Act, ticket: Ticket, note: int | None = None, invited: Department | None = None
) -> None:
    """Write down who takes part, tell them and the supervisors; the supervisor ends it by 指定承办."""
    taking_part = {ticket.department_id, *tickets.former_owners(act.session, ticket.id)}
    taking_part |= {invited.id} if invited is not None else set()
    act.session.add(
        Consultation(
            ticket_id=ticket.id,
            opened_by=act.person.user_id,
            opened_at=act.now,
            participants=sorted(taking_part),
        )
    )
    codes = {
        "dispatches": ticket.dispatches,
        "participants": sorted(taking_part),
        "note_id": note,
    }
    event = make(act, ticket, Move.CONSULT, Outcome(codes))
    act.session.flush()
    tell_supervisors(act, ticket, event)
    for department_id in sorted(taking_part):
        tell_department(act, ticket, event, department_id)


def _invited(act: Act, ticket: Ticket, invitation: Invitation) -> Department | None:
    if invitation.queue is None:
        return None
    if invitation.unit_code is None:
        return places.responsible(act, place_of(act, ticket), invitation.queue)
    unit = directory.unit_by_code(act.session, invitation.unit_code)
    found = directory.department_at(act.session, unit.id, invitation.queue) if unit else None
    if found is None:
        raise NotFound(f"没有找到单位 {invitation.unit_code} 的这个部门，请从列表中选择。")
    return found
