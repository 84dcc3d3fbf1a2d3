"""The section 法定时效 of a ticket's page: dated facts, the limits computed from them, what to ask."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from hotline.api.bodies import validated
from hotline.api.facts import FactBody, apply
from hotline.doors import open_act
from hotline.permits import permit
from models.domain.errors import HotlineError
from models.domain.facts import FACT_LABELS, FactKind
from models.domain.permissions import Permission
from models.domain.statutory import Colour, Deadline
from models.domain.statutory_words import CAUTION, DEADLINE_LABELS
from models.queries import facts as fact_rows
from models.services import facts
from models.services.act import Act
from models.services.deadlines import deadlines_of
from models.tables.tickets import Ticket

pages = Blueprint("facts", __name__)

# Word and chip style for each colour: never by colour alone.
_CHIPS = {
    Colour.UNKNOWN: ("待补事实", "later"),
    Colour.NO_LIMIT: ("暂不计算", "later"),
    Colour.GREEN: ("还剩 {days} 天", "today"),
    Colour.ORANGE: ("还剩 {days} 天", "soon"),
    Colour.RED: ("仅剩 {days} 天", "overdue"),
    Colour.PASSED: ("已过期 {days} 天", "overdue"),
    Colour.DONE: ("已办理", "later"),
}


@pages.post("/tickets/<number>/facts")
@permit(Permission.READ)
def write(number: str) -> Response:
    """Keep or withdraw a fact with the form of the API, then show the ticket again."""
    typed = {key: value for key, value in request.form.items() if value and key != "csrf_token"}
    try:
        with open_act(g.person) as act:
            apply(act, number, validated(FactBody, typed, strict=False))
    except HotlineError as error:
        flash("；".join([error.message, *(fault.message for fault in error.errors)]), "error")
    else:
        flash("已撤销日期事实。" if "withdraw" in typed else "已登记日期事实。")
    return redirect(url_for("tickets.show", number=number, _anchor="facts"))


def section(act: Act, ticket: Ticket) -> dict[str, object]:
    """What `facts.html` shows; the ticket's page passes it as `statutory`."""
    return {
        "deadlines": deadlines_of(act, ticket),
        "facts": fact_rows.standing(act.session, ticket.id),
        "caution": CAUTION,
        "may_write": facts.may_write(act),
        "kinds": tuple(FACT_LABELS.items()),
        "deadline_label": lambda kind: DEADLINE_LABELS[kind],
        "fact_label": lambda kind: FACT_LABELS[FactKind(kind)],
        "chip": _chip,
    }


def _chip(one: Deadline) -> tuple[str, str]:
    words, style = _CHIPS[one.colour]
    return words.format(days=abs(one.days_left or 0)), style
