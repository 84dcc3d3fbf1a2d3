"""/api/v1/openapi.json: described from the same models that read the bodies, so that it cannot drift."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Blueprint, Response, jsonify
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from hotline.api.described import ANSWERS, REF
from hotline.api.facts import FactBody
from hotline.api.forms import TicketBody
from hotline.api.moves import DOORS
from hotline.api.search import SearchBody
from hotline.permits import permit
from models.domain.permissions import Permission
from models.domain.ticket import MOVES
from models.domain.words import Queue, Status

resource = Blueprint("openapi", __name__, url_prefix="/api/v1")
_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "maxLength": 20},
}


@resource.get("/openapi.json")
@permit(Permission.PUBLIC)
def show() -> Response:
    """The description."""
    return jsonify(description())


@cache
def description() -> dict[str, Any]:
    """OpenAPI 3.1."""
    bodies: list[type[BaseModel]] = [
        TicketBody,
        FactBody,
        SearchBody,
        *(door.body for door in DOORS.values()),
    ]
    _, definitions = models_json_schema(
        [(body, "validation") for body in dict.fromkeys(bodies)], ref_template=REF
    )
    schemas = definitions.get("$defs", {}) | ANSWERS
    return {
        "openapi": "3.1.0",
        "info": {"title": "12351 职工热线工单接口", "version": "1"},
        "security": [{"token": []}],
        "paths": {
            "/api/v1/tickets": {"post": _create()},
            "/api/v1/tickets/{number}": {"get": _read("读工单", "Ticket", [_NUMBER])},
            "/api/v1/tickets/{number}/history": {"get": _read("读经过", "History", [_NUMBER])},
            "/api/v1/tickets/{number}/facts": {
                "get": _read("读日期事实与法定时效", "Facts", [_NUMBER]),
                "post": _facts(),
            },
            "/api/v1/queues/{queue}/tickets": {"get": _queue()},
            "/api/v1/search": {"post": _search()},
        }
        | {f"/api/v1/tickets/{{number}}/{move}": {"post": _move(move)} for move in DOORS},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _create() -> dict[str, Any]:
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "schema": {"type": "string", "maxLength": 200},
    }
    return {
        "summary": "登记诉求",
        "parameters": [key],
        "requestBody": _body("TicketBody"),
        "responses": _answers("201", "Received", "400", "401", "403", "413", "415", "422"),
    }


def _facts() -> dict[str, Any]:
    return {
        "summary": "登记或撤销日期事实",
        "parameters": [_NUMBER],
        "requestBody": _body("FactBody"),
        "responses": _answers(
            "200", "Facts", "400", "401", "403", "404", "409", "413", "415", "422"
        ),
    }


def _search() -> dict[str, Any]:
    return {
        "summary": "查找工单",
        "requestBody": _body("SearchBody"),
        "responses": _answers("200", "SearchAnswer", "400", "401", "403", "413", "415", "422"),
    }


def _move(move: str) -> dict[str, Any]:
    model = DOORS[move].body.__name__  # type: ignore[index]
    return {
        "summary": MOVES[move].label,  # type: ignore[index]
        "parameters": [_NUMBER],
        "requestBody": _body(model),
        "responses": _answers(
            "200", "Ticket", "400", "401", "403", "404", "409", "413", "415", "422"
        ),
    }


def _queue() -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {
            "name": "queue",
            "in": "path",
            "required": True,
            "schema": {"enum": [str(queue) for queue in Queue]},
        },
        {"name": "cursor", "in": "query", "schema": {"type": "string", "pattern": "^[0-9]{1,19}$"}},
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": 200},
        },
        {"name": "status", "in": "query", "schema": {"enum": [str(status) for status in Status]}},
    ]
    return _read("队列中的工单", "TicketList", parameters)


def _read(summary: str, model: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": _answers("200", model, "401", "403", "404", "422"),
    }


def _body(model: str) -> dict[str, Any]:
    schema = {"$ref": REF.format(model=model)}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answers(status: str, model: str, *problems: str) -> dict[str, Any]:
    problem = {"schema": {"$ref": REF.format(model="Problem")}}
    answers: dict[str, Any] = {
        code: {"description": "见 detail", "content": {"application/problem+json": problem}}
        for code in problems
    }
    good = {"schema": {"$ref": REF.format(model=model)}}
    return {status: {"description": "成功", "content": {"application/json": good}}} | answers
