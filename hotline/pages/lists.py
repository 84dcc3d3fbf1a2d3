"""A work list with its views, counts and next page: the same for departments, desk, supervisors and call-back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import request, url_for
from sqlalchemy import Row

from models.domain.errors import InvalidInput
from models.queries import tickets
from models.services.act import Act
from models.tables.clocks import TicketClock
from models.tables.tickets import Ticket

PAGE = 50


@dataclass(frozen=True, slots=True)
class ViewPlan:
    """One named way to look at a list."""

    key: str
    label: str
    narrow: tickets.Filter


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A view as shown: the number opens exactly the tickets that it counts."""

    label: str
    url: str
    count: str
    here: bool


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Everything that a list template needs."""

    rows: Sequence[Row[Ticket, TicketClock]]
    views: list[ViewLink]
    heading: str
    owners: dict[int, tuple[str, str]]
    next_url: str | None


def work_page(act: Act, endpoint: str, plans: Sequence[ViewPlan]) -> WorkPage:
    """The chosen view (query `view`), from `after` on, least time left first."""
    chosen = next((plan for plan in plans if plan.key == request.args.get("view")), plans[0])
    rows = tickets.worklist(act.session, act.person, chosen.narrow, after=_cursor(), limit=PAGE + 1)
    shown, more = rows[:PAGE], len(rows) > PAGE
    links = [
        ViewLink(
            plan.label,
            url_for(endpoint, view=plan.key),
            capped(tickets.capped_count(act.session, act.person, _open(plan.narrow))),
            plan is chosen,
        )
        for plan in plans
    ]
    owners = tickets.owner_names(act.session, [row[0].department_id for row in shown])
    last = shown[-1][1] if more else None
    next_url = (
        url_for(endpoint, view=chosen.key, after=f"{last.due_at.isoformat()}~{last.id}")
        if last
        else None
    )
    return WorkPage(shown, links, chosen.label, owners, next_url)


def capped(count: int) -> str:
    """An exact number up to the cap, then "999+"."""
    return f"{tickets.COUNT_CAP - 1}+" if count >= tickets.COUNT_CAP else str(count)


def _open(narrow: tickets.Filter) -> tickets.Filter:
    return replace(narrow, open_only=True)


def _cursor() -> tuple[datetime, int] | None:
    raw = request.args.get("after")
    if not raw:
        return None
    due, _, clock_id = raw.partition("~")
    try:
        at = datetime.fromisoformat(due)
        if at.tzinfo is None:
            raise ValueError(due)
        return at, int(clock_id)
    except ValueError:
        raise InvalidInput("页码无效，请从列表第一页重新打开。") from None
