"""复发: the caller says that it has happened again. Inside 30 days the ended ticket comes back; after them, and for what was
refused or archived, a new ticket is made and linked, and each of the two shows the other's history."""

from __future__ import annotations

from models.domain import phones
from models.domain.errors import FieldError, InvalidInput, NotAllowed
from models.domain.ticket import OPEN
from models.domain.words import Move, Status
from models.queries import callers, tickets
from models.services.act import Act
from models.services.move import take
from models.services.reopen import bring_back
from models.services.trail import Happening, record
from models.tables.tickets import Ticket


def relapse(act: Act, number: str, phone: str, words: str) -> Ticket:
    """Bring an ended ticket back on the word of its own caller, known by the number that calls.

    Raises NotAllowed for any other number: on new facts from elsewhere a supervisor decides.
    """
    ticket = take(act, number, Move.RELAPSE)
    if not _called(act, ticket, phone):
        raise NotAllowed(
            f"这个号码没有来电反映过工单 {number}，不能按复发重办。请登记新工单，或由督办重新办理。"
        )
    return bring_back(act, ticket, Move.RELAPSE, words)


def link(act: Act, number: str, earlier: str, phone: str) -> None:
    """Write on both tickets that `number` is `earlier` once more. Raises InvalidInput for what is not this caller's
    or still open: an open one is chased instead."""
    fault = FieldError("linked", "只能关联此号码已经办结的工单，请重新选择。")
    for each in sorted((number, earlier)):
        tickets.lock_visible(act.session, act.person, each)
    new, old = (tickets.visible_ticket(act.session, act.person, one) for one in (number, earlier))
    if new is None or old is None or Status(old.status) in OPEN or not _called(act, old, phone):
        raise InvalidInput("关联的原工单不对。", errors=(fault,))
    record(act, new, Happening("relapse_of", {"from_id": old.id}, new.status, new.status))
    record(act, old, Happening("relapsed", {"into_id": new.id}, old.status, old.status))


def _called(act: Act, ticket: Ticket, phone: str) -> bool:
    digits = phones.normalise(phone)
    if not digits:
        return False
    index = act.keys.blind_index(digits, purpose="phone")
    return callers.called_from(act.session, ticket.id, index)
