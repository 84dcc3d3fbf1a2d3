"""One ticket: what was said, who has it, its clocks, its history, and the moves that this person may make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline import views
from hotline.api.moves import make_move
from hotline.doors import open_act
from hotline.forms import values_of
from hotline.pages import facts, ladder, reply_fill, script_cards, similar
from hotline.pages.choices import choices
from hotline.pages.clock_line import clock_line
from hotline.pages.history import lines_of
from hotline.permits import permit
from models.domain.attachments import KIND_LABELS
from models.domain.errors import HotlineError, NotFound
from models.domain.permissions import Permission, may
from models.domain.ticket import MOVES
from models.domain.words import Move
from models.queries import beside, notices, tickets
from models.services import attachments, callers
from models.services.act import Act
from models.services.allowed import allowed_moves
from models.services.opinion import dispute_of
from models.tables.tickets import Ticket

pages = Blueprint("tickets", __name__)


@dataclass(frozen=True, slots=True)
class MoveForm:
    """One act on the page. `fault` and `open` when it was just refused; what was typed stays."""

    name: str
    label: str
    open: bool = False
    fault: str = ""
    first: bool = False  # what most people came for in this status


# In each status at most one of these is possible: it stands first in the row of acts.
_FIRST = frozenset(
    {
        Move.CONFIRM,
        Move.DISPATCH,
        Move.ACCEPT,
        Move.DECIDE_RETURN,
        Move.DESIGNATE,
        Move.REPLY,
        Move.RESUME,
        Move.CALL_BACK,
    }
)


@pages.get("/tickets")
@permit(Permission.READ)
def find() -> Response:
    """By number in the address, for links of other systems; people use the search box."""
    number = request.args.get("number", "").strip()
    if not number:
        return redirect(url_for("search.start"))
    with open_act(g.person) as act:
        found = tickets.visible_ticket(act.session, act.person, number)
    if found is None:
        flash(
            f"没有找到工单 {number[:40]}，或者您无权查看。请核对工单号（如 20261124-000123）。",
            "error",
        )
        return redirect(url_for("search.start"))
    return redirect(url_for("tickets.show", number=number))


@pages.get("/tickets/<number>")
@permit(Permission.READ)
def show(number: str) -> str:
    """The ticket as this person may see it."""
    with open_act(g.person) as act:
        page = _page(act, number)
        if g.get("unread"):
            notices.mark_ticket_read(act.session, act.person, _ticket(act, number).id, act.now)
        return page


@pages.post("/tickets/<number>/caller")
@permit(Permission.READ_CALLER)
def caller(number: str) -> str:
    """Who called, joined back to the tokens of the text; looking leaves a trace."""
    with open_act(g.person) as act:
        ticket = _ticket(act, number)
        seen = callers.read(act, ticket)
        return _page(act, number, caller=seen.callers, originals=seen.originals)


@pages.post("/tickets/<number>/fill/<move>")
@permit(Permission.READ)
def fill(number: str, move: str) -> str:
    """The page again with a template's words in the form; what was typed stays, nothing is kept yet."""
    with open_act(g.person) as act:
        words = reply_fill.words_for(act, _ticket(act, number), move, request.form)
        return _page(act, number, refused=(move, ""), filled=words)


@pages.post("/tickets/<number>/<move>")
@permit(Permission.READ)
def move(number: str, move: str) -> str | Response | tuple[str, int]:
    """Make a move with the same forms as the API; a refused one shows the page again with what was typed."""
    if move not in MOVES:
        abort(404)
    typed = {key: value for key, value in request.form.items() if value and key != "csrf_token"}
    template = typed.pop(reply_fill.CHOICE, "")
    try:
        with open_act(g.person) as act:
            make_move(act, number, Move(move), values_of(typed))
            reply_fill.count(act, move, template)
    except HotlineError as error:
        with open_act(g.person) as act:
            return _page(act, number, refused=(move, _words(error))), 409
    flash(f"已{MOVES[Move(move)].label}。")
    return redirect(url_for("tickets.show", number=number))


def _words(error: HotlineError) -> str:
    return "；".join([error.message, *(fault.message for fault in error.errors)])


def _ticket(act: Act, number: str) -> Ticket:
    ticket = tickets.visible_ticket(act.session, act.person, number)
    if ticket is None:
        raise NotFound(f"没有找到工单 {number}，或者您无权查看。请核对工单号。")
    return ticket


def _page(
    act: Act,
    number: str,
    *,
    refused: tuple[str, str] = ("", ""),
    caller: object = None,
    originals: object = None,
    filled: Mapping[str, str] | None = None,
) -> str:
    ticket = _ticket(act, number)
    steps = ladder.section(act, ticket)
    return render_template(
        "ticket.html",
        ticket=ticket,
        now=act.now,
        script_cards=script_cards.cards_of(ticket),
        owner=tickets.owner_names(act.session, [ticket.department_id])[ticket.department_id],
        accepted_by=tickets.user_name(act.session, ticket.accepted_by),
        verdict=ticket.verdict,
        notes=tickets.notes(act.session, ticket.id),
        assists=beside.assists(act.session, ticket.id),
        extension=beside.extension(act.session, ticket.id),
        pause=beside.running_pause(act.session, ticket.id),
        dispute=dispute_of(act, ticket),
        pause_label=lambda reason: views.PAUSE_LABELS[reason],
        note_label=lambda kind: views.NOTE_LABELS.get(kind, kind),
        clock_line=clock_line(act, ticket, steps),
        history=lines_of(act, ticket),
        moves=_forms(act, ticket, refused),
        may_read_caller=may(act.person, Permission.READ_CALLER) and caller is None,
        caller=caller,
        originals=originals,
        ladder=steps,
        statutory=facts.section(act, ticket),
        similar=similar.section(act, ticket),
        linked=similar.linked_section(act, ticket),
        files=attachments.files_of(act, ticket),
        may_attach=attachments.may_attach(act, ticket),
        kind_labels=KIND_LABELS,
        **choices(act, refused[0], filled or {})
        | {"template_options": reply_fill.options_of(act, ticket)},
    )


def _forms(act: Act, ticket: Ticket, refused: tuple[str, str]) -> list[MoveForm]:
    """What most people came for first, the others in the order of the table."""
    moves = sorted(allowed_moves(act, ticket), key=lambda move: move not in _FIRST)
    return [
        MoveForm(
            name,
            MOVES[name].label,
            open=name == refused[0],
            fault=refused[1] * (name == refused[0]),
            first=name in _FIRST,
        )
        for name in moves
    ]
