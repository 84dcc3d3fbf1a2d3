"""What a call is that needs no new ticket: two keys for a silent one, one key for 催办; all are kept and counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from models.domain import phones
from models.domain.employers import core_of
from models.domain.errors import FieldError, InvalidInput, NotFound
from models.domain.ticket import OPEN, REOPEN_DAYS
from models.domain.words import CallKind, Move, Status
from models.domain.worktime import SHANGHAI
from models.queries import callers, desk_calls, tickets
from models.services.act import Act
from models.services.chase import chase
from models.services.drafts import drop_draft, is_key
from models.services.move import take
from models.services.relapse import relapse
from models.services.trail import record_view
from models.tables.tickets import Ticket

CLUSTER_DAYS = 7
MOST_ALIKE = 100
SHORT = (CallKind.SILENT, CallKind.WRONG, CallKind.HARASSING, CallKind.TEST)


@dataclass(frozen=True, slots=True)
class Said:
    """What the form says about a call that makes no ticket. `key` is its submission key."""

    key: str
    phone: str = ""
    words: str | None = None


@dataclass(frozen=True, slots=True)
class KnownCaller:
    """Earlier calls of one number inside the person's sight, newest first."""

    open: tuple[Ticket, ...]
    ended: tuple[Ticket, ...]  # inside the days in which a supervisor may reopen them
    older: tuple[Ticket, ...]  # a new ticket may be linked to one of these
    harassing: int


def keep_short(act: Act, kind: CallKind, said: Said) -> bool:
    """Keep a silent, wrong, harassing or test call; False when this form was already sent."""
    if kind not in SHORT:
        raise InvalidInput("请选择无声、误拨、骚扰或测试。")
    return _keep(act, kind, said, None)


def keep_chase(act: Act, number: str, said: Said) -> Ticket | None:
    """催办 on a ticket that exists, with what the caller said; None when this form was already sent."""
    ticket = take(act, number, Move.CHASE)
    # The row first: of two presses at once the second waits for the first, and then counts nothing.
    if not _keep(act, CallKind.CHASE, said, ticket.id):
        return None
    ticket = chase(act, number, said.words)
    drop_draft(act, said.key)
    return ticket


def keep_relapse(act: Act, number: str, said: Said) -> Ticket | None:
    """复发 of a ticket that ended lately: it comes back; None when this form was already sent."""
    if not said.words:
        fault = FieldError("text", "请写明这次又发生了什么，承办科室要看。")
        raise InvalidInput("还没有写诉求。", errors=(fault,))
    found = tickets.visible_ticket(act.session, act.person, number)
    if found is None:
        raise NotFound(f"没有找到工单 {number}，或者您无权查看。请核对工单号。")
    if not _keep(act, CallKind.RELAPSE, said, found.id):
        return None
    ticket = relapse(act, number, said.phone, said.words)
    drop_draft(act, said.key)
    return ticket


def known_caller(act: Act, phone: str) -> KnownCaller | None:
    """What this number called about before; None for something that is no whole number. Leaves a trace."""
    if not phones.is_plausible(phone) or len(phones.normalise(phone)) < _SHORTEST:
        return None
    index = act.keys.blind_index(phones.normalise(phone), purpose="phone")
    found = callers.tickets_by_index(act.session, act.person, phone=index)
    record_view(act, None, "caller_history")
    since = act.now - timedelta(days=REOPEN_DAYS)
    still_open = tuple(one for one in found if Status(one.status) in OPEN)
    ended = tuple(
        one
        for one in found
        if Status(one.status) in (Status.CLOSED, Status.ANSWERED)
        and (one.closed_at or one.received_at) >= since
    )
    return KnownCaller(
        open=still_open,
        ended=ended,
        older=tuple(one for one in found if one not in still_open and one not in ended),
        harassing=desk_calls.harassing(act.session, index),
    )


def cluster(act: Act, employer: str, place: str = "", category: str = "") -> list[Ticket]:
    """Tickets about the same employer in the last days: same city and same parent category where both are known."""
    core = core_of(employer)
    if not core:
        return []
    since = (act.now - timedelta(days=CLUSTER_DAYS)).astimezone(SHANGHAI)
    found = desk_calls.alike(act.session, act.person, f"{since:%Y%m%d}", core, MOST_ALIKE)
    return [
        one
        for one in found
        if _agree(one.region_code, place, _CITY) and _agree(one.category, category, _PARENT)
    ]


_SHORTEST = 7  # digits of a whole number without area code
_CITY, _PARENT = 4, 2  # leading characters that must agree


def _agree(known: str | None, asked: str, length: int) -> bool:
    return not known or not asked or known[:length] == asked[:length]


def _keep(act: Act, kind: CallKind, said: Said, ticket_id: int | None) -> bool:
    if not is_key(said.key):
        raise InvalidInput("登记页面已失效，请重新打开后再试。")
    digits = phones.normalise(said.phone) if said.phone else None
    return desk_calls.keep(
        act.session,
        {
            "kind": str(kind),
            "unit_id": act.person.unit_id,
            "user_id": _caller_of(act),
            "key": said.key,
            "ticket_id": ticket_id,
            "phone_index": act.keys.blind_index(digits, purpose="phone") if digits else None,
            "at": act.now,
        },
    )


def _caller_of(act: Act) -> int:
    assert act.person.user_id is not None, "only people take calls"
    return act.person.user_id
