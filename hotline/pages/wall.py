"""The screen on the wall: large numbers of one unit, no ticket behind them, renewed by itself."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, g, render_template

from hotline.board.learn import learn_band
from hotline.board.now import now_band
from hotline.doors import open_act
from hotline.permits import permit
from models.domain.permissions import Permission, counted_as
from models.domain.slices import Measure, Slice

pages = Blueprint("wall", __name__)
_WEEKS = 8


@pages.get("/wall")
@permit(Permission.WALL)
def show() -> str:
    """What its unit's supervisor would count; the page names no ticket, no person and no employer."""
    with open_act(g.person) as act:
        counting = replace(act, person=counted_as(act.person))
        now = now_band(counting, Slice(Measure.OPEN))
        learn = learn_band(counting, Slice(Measure.OPEN), _WEEKS)
        longest = now.waiting[0].since if now.waiting else None
        return render_template(
            "wall.html",
            tiles=now.tiles,
            late_units=now.late_units[:6],
            stale=now.stale,
            longest=longest,
            total=learn.total,
            weeks=learn.weeks,
            counted=learn.at,
            now=act.now,
        )
