"""Likely duplicates of what is being typed: same caller or same employer, and the same story, in the last 90 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from models.domain import phones
from models.domain.alike import LIKELY, likeness, pairs_of
from models.domain.employers import spellings_of
from models.domain.errors import FieldError, InvalidInput
from models.domain.ticket import MOVES, OPEN
from models.domain.words import Move, Status, Urgency
from models.queries import similar, tickets
from models.services.act import Act
from models.services.merge import merge
from models.services.trail import Happening, record
from models.tables.tickets import Ticket

SPAN = timedelta(days=90)
_LOOKED_AT = 20  # newest of the caller and newest of the employer
_SHOWN = 4
_SHORTEST_PHONE = 7


@dataclass(frozen=True, slots=True)
class Likely:
    """An earlier ticket that may be the same matter. `likeness` 0 to 1; `same_caller` else the same employer."""

    ticket: Ticket
    likeness: float
    same_caller: bool
    is_open: bool


def likely_duplicates(act: Act, text: str, phone: str, employer: str) -> list[Likely]:
    """The most alike first. Two short questions to indices whatever the table's size; the texts are compared here.

    No trace of its own: whoever types a number has just been shown its tickets by the caller's strip, with a trace.
    """
    told = pairs_of(text)
    if not told:
        return []
    found = {one.id: (one, False) for one in _of_employer(act, employer)}
    found |= {one.id: (one, True) for one in _of_caller(act, phone)}
    alike = [
        Likely(ticket, likeness(told, pairs_of(ticket.text)), same, Status(ticket.status) in OPEN)
        for ticket, same in found.values()
    ]
    likely = [one for one in alike if one.likeness >= LIKELY]
    return sorted(likely, key=lambda one: (-one.likeness, -one.ticket.id))[:_SHOWN]


def join(act: Act, number: str, into: str) -> bool:
    """The operator says that `number`, just kept, is `into` once more: merged by those who may merge, and else
    written on it for the dispatcher. An emergency is never merged on a guess. True when it was merged.

    Raises InvalidInput when `into` is not there for this person.
    """
    ticket = tickets.visible_ticket(act.session, act.person, number)
    other = tickets.visible_ticket(act.session, act.person, into)
    if ticket is None or other is None or ticket.id == other.id:
        fault = FieldError("linked", f"没有找到工单 {into}，或者您无权查看。请重新选择。")
        raise InvalidInput("选择的工单不对。", errors=(fault,))
    may_merge = act.person.role in MOVES[Move.MERGE].roles
    if may_merge and ticket.urgency != Urgency.P1 and Status(other.status) in OPEN:
        merge(act, number, into)
        return True
    locked = tickets.lock_visible(act.session, act.person, number)
    assert locked is not None
    suspicion = Happening("duplicate_suspected", {"into_id": other.id}, *(ticket.status,) * 2)
    record(act, locked[0], suspicion)
    return False


def _of_caller(act: Act, phone: str) -> list[Ticket]:
    digits = phones.normalise(phone)
    if len(digits) < _SHORTEST_PHONE or not phones.is_plausible(phone):
        return []
    index = act.keys.blind_index(digits, purpose="phone")
    since = act.now - SPAN
    return list(similar.recent_of_phone(act.session, act.person, index, since, _LOOKED_AT))


def _of_employer(act: Act, employer: str) -> list[Ticket]:
    beginnings = spellings_of(employer)
    if not beginnings:
        return []
    since = act.now - SPAN
    return list(similar.recent_of_employer(act.session, act.person, beginnings, since, _LOOKED_AT))
