"""并单: the same matter twice becomes one ticket; every caller is kept, the merged one's clocks stop at once."""

from __future__ import annotations

from models.domain.errors import InvalidInput, NotFound
from models.domain.ticket import OPEN
from models.domain.words import Move, Status
from models.queries import callers, tickets
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.services.trail import Happening, record
from models.tables.tickets import Ticket


def merge(act: Act, number: str, into: str, reason: str | None = None) -> Ticket:
    """Merge `number` into `into`, which must be open and no child itself. Returns the merged ticket.

    Both rows are locked in order of their numbers, so that two opposite merges cannot wait for each other.
    """
    if number == into:
        raise InvalidInput("不能把工单并入它自己，请填写另一张工单号。")
    for each in sorted((number, into)):
        tickets.lock_visible(act.session, act.person, each)
    ticket = take(act, number, Move.MERGE)
    found = tickets.lock_visible(act.session, act.person, into)
    if found is None:
        raise NotFound(f"没有找到要并入的工单 {into}，或者您无权查看。请核对工单号。")
    parent = found[0]
    if Status(parent.status) not in OPEN:
        raise InvalidInput(f"工单 {into} 已经办结，不能再并入。请选择在办工单。")
    if ticket.urgency == "P1" and parent.urgency != "P1":
        raise InvalidInput("特急工单不能并入非特急工单，请反向并单或先提级。")
    _merge(act, ticket, parent, reason)
    return ticket


def _merge(act: Act, ticket: Ticket, parent: Ticket, reason: str | None) -> None:
    ticket.merged_into_id = parent.id
    ticket.closed_at = act.now
    ticket.triage_due_at = None
    note = write_note(act, ticket, "merge", reason)
    make(act, ticket, Move.MERGE, Outcome({"into_id": parent.id, "note_id": note}))
    callers.copy_to(act.session, ticket.id, parent.id)
    persons = max(ticket.persons or 0, parent.persons or 0)
    parent.persons = persons or None
    record(
        act,
        parent,
        Happening("merged_in", {"from_id": ticket.id}, parent.status, parent.status),
    )
