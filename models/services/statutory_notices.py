"""Tells the owner 90, 30 and 7 days before a worker's limit by law runs out: rows that survive a crash, each fired once.

The law's time runs whoever has the ticket, so the rows follow the dated facts: planned anew when one is added or withdrawn,
and once more compared with them before they are told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from models.domain.ladder import Recipient
from models.domain.permissions import SYSTEM
from models.domain.statutory_notices import LimitNotice, limit_notices
from models.domain.ticket import OPEN
from models.domain.words import Status
from models.queries import audit
from models.queries import facts as fact_rows
from models.services.act import Act
from models.services.deadlines import deadlines_of
from models.services.notices import tell
from models.services.recipients import recipients
from models.services.trail import Happening, record
from models.tables.facts import StatutoryNotice
from models.tables.tickets import Ticket

_AGAIN = timedelta(minutes=10)
_WHO = (Recipient.OWNER_STAFF, Recipient.OWNER_LEADER)


def replan(act: Act, ticket: Ticket) -> None:
    """Make the rows fit the facts: what no fact supports any more is cancelled, what was told stays told."""
    wanted = {_key(one): one for one in limit_notices(deadlines_of(act, ticket), act.now)}
    for row in fact_rows.notices_of(act.session, ticket.id):
        one = wanted.pop((row.kind, row.last_day, row.days), None)
        if row.fired_at is not None:
            continue
        row.cancelled_at = None if one else (row.cancelled_at or act.now)
        row.due_at = one.due_at if one else row.due_at
    for one in wanted.values():
        act.session.add(
            StatutoryNotice(
                ticket_id=ticket.id,
                kind=one.kind,
                last_day=one.last_day,
                days=one.days,
                due_at=one.due_at,
            )
        )
    act.session.flush()


def fire(act: Act, notice_id: int) -> bool:
    """Tell the owner to call the worker; False if nobody need hear (told, overtaken by facts, the ticket has ended)."""
    system = replace(act, person=SYSTEM)
    row = act.session.get_one(StatutoryNotice, notice_id)
    ticket = audit.lock_ticket(act.session, row.ticket_id)
    act.session.refresh(row)
    if row.fired_at is not None or row.cancelled_at is not None or row.due_at > act.now:
        return False
    if Status(ticket.status) not in OPEN:
        row.cancelled_at = act.now
        return False
    if not _holds(act, ticket, row):
        replan(act, ticket)
        return False
    row.fired_at = act.now
    codes = {"deadline": row.kind, "last_day": row.last_day.isoformat(), "days": row.days}
    event = record(system, ticket, Happening("limit_near", codes, ticket.status, ticket.status))
    tell(system, ticket, event, recipients(system, ticket, _WHO))
    return True


def put_off(act: Act, notice_id: int) -> None:
    """One that fails comes again a little later; the others do not wait for it."""
    act.session.get_one(StatutoryNotice, notice_id).due_at = act.now + _AGAIN


def _holds(act: Act, ticket: Ticket, row: StatutoryNotice) -> bool:
    """Whether facts, calendar and time still ask for this one: a year's table may have come, a nearer one be due."""
    now = {_key(one) for one in limit_notices(deadlines_of(act, ticket), act.now)}
    return (row.kind, row.last_day, row.days) in now


def _key(one: LimitNotice) -> tuple[str, object, int]:
    return (one.kind, one.last_day, one.days)
