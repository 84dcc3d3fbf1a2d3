"""Answers a question inside the person's sight: what was understood, hits in order, how many, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError

from models.domain import phones
from models.domain.errors import InvalidInput, NotAllowed, TooHeavy
from models.domain.permissions import Permission, may
from models.domain.search_plan import (
    ENOUGH,
    Tier,
    by_number,
    groups,
    plan,
    score,
    weights,
)
from models.domain.search_query import Asked, Synonyms, understood
from models.domain.search_words import Words
from models.queries import search as queries
from models.queries import search_beside as beside
from models.queries.search import Hit, Narrow, Search
from models.services.act import Act
from models.services.trail import record_view
from models.tables.tickets import Ticket

COUNT_CAP = 1000  # shown as "1000+"
_MILLISECONDS = 2500  # of one statement
_FEW = 10  # hits; below that tickets that answer most of the question are looked for too
_MOST_NEAR = 10
_WHOLE_PHONE = 10  # digits; a landline with its area code has as many
_CANCELLED = "57014"  # PostgreSQL's code for a statement that took too long


@dataclass(frozen=True, slots=True)
class Answered:
    """A ticket with how well it answers."""

    tier: Tier
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Found:
    """`count` is of all hits without the near ones, up to `COUNT_CAP`; None behind the first page."""

    asked: Asked
    hits: list[Answered]
    near: list[Answered]
    count: int | None
    next: Hit | None


def find(
    act: Act,
    asked: Asked,
    narrow: Narrow,
    *,
    after: Hit | None = None,
    limit: int = 20,
) -> Found:
    """Raises InvalidInput for nothing to look for, NotAllowed for phones without the right to read callers,
    TooHeavy when the database needs too long."""
    if asked.is_empty:
        raise InvalidInput("没有可查的内容。请输入两个字以上的词、工单号，或“尾号1234”。")
    try:
        queries.limit_time(act.session, _MILLISECONDS)
        return _find(act, asked, narrow, after, limit)
    except OperationalError as fault:
        if getattr(fault.orig, "sqlstate", None) != _CANCELLED:
            raise
        raise TooHeavy(
            "这次查找范围太大，已停止。请加一个更具体的词（单位名、地点），或选定时间、单位后再查。"
        ) from fault


def question(typed: str, words: Words, synonyms: Synonyms) -> Asked:
    """What was typed, understood."""
    return understood(typed, words, synonyms)


def _find(act: Act, asked: Asked, narrow: Narrow, after: Hit | None, limit: int) -> Found:
    search = _search(act, asked, narrow)
    whole = after is None
    if search.among is not None and not search.wishes:
        ids = [i for i in search.among if after is None or i < after.ticket_id]
        hits = [Hit(Tier.NUMBER, ticket_id) for ticket_id in ids]
    else:
        hits = queries.walk(act.session, search, after, COUNT_CAP + 1 if whole else limit + 1)
    near = _near(act, search, asked, hits) if whole and len(hits) < _FEW else []
    shown = hits[:limit]
    return Found(
        asked=asked,
        hits=_answered(act, shown),
        near=_answered(act, near),
        count=min(len(hits), COUNT_CAP + 1) if whole else None,
        next=shown[-1] if len(hits) > limit else None,
    )


def _search(act: Act, asked: Asked, narrow: Narrow) -> Search:
    numbered = by_number(asked)
    wishes = plan(asked)
    if numbered is not None:
        wishes = [(Tier.NUMBER, numbered), *wishes]
    among = _of_phones(act, asked.phones, narrow) if asked.phones else None
    return Search(act.person, wishes, narrow, among)


def _of_phones(act: Act, numbers: Sequence[str], narrow: Narrow) -> list[int]:
    """Newest first. Whoever looks for a caller leaves a trace, found or not."""
    if not may(act.person, Permission.READ_CALLER):
        raise NotAllowed("您的角色不能按电话查找来电人。请改用工单号、单位名或诉求内容查找。")
    record_view(act, None, "caller_search")
    found = [_of_phone(act, number) for number in numbers]
    common = set(found[0]).intersection(*found[1:])
    search = Search(act.person, (), narrow)
    return queries.narrowed(act.session, search, sorted(common, reverse=True))


def _of_phone(act: Act, number: str) -> list[int]:
    blind = act.keys.blind_index
    if len(number) >= _WHOLE_PHONE:
        index = blind(number, purpose="phone")
        return beside.of_phone(act.session, act.person, index, COUNT_CAP + 1)
    rows = beside.of_tail(act.session, act.person, blind(phones.tail(number), purpose="tail"))
    open_ = act.keys.decrypt
    exact = len(number) == len(phones.tail(number))
    return [
        ticket_id
        for ticket_id, sealed in rows
        if exact
        or (sealed and phones.normalise(open_(sealed, purpose="caller.phone")).endswith(number))
    ]


def _near(act: Act, search: Search, asked: Asked, hits: Sequence[Hit]) -> list[Hit]:
    """Tickets that have most of the question, the rarer parts counting more."""
    parts = groups(asked)
    if len(parts) < 2:
        return []
    seen, among = beside.rarity(act.session, parts)
    worth = weights(seen, among)
    known = {hit.ticket_id for hit in hits}
    found = [
        (score(has, worth), ticket_id)
        for ticket_id, has in beside.partly(act.session, search, parts, seen, among)
        if ticket_id not in known
    ]
    best = sorted((pair for pair in found if pair[0] >= ENOUGH), reverse=True)
    return [Hit(Tier.PARTLY, ticket_id) for _score, ticket_id in best[:_MOST_NEAR]]


def _answered(act: Act, hits: Sequence[Hit]) -> list[Answered]:
    found = queries.found_tickets(act.session, act.person, [hit.ticket_id for hit in hits])
    return [Answered(hit.tier, found[hit.ticket_id]) for hit in hits if hit.ticket_id in found]
