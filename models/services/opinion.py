"""会商意见: what each department that takes part says to the question whose matter it is (domain.md 3.1, 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.domain.errors import FieldError, InvalidInput, MoveNotPossible, NotAllowed, NotFound
from models.queries import beside, tickets
from models.services.act import Act
from models.services.notes import write_note
from models.services.notices import tell_supervisors
from models.services.trail import Happening, record
from models.tables.beside import Consultation
from models.tables.tickets import Ticket

MAX_WORDS = 4000
KIND = "opinion_given"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one department said, or that it has not said anything yet."""

    unit: str
    department: str
    at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """The newest 会商 of a ticket, with a line for each who takes part and one more for each further word."""

    is_open: bool
    opened_at: datetime
    opinions: tuple[Opinion, ...]
    may_speak: bool


def give_opinion(act: Act, number: str, words: str) -> Ticket:
    """Write it down for all who take part, and tell the supervisor who decides; the status does not change."""
    found = tickets.lock_visible(act.session, act.person, number)
    if found is None:
        raise NotFound(f"没有找到工单 {number}，或者您无权查看。请核对工单号。")
    ticket, _inside = found
    dispute = beside.open_consultation(act.session, ticket.id)
    if dispute is None:
        raise MoveNotPossible(f"工单 {number} 不在会商中，可能已经指定承办。")
    if not _takes_part(act, dispute):
        raise NotAllowed("会商意见由参加会商的科室提出。")
    if not 0 < len(words.strip()) <= MAX_WORDS:
        fault = FieldError("words", f"请写明意见，最多 {MAX_WORDS} 字。")
        raise InvalidInput("会商意见不完整。", errors=(fault,))
    note = write_note(act, ticket, "opinion", words.strip())
    codes = {"department_id": act.person.department_id, "note_id": note}
    event = record(act, ticket, Happening(KIND, codes, ticket.status, ticket.status))
    act.session.flush()
    tell_supervisors(act, ticket, event)
    return ticket


def dispute_of(act: Act, ticket: Ticket) -> Dispute | None:
    """The newest 会商 with what was said in it; None if nobody ever disputed the owner."""
    dispute = beside.last_consultation(act.session, ticket.id)
    if dispute is None:
        return None
    return Dispute(
        is_open=dispute.ended_at is None,
        opened_at=dispute.opened_at,
        opinions=tuple(_opinions(act, ticket, dispute)),
        may_speak=dispute.ended_at is None and _takes_part(act, dispute),
    )


def _takes_part(act: Act, dispute: Consultation) -> bool:
    """The desk too: it has the ticket meanwhile, and writes down what 编办 or 司法 said."""
    return act.person.department_id in dispute.participants


def _opinions(act: Act, ticket: Ticket, dispute: Consultation) -> Sequence[Opinion]:
    names = tickets.owner_names(act.session, dispute.participants)
    words = {note.id: note.text for note in tickets.notes(act.session, ticket.id)}
    said = [
        event
        for event, _name, _role in tickets.history(act.session, ticket.id)
        if event.kind == KIND and event.at >= dispute.opened_at
    ]
    silent = set(names) - {event.codes["department_id"] for event in said}
    spoken = [
        Opinion(*names[event.codes["department_id"]], event.at, words[event.codes["note_id"]])
        for event in said
    ]
    return [*spoken, *(Opinion(*names[department]) for department in sorted(silent))]
