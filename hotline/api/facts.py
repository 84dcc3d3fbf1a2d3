"""/api/v1/tickets/{number}/facts: dated facts and the worker's statutory limits computed from them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from flask import Blueprint, Response, g, jsonify
from pydantic import Field

from hotline.api.bodies import Body, read_body
from hotline.doors import open_act
from hotline.permits import permit
from models.domain.errors import InvalidInput, NotFound
from models.domain.facts import FACT_LABELS, Fact, FactKind
from models.domain.permissions import Permission
from models.domain.statutory import Deadline
from models.domain.statutory_words import CAUTION, DEADLINE_LABELS
from models.queries import facts as fact_rows
from models.queries import tickets
from models.services import facts
from models.services.act import Act
from models.services.deadlines import deadlines_of
from models.tables.facts import FactRow
from models.tables.tickets import Ticket

resource = Blueprint("api_facts", __name__, url_prefix="/api/v1/tickets")


class FactBody(Body):
    """A dated fact to keep, or the id of one to withdraw."""

    kind: FactKind | None = None
    on: date | None = None
    until: date | None = None
    withdraw: Annotated[int, Field(ge=1, le=2**62)] | None = None


@resource.get("/<number>/facts")
@permit(Permission.READ)
def show(number: str) -> Response:
    """The facts that stand, and every limit with its inputs, article and open questions."""
    with open_act(g.person) as act:
        ticket = tickets.visible_ticket(act.session, act.person, number)
        if ticket is None:
            raise NotFound(f"没有找到工单 {number[:40]}，或者您无权查看。请核对工单号。")
        return jsonify(shape(act, ticket))


@resource.post("/<number>/facts")
@permit(Permission.READ)
def write(number: str) -> Response:
    """Keep or withdraw a fact; answers what stands afterwards."""
    body = read_body(FactBody)
    with open_act(g.person) as act:
        return jsonify(shape(act, apply(act, number, body)))


def apply(act: Act, number: str, body: FactBody) -> Ticket:
    """The verb that the body asks for."""
    if body.withdraw is not None:
        return facts.withdraw_fact(act, number, body.withdraw)
    if body.kind is None or body.on is None:
        raise InvalidInput("请填写事实的种类（kind）和日期（on），或要撤销的编号（withdraw）。")
    return facts.add_fact(act, number, Fact(body.on, body.kind, body.until))


def shape(act: Act, ticket: Ticket) -> dict[str, Any]:
    """Facts and limits as JSON."""
    return {
        "number": ticket.number,
        "facts": [_fact(row) for row in fact_rows.standing(act.session, ticket.id)],
        "deadlines": [_deadline(one) for one in deadlines_of(act, ticket)],
        "caution": CAUTION,
    }


def _fact(row: FactRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "label": FACT_LABELS[FactKind(row.kind)],
        "on": row.on.isoformat(),
        "until": row.until.isoformat() if row.until else None,
    }


def _deadline(one: Deadline) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "label": DEADLINE_LABELS[one.kind],
        "last_day": one.last_day.isoformat() if one.last_day else None,
        "days_left": one.days_left,
        "colour": str(one.colour),
        "article": one.article,
        "used": [{"kind": str(fact.kind), "on": fact.on.isoformat()} for fact in one.used],
        "questions": [{"fact": str(ask.fact), "words": ask.words} for ask in one.questions],
        "note": one.note,
        "estimated": one.estimated,
    }
