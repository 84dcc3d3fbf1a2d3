"""/healthz: this process lives. /readyz: the whole can keep its promise. /metrics: in numbers."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, jsonify

from hotline import metrics
from hotline.doors import house, open_act
from hotline.permits import permit
from models.domain.permissions import SYSTEM, Permission
from models.queries import due, health

resource = Blueprint("health", __name__)
LATE = timedelta(seconds=30)


@resource.get("/healthz")
@permit(Permission.PUBLIC)
def alive() -> Response:
    """Says that the process answers; asks nothing of anybody."""
    return jsonify({"status": "ok"})


@resource.get("/readyz")
@permit(Permission.PUBLIC)
def ready() -> Response:
    """200 when pleas are kept and clocks run; a dead bell alone is no fault (the scheduler does its work)."""
    with open_act(SYSTEM) as act:
        oldest = due.oldest_due(act.session, act.now)
        beat = health.last_beat(act.session)
        bundle = health.bundle_in_use(act.session)
        now = act.now
    beating = beat is not None and now - beat < LATE
    late = {kind: (now - at).total_seconds() for kind, at in oldest.items() if at}
    answer = jsonify(
        {
            "status": "ok" if beating else "degraded",
            "database": "ok",
            "bell": "ok" if house().bell.alive() else "down",
            "last_beat": beat.isoformat() if beat else None,
            "oldest_due_seconds": late,
            "bundle": bundle[:12] if bundle else None,
        }
    )
    answer.status_code = 200 if beating else 503
    return answer


@resource.get("/metrics")
@permit(Permission.PUBLIC)
def numbers() -> Response:
    """Prometheus text; counts and ages only."""
    with open_act(SYSTEM) as act:
        whole = metrics.rendered(act.session, act.now, bell=house().bell.alive())
    text = whole + house().numbers.rendered()
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
