"""查找: one box for numbers, names of employers and words. Words are sent by POST and kept sealed under a key, so that
no phone number ever stands in an address; the page of the key can be reloaded, filtered and come back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from classifier.late import search_words
from hotline import snippets
from hotline.doors import open_act
from hotline.pages.choices import category_options, unit_options
from hotline.permits import permit
from models.domain.errors import HotlineError, InvalidInput
from models.domain.permissions import Permission, may
from models.domain.search_plan import Tier, marks
from models.domain.search_query import LONGEST, Asked
from models.domain.ticket import STATUS_LABELS
from models.policy.search import default_synonyms
from models.queries import search_index, tickets
from models.queries.search import Hit
from models.services import search, search_asked
from models.services.act import Act
from models.services.search import Answered, Found
from models.services.search_narrow import OPEN_ONLY, Filters, narrow_of
from models.tables.tickets import Ticket

pages = Blueprint("search", __name__)
_PAGE = 20
TIER_LABELS = {
    Tier.NUMBER: "号码相符",
    Tier.EXACT: "原样出现",
    Tier.WORDS: "词都出现",
    Tier.MEANING: "近义",
    Tier.PARTLY: "部分符合",
}
_FILTERS = ("status", "category", "unit", "since", "until")


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit as the page shows it."""

    ticket: Ticket
    label: str
    text: list[snippets.Piece]
    employer: list[snippets.Piece]
    note: list[snippets.Piece]


@pages.get("/search")
@permit(Permission.READ)
def start() -> str:
    """The empty box with its filters and how to use it."""
    return _page("", None)


@pages.post("/search")
@permit(Permission.READ)
def ask() -> Response:
    """A whole ticket number opens its ticket; anything else becomes a key, and the page of that key."""
    typed = " ".join(request.form.get("q", "").split())[:LONGEST]
    asked = search.question(typed, search_words(), default_synonyms())
    with open_act(g.person) as act:
        number = asked.numbers[0] if len(asked.numbers) == 1 else ""
        if number and tickets.visible_ticket(act.session, act.person, number):
            return redirect(url_for("tickets.show", number=number))
        if not typed:
            return redirect(url_for("search.start"))
        key = search_asked.keep_typed(act, typed)
    return redirect(url_for("search.show", key=key, **_kept(request.form)))


@pages.get("/search/<key>")
@permit(Permission.READ)
def show(key: str) -> str | Response:
    """The answers; filters and the place of the page stand in the address."""
    with open_act(g.person) as act:
        typed = search_asked.typed_under(act, key)
    if typed is None:
        flash("这次查找已过期（只保留 12 小时，且只对本人有效），请重新输入。", "error")
        return redirect(url_for("search.start"))
    return _page(typed, key)


def _page(typed: str, key: str | None) -> str:
    asked = search.question(typed, search_words(), default_synonyms())
    fault, found = "", None
    try:
        filters = _filters()
        if key is not None:
            with open_act(g.person) as act:
                narrow = narrow_of(act, filters)
                found = search.find(act, asked, narrow, after=_after(), limit=_PAGE)
    except HotlineError as error:
        fault = "；".join([error.message, *(one.message for one in error.errors)])
    with open_act(g.person) as act:
        return render_template(
            "search.html",
            typed=typed,
            key=key,
            asked=asked,
            fault=fault,
            found=found,
            hits=_views(act, found.hits, asked) if found else [],
            near=_views(act, found.near, asked) if found else [],
            count=_count(found),
            wanted=_kept(request.args),
            next_url=_next(key, found),
            owners=_owners(act, found),
            parents=act.policy.taxonomy.parents.items(),
            categories=category_options(act),
            units=unit_options(act),
            statuses=[(OPEN_ONLY, "全部未办结"), *((s.value, n) for s, n in STATUS_LABELS.items())],
            tail=_possible_tail(act, asked),
            first_page="after" not in request.args,
        )


def _views(act: Act, answered: list[Answered], asked: Asked) -> list[HitView]:
    marked = marks(asked)
    texts = {one.ticket.id: one.ticket.text for one in answered}
    # Only where neither text nor employer tells why: then a note does.
    untold = [i for i, text in texts.items() if not snippets.is_marked(text, marked)]
    notes = search_index.notes_of(act.session, untold) if untold else {}
    return [
        HitView(
            one.ticket,
            TIER_LABELS[one.tier],
            snippets.snippet(one.ticket.text, marked),
            snippets.pieces(one.ticket.employer or "", marked),
            _note(notes.get(one.ticket.id, []), marked),
        )
        for one in answered
    ]


def _note(notes: list[str], marked: list[str]) -> list[snippets.Piece]:
    told = next((note for note in notes if snippets.is_marked(note, marked)), None)
    return snippets.snippet(told, marked) if told is not None else []


def _count(found: Found | None) -> str:
    if found is None or found.count is None:
        return ""
    cap = search.COUNT_CAP
    return f"{cap}+" if found.count > cap else str(found.count)


def _owners(act: Act, found: Found | None) -> dict[int, tuple[str, str]]:
    shown = [*found.hits, *found.near] if found else []
    return tickets.owner_names(act.session, [one.ticket.department_id for one in shown])


def _possible_tail(act: Act, asked: Asked) -> str:
    """Four digits alone may also be the end of a phone; that is asked for in so many words, and leaves a trace."""
    alone = len(asked.digits) == 1 and not asked.parts and len(asked.digits[0]) == _TAIL
    return asked.digits[0] if alone and may(act.person, Permission.READ_CALLER) else ""


_TAIL = 4


def _next(key: str | None, found: Found | None) -> str | None:
    if found is None or found.next is None or key is None:
        return None
    return url_for("search.show", key=key, **_kept(request.args), after=found.next.written)


def _kept(given: Mapping[str, str]) -> dict[str, Any]:
    """The filters that are set; nothing else of an address is repeated."""
    return {name: value for name in _FILTERS if (value := given.get(name, "").strip()[:12])}


def _filters() -> Filters:
    kept = _kept(request.args)
    since, until = (_day(kept.pop(name, "")) for name in ("since", "until"))
    return replace(Filters(**kept), since=since, until=until)


def _day(given: str) -> date | None:
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise InvalidInput("日期应为 2026-11-24 这样的格式。") from None
    if not 2000 <= day.year <= 2199:
        raise InvalidInput("日期的年份应在 2000 至 2199 之间。")
    return day


def _after() -> Hit | None:
    """The place at which this page begins."""
    given = request.args.get("after", "")
    return Hit.read(given) if given else None
