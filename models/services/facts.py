"""Writes dated facts on a ticket; the notices about the limits that follow from them are planned anew each time."""

from __future__ import annotations

from models.domain.errors import InvalidInput, NotAllowed, NotFound
from models.domain.facts import Fact, check_fact
from models.domain.permissions import ROLE_LABELS
from models.domain.words import Role
from models.domain.worktime import SHANGHAI
from models.queries import facts, tickets
from models.services import statutory_notices
from models.services.act import Act
from models.services.deadlines import fact_of
from models.services.trail import Happening, record
from models.tables.facts import FactRow
from models.tables.tickets import Ticket

MAX_FACTS = 100  # standing on one ticket; more is a program gone wild
WRITERS = frozenset(
    {
        Role.OPERATOR,
        Role.DISPATCHER,
        Role.STAFF,
        Role.LEADER,
        Role.SUPERVISOR,
        Role.CALLBACK,
        Role.SYSTEM,
    }
)


def add_fact(act: Act, number: str, fact: Fact) -> Ticket:
    """Keep a dated fact; the same fact a second time changes nothing."""
    check_fact(fact, act.now.astimezone(SHANGHAI).date())
    ticket = _lock(act, number)
    known = facts.standing(act.session, ticket.id)
    if fact in {fact_of(row) for row in known}:
        return ticket
    if len(known) >= MAX_FACTS:
        raise InvalidInput(f"这张工单已有 {MAX_FACTS} 条日期事实，请先撤销不需要的。")
    row = FactRow(
        ticket_id=ticket.id,
        kind=fact.kind,
        on=fact.on,
        until=fact.until,
        by_user_id=act.person.user_id,
        at=act.now,
    )
    act.session.add(row)
    act.session.flush()
    codes = {"fact_id": row.id, "fact": str(fact.kind)}
    record(act, ticket, Happening("fact_added", codes, ticket.status, ticket.status))
    act.session.flush()
    statutory_notices.replan(act, ticket)
    return ticket


def withdraw_fact(act: Act, number: str, fact_id: int) -> Ticket:
    """A fact that was wrong no longer counts; it stays in the table with who withdrew it."""
    ticket = _lock(act, number)
    row = facts.standing_fact(act.session, ticket.id, fact_id)
    if row is None:
        raise NotFound("没有找到这条日期事实，可能已被撤销。请刷新后再看。")
    row.withdrawn_at = act.now
    row.withdrawn_by = act.person.user_id
    codes = {"fact_id": row.id, "fact": row.kind}
    record(act, ticket, Happening("fact_withdrawn", codes, ticket.status, ticket.status))
    act.session.flush()
    statutory_notices.replan(act, ticket)
    return ticket


def may_write(act: Act) -> bool:
    """Whether this person's role writes facts at all."""
    return act.person.role in WRITERS


def _lock(act: Act, number: str) -> Ticket:
    found = tickets.lock_visible(act.session, act.person, number)
    if found is None:
        raise NotFound(f"没有找到工单 {number[:40]}，或者您无权查看。请核对工单号。")
    if not may_write(act):
        raise NotAllowed(f"{ROLE_LABELS[act.person.role]}不能登记日期事实。")
    return found[0]
