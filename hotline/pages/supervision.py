"""督办台: three bands on one page, now, decide, learn; every number opens exactly its tickets (peers.md 5.3)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.api.moves import DOORS, make_move
from hotline.board.decide import ACTS, clusters_of, decide_band
from hotline.board.learn import WEEKS, learn_band
from hotline.board.now import now_band
from hotline.doors import house, open_act
from hotline.forms import values_of
from hotline.pages.choices import choices
from hotline.permits import permit
from models.domain.errors import HotlineError, InvalidInput
from models.domain.permissions import Permission
from models.domain.slices import Measure, Slice
from models.domain.ticket import MOVES
from models.domain.words import Move
from models.queries.clocks_running import Estimates
from models.services.act import Act
from models.services.recount import estimates
from models.services.supervise import supervise

pages = Blueprint("supervision", __name__)
_WEEKS = 8


@pages.get("/supervision")
@permit(Permission.SUPERVISE)
def show() -> str:
    """The board of the person's unit, or of the part of it that the address names."""
    with open_act(g.person) as act:
        return _board(act)


@pages.post("/supervision/<number>/<move>")
@permit(Permission.SUPERVISE)
def decide(number: str, move: str) -> Response | tuple[str, int]:
    """One act with its reason; a refused one shows the board again with what was typed."""
    if move not in ACTS:
        abort(404)
    try:
        with open_act(g.person) as act:
            _decide(act, number, Move(move))
    except HotlineError as error:
        with open_act(g.person) as act:
            return _board(act, refused=(number, _words(error))), 409
    flash(f"{number} 已{MOVES[Move(move)].label}。")
    return redirect(url_for("supervision.show", **_kept()))


@pages.post("/supervision/collective")
@permit(Permission.SUPERVISE)
def collective() -> Response | tuple[str, int]:
    """Several tickets about one employer become one collective case; all or none."""
    numbers = request.form.getlist("number")
    into, reason = request.form.get("into", ""), request.form.get("reason", "")
    try:
        with open_act(g.person) as act:
            if not numbers or not reason.strip():
                raise InvalidInput("请勾选要并入的工单，并写明理由。")
            for number in numbers:
                make_move(act, number, Move.MERGE, {"into": into, "reason": reason})
    except HotlineError as error:
        with open_act(g.person) as act:
            return _board(act, refused=(into, _words(error))), 409
    flash(f"已将 {len(numbers)} 件并入 {into}，按集体诉求办理。")
    return redirect(url_for("supervision.show", **_kept()))


def _decide(act: Act, number: str, move: Move) -> None:
    typed = {key: value for key, value in request.form.items() if value.strip()}
    if move is Move.ACCEPT:  # taking over is also a word to the department that let it lie
        supervise(act, number, _reason(typed.get("reason", "")))
    wanted = DOORS[move].body.model_fields
    make_move(act, number, move, values_of({k: v for k, v in typed.items() if k in wanted}))


def _reason(words: str) -> str:
    if not words.strip():
        raise InvalidInput("接管工单请写明理由。")
    return words.strip()


def _board(act: Act, *, refused: tuple[str, str] = ("", "")) -> str:
    cut = _narrowed()
    weeks = request.args.get("weeks", "")
    span = int(weeks) if weeks in {str(each) for each in WEEKS} else _WEEKS
    now = now_band(act, cut)
    return render_template(
        "supervision.html",
        band=now,
        estimated=_estimated(act),
        piles=decide_band(act, cut, [tile.figure for tile in now.tiles]),
        clusters=clusters_of(act, cut),
        learn=learn_band(act, cut, span),
        weeks=span,
        spans=WEEKS,
        cut=cut,
        kept=_kept(),
        refused=refused,
        now=act.now,
        typed=lambda number, name: request.form.get(name, "") if number == refused[0] else "",
        **choices(act, ""),
    )


def _estimated(act: Act) -> Estimates:
    key = "estimates", act.policy.version
    return house().kept.take(key, act.now, lambda: estimates(act)).value


def _narrowed() -> Slice:
    return Slice(
        Measure.OPEN,
        below=request.args.get("below") or None,
        category=request.args.get("category") or None,
    )


def _kept() -> dict[str, Any]:
    return {
        name: request.args[name]
        for name in ("below", "category", "weeks")
        if request.args.get(name)
    }


def _words(error: HotlineError) -> str:
    return "；".join([error.message, *(fault.message for fault in error.errors)])
