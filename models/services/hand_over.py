"""移交: who of 110, 119, 120 or 12356 took an emergency over, when and under which number (domain.md 4.3)."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.errors import FieldError, InvalidInput, NotAllowed, NotFound
from models.domain.permissions import Permission, may
from models.queries import tickets
from models.services.act import Act
from models.services.notes import write_note
from models.services.trail import Happening, record
from models.tables.tickets import Ticket

LINES = {"110": "公安", "119": "消防", "120": "急救", "12356": "心理援助"}


@dataclass(frozen=True, slots=True)
class HandOver:
    """`taken_by` is who answered there, `reference` their number of the case; both may be added later."""

    line: str
    taken_by: str = ""
    reference: str = ""


def hand_over(act: Act, number: str, given: HandOver) -> Ticket:
    """Write it on the ticket with the time of now; the status does not change."""
    if not may(act.person, Permission.RECORD):
        raise NotAllowed("移交由接线员、派单员或督办记录。")
    if given.line not in LINES:
        fault = FieldError("line", "请选择 110、119、120 或 12356。")
        raise InvalidInput("移交记录不完整。", errors=(fault,))
    found = tickets.lock_visible(act.session, act.person, number)
    if found is None:
        raise NotFound(f"没有找到工单 {number}，或者您无权查看。请核对工单号。")
    ticket, _inside = found
    note = write_note(act, ticket, "hand_over", _words(given))
    codes = {"line": given.line, "note_id": note}
    record(act, ticket, Happening("handed_over", codes, ticket.status, ticket.status))
    act.session.flush()
    return ticket


def _words(given: HandOver) -> str:
    parts = [f"已移交 {given.line}（{LINES[given.line]}）"]
    if given.taken_by:
        parts.append(f"接警人：{given.taken_by}")
    if given.reference:
        parts.append(f"对方编号：{given.reference}")
    return "，".join(parts)
