"""/api/v1/queues: the tickets of a queue inside one's sight, newest first, page by page."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request

from hotline.api import shapes
from hotline.doors import open_reading
from hotline.permits import permit
from models.domain.errors import FieldError, InvalidInput, NotFound
from models.domain.permissions import Permission
from models.domain.words import Queue, Status
from models.queries import tickets

resource = Blueprint("api_queues", __name__, url_prefix="/api/v1/queues")
_LIMIT, _MAX_LIMIT = 50, 200
_MAX_ID = 2**63 - 1


@resource.get("/<queue>/tickets")
@permit(Permission.READ)
def show(queue: str) -> Response:
    """`cursor` is the `next_cursor` of the page before; null after the last page."""
    if queue not in set(Queue):
        known = "、".join(str(one) for one in Queue)
        raise NotFound(f"没有队列“{queue[:40]}”。可用的有：{known}。")
    limit = _whole("limit", _LIMIT, 1, _MAX_LIMIT)
    cursor = _whole("cursor", None, 1, _MAX_ID)
    statuses = (_status(),) if request.args.get("status") else ()
    with open_reading(g.person, g.published) as act:
        narrow = tickets.Filter(queue=queue, statuses=statuses)
        found = tickets.page(
            act.session, act.person, narrow, before_id=cursor, limit=(limit or 1) + 1
        )
        shown, more = found[:limit], len(found) > (limit or 1)
        owners = tickets.owner_names(act.session, [t.department_id for t in shown])
        return jsonify(
            {
                "tickets": [shapes.row(act, ticket, owners) for ticket in shown],
                "next_cursor": str(shown[-1].id) if more else None,
            }
        )


def _whole(name: str, default: int | None, low: int, high: int) -> int | None:
    raw = request.args.get(name)
    if raw is None:
        return default
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 20 and low <= int(raw) <= high):
        fault = FieldError(name, f"应为 {low} 到 {high} 的整数。")
        raise InvalidInput("查询参数有误。", errors=(fault,))
    return int(raw)


def _status() -> str:
    status = request.args["status"]
    if status not in set(Status):
        fault = FieldError("status", "只能是 " + "、".join(str(one) for one in Status) + " 之一。")
        raise InvalidInput("查询参数有误。", errors=(fault,))
    return status
