"""王某正在查看: an open ticket page says so every few seconds and hears who else does."""

from __future__ import annotations

from flask import Blueprint, g, jsonify, request
from werkzeug.wrappers import Response

from hotline.doors import house, open_act
from hotline.permits import permit
from models.domain.errors import NotFound
from models.domain.permissions import Permission
from models.queries import queue_rows, tickets

pages = Blueprint("presence", __name__)


@pages.post("/tickets/<number>/presence")
@permit(Permission.READ)
def tell(number: str) -> Response:
    """Only for tickets in sight; nobody learns from it that another one exists."""
    person, known = g.person, house().presence
    with open_act(person) as act:
        ticket = tickets.visible_ticket(act.session, act.person, number)
        if ticket is None:
            raise NotFound(f"没有找到工单 {number}，或者您无权查看。请核对工单号。")
        ticket_id, now = ticket.id, act.now
    # Outside the transaction: a slow Valkey must not hold a connection.
    if request.form.get("gone"):
        known.gone(ticket_id, person.user_id)
        return jsonify({"others": []})
    others = known.here(ticket_id, person.user_id, now)
    if not others:
        return jsonify({"others": []})
    with open_act(person) as act:
        names = queue_rows.names(act.session, others)
    return jsonify({"others": [names[each] for each in others if each in names]})
