"""/api/v1/tickets: keep a plea, read a ticket and its history, make a move."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, g, jsonify, request, url_for

from hotline.api import shapes
from hotline.api.bodies import json_of_request, read_body
from hotline.api.forms import TicketBody
from hotline.api.moves import make_move
from hotline.doors import open_act, reader
from hotline.forms import read_over
from hotline.intake import Intake, keep_plea
from hotline.permits import permit
from models.domain.errors import FieldError, InvalidInput, NotFound
from models.domain.permissions import Permission
from models.queries import tickets
from models.services import idempotency
from models.services.act import Act
from models.services.plea import CallerSaid, Plea, Received
from models.tables.tickets import Ticket

resource = Blueprint("api_tickets", __name__, url_prefix="/api/v1/tickets")
_MAX_KEY = 200


@resource.post("")
@permit(Permission.RECORD)
def create() -> Response:
    """Keep a plea: 201 with number and tracking code; small faults are warnings."""
    submission = _submission()
    body = read_body(TicketBody)
    answer = keep_plea(
        Intake(
            plea=lambda act: _plea(act, body),
            then=lambda act, kept: _answer(act, submission, kept),
            earlier=lambda act: _earlier(act, submission),
            alone=submission is None,
        )
    )
    return _created(answer)


@resource.get("/<number>")
@permit(Permission.READ)
def show(number: str) -> Response:
    """The ticket as this person may see it."""
    with open_act(g.person) as act:
        return jsonify(shapes.ticket(act, _visible(act, number)))


@resource.get("/<number>/history")
@permit(Permission.READ)
def history(number: str) -> Response:
    """Everything that happened, in order."""
    with open_act(g.person) as act:
        return jsonify({"number": number, "events": shapes.history(act, _visible(act, number))})


@resource.post("/<number>/<move>")
@permit(Permission.READ)
def move(number: str, move: str) -> Response:
    """Make a move; answers the ticket as it is afterwards."""
    values = json_of_request() if request.get_data() else {}
    with open_act(g.person) as act:
        ticket = make_move(act, number, move, values, strict=True)
        act.session.flush()
        return jsonify(shapes.ticket(act, ticket))


def _visible(act: Act, number: str) -> Ticket:
    ticket = tickets.visible_ticket(act.session, act.person, number)
    if ticket is None:
        raise NotFound(f"没有找到工单 {number[:40]}，或者您无权查看。请核对工单号。")
    return ticket


def _plea(act: Act, body: TicketBody) -> Plea:
    plea = Plea(
        text=body.text,
        channel=body.channel,
        caller=CallerSaid(**body.caller.model_dump()),
        demand_type=body.demand_type,
        employer=body.employer or None,
        credit_code=body.credit_code or None,
        region_code=body.region_code or None,
        persons=body.persons,
        occurred_at=body.occurred_at,
        source=f"api:{g.person.user_id}",  # outlives a change of the token
        external_id=body.external_id,
    )
    return read_over(act, plea, reader())


def _answer(act: Act, submission: idempotency.Submission | None, kept: Received) -> dict[str, Any]:
    answer = shapes.received(kept)
    if submission is not None:
        idempotency.remember(act, submission, answer)
    return answer


def _earlier(act: Act, submission: idempotency.Submission | None) -> dict[str, Any] | None:
    return idempotency.earlier_answer(act, submission) if submission is not None else None


def _submission() -> idempotency.Submission | None:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return None
    if len(key) > _MAX_KEY or not key.isprintable():
        fault = FieldError("Idempotency-Key", f"最多 {_MAX_KEY} 个可见字符。")
        raise InvalidInput("Idempotency-Key 无效。", errors=(fault,))
    return idempotency.Submission(g.token_id, key, hashlib.sha256(request.get_data()).digest())


def _created(answer: dict[str, Any]) -> Response:
    response = jsonify(answer)
    response.status_code = 201
    response.headers["Location"] = url_for("api_tickets.show", number=answer["number"])
    return response
