"""Saves what is being typed at the call desk; nothing personal stays in the browser."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from hotline import views
from hotline.doors import open_act
from hotline.forms import CallForm
from hotline.permits import permit
from models.domain.permissions import Permission
from models.services import drafts

pages = Blueprint("drafts", __name__)


@pages.post("/call-desk/drafts/<key>")
@permit(Permission.RECORD)
def save(key: str) -> Response:
    """Every two seconds while somebody types, on leaving a field and on hiding the page."""
    typed = CallForm.read(request.form)
    values = {name: value for name, value in asdict(typed).items() if value and name not in _OWN}
    with open_act(g.person) as act:
        kept = drafts.save_draft(act, key, values)
        return jsonify({"kept": kept, "at": views.local_time(act.now, "%H:%M:%S")})


@pages.post("/call-desk/drafts/<key>/drop")
@permit(Permission.RECORD)
def drop(key: str) -> Response:
    """The operator throws a draft away."""
    with open_act(g.person) as act:
        drafts.drop_draft(act, key)
    return redirect(url_for("call_desk.show"))


_OWN = frozenset({"submission", "act"})
