"""运行状态: is the machinery well, and if not, what to do. Works while Redis is dead; without a database nothing does."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from hotline.board.condition import KIND_LABELS, condition_of
from hotline.doors import house, open_act
from hotline.pages import admin_frame
from hotline.permits import permit
from models.domain.permissions import Permission

pages = Blueprint("admin_status", __name__)


@pages.get("/admin/status")
@permit(Permission.ADMINISTER)
def show() -> str:
    """Asked anew at each visit."""
    with open_act(g.person) as act:
        return render_template(
            "admin_status.html",
            tabs=admin_frame.tabs(),
            condition=condition_of(act, house().machine),
            kinds=KIND_LABELS,
            now=act.now,
        )
