"""移交: one press writes down which emergency line took a ticket over; name and number there may be added."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.permits import permit
from models.domain.permissions import Permission
from models.services.hand_over import HandOver, hand_over

pages = Blueprint("hand_over", __name__)


@pages.post("/call-desk/hand-over/<number>")
@permit(Permission.RECORD)
def keep(number: str) -> Response:
    """The time is that of the press; the ticket's page shows it among what happened."""
    given = HandOver(
        request.form.get("line", ""),
        request.form.get("taken_by", "").strip()[:60],
        request.form.get("reference", "").strip()[:60],
    )
    with open_act(g.person) as act:
        hand_over(act, number, given)
    flash(f"已记录：移交 {given.line}。")
    return redirect(url_for("tickets.show", number=number))
