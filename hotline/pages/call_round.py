"""One call-back 回访: what was asked and answered, the number on demand, the caller's words, and what follows; then the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.api.bodies import validated
from hotline.api.forms import CallBackBody, Words
from hotline.api.moves import result_of
from hotline.doors import open_act
from hotline.forms import values_of
from hotline.pages.aftercare import plans, tries_of
from hotline.permits import permit
from models.domain.call_backs import (
    MATTER_LABELS,
    OUTCOME_LABELS,
    RATING_LABELS,
    CallOutcome,
    Then,
)
from models.domain.errors import FieldError, HotlineError, InvalidInput, NotFound
from models.domain.permissions import Permission
from models.domain.words import Role, Status
from models.queries import due, tickets
from models.services import callers
from models.services.act import Act
from models.services.call_round import CallRound, call_round
from models.services.callers import ReadCaller
from models.tables.tickets import Ticket

pages = Blueprint("call_round", __name__)
_DONE: Mapping[str, str] = {
    Status.CLOSED: "已办结",
    Status.REWORK: "已退回重办",
    Status.REPLIED: "已记录，稍后再打",
}


class RoundBody(CallBackBody):
    """The try with what follows from it."""

    then: Then | None = None
    reason: Words | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows beside the ticket: a fault of the last press, and the numbers if they were asked for."""

    faults: tuple[str, ...] = ()
    callers: tuple[ReadCaller, ...] | None = None


@pages.get("/call-backs/<number>")
@permit(Permission.AFTERCARE)
def show(number: str) -> str:
    """The call-back of one ticket."""
    with open_act(g.person) as act:
        return _page(act, number, Shown())


@pages.post("/call-backs/<number>/phone")
@permit(Permission.READ_CALLER)
def phone(number: str) -> str:
    """The caller's number, only now and with a trace; `part` asks for the box alone."""
    with open_act(g.person) as act:
        seen = callers.read(act, _ticket(act, number))
        if "part" in request.args:
            return render_template("call_back_phone.html", callers=seen.callers)
        return _page(act, number, Shown(callers=seen.callers))


@pages.post("/call-backs/<number>")
@permit(Permission.AFTERCARE)
def keep(number: str) -> Response | tuple[str, int]:
    """Keep the try and do what follows; then the next ticket that can be called now."""
    try:
        with open_act(g.person) as act:
            ticket = call_round(act, number, _told())
            act.session.flush()
            told, onward = _DONE[ticket.status], _next(act, number)
    except HotlineError as error:
        faults = tuple(fault.message for fault in error.errors) or (error.message,)
        with open_act(g.person) as act:
            return _page(act, number, Shown(faults=faults)), 409
    flash(f"{number} {told}。")
    if onward is None:
        flash("现在可打的回访已经打完。")
        return redirect(url_for("aftercare.show"))
    return redirect(url_for("call_round.show", number=onward))


def _told() -> CallRound:
    """The form as the verb takes it; the outcome alone says whether somebody was reached."""
    typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
    if not typed.get("outcome"):
        raise InvalidInput("请选择回访情形。", errors=(FieldError("outcome", "请选择回访情形。"),))
    reached = typed["outcome"] == CallOutcome.REACHED
    if not reached:  # what stands in the hidden part of the form was not said by anybody
        typed = {name: value for name, value in typed.items() if name not in _ASKED}
    body = validated(RoundBody, values_of(typed | {"reached": str(reached)}), strict=False)
    return CallRound(result_of(body), body.then, body.reason)


_ASKED = ("solved", "satisfied", *MATTER_LABELS)


def _next(act: Act, number: str) -> str | None:
    """The nearest limit among what can be called now, but not the one just left."""
    rows = tickets.worklist(act.session, act.person, plans(act)[0].narrow, limit=2)
    return next((row[0].number for row in rows if row[0].number != number), None)


def _ticket(act: Act, number: str) -> Ticket:
    ticket = tickets.visible_ticket(act.session, act.person, number)
    if ticket is None:
        raise NotFound(f"没有找到工单 {number}，或者您无权查看。请核对工单号。")
    return ticket


def _page(act: Act, number: str, shown: Shown) -> str:
    ticket = _ticket(act, number)
    hidden = ticket.confidential and act.person.role is not Role.SUPERVISOR
    return render_template(
        "call_back.html",
        ticket=ticket,
        now=act.now,
        owner=tickets.owner_names(act.session, [ticket.department_id])[ticket.department_id],
        clocks=due.running_clocks(act.session, ticket.id),
        replies=[n for n in tickets.notes(act.session, ticket.id) if n.kind.startswith("reply")],
        tries=tries_of(act, [ticket])[ticket.id],
        waits=ticket.status == Status.REPLIED,
        may_call=not hidden,
        shown=shown,
        typed=request.form,
        outcomes=list(OUTCOME_LABELS.items()),
        matters=list(MATTER_LABELS.items()),
        ratings=list(RATING_LABELS.items()),
        onward=_next(act, number),
    )
