"""会商意见: a department that takes part writes what it thinks on the ticket's page."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.permits import permit
from models.domain.errors import HotlineError
from models.domain.permissions import Permission
from models.services.opinion import give_opinion

pages = Blueprint("opinions", __name__)


@pages.post("/tickets/<number>/opinion")
@permit(Permission.READ)
def give(number: str) -> Response:
    """Keep the words, then show the ticket again."""
    try:
        with open_act(g.person) as act:
            give_opinion(act, number, request.form.get("words", ""))
    except HotlineError as error:
        flash("；".join([error.message, *(fault.message for fault in error.errors)]), "error")
    else:
        flash("已提交会商意见。")
    return redirect(url_for("tickets.show", number=number, _anchor="dispute"))
