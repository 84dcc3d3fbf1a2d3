"""What the API answers, as JSON schemas: closed, so that a field that is answered but not described fails a test."""

from __future__ import annotations

from typing import Any

from hotline.api.described_facts import FACTS
from models.domain.words import Channel, ClockKind, DemandType, PauseReason, Queue, Status, Urgency

REF = "#/components/schemas/{model}"
TEXT: dict[str, Any] = {"type": "string"}
_FLAG: dict[str, Any] = {"type": "boolean"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_TIME: dict[str, Any] = {"type": "string", "format": "date-time"}
_FREE: dict[str, Any] = {"type": "object"}


def _words(closed_set: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [str(word) for word in closed_set]}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _closed(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
        "additionalProperties": False,
    }


_ROW: dict[str, Any] = {
    "number": TEXT,
    "status": _words(Status),
    "status_label": TEXT,
    "urgency": _words(Urgency),
    "emergency": _FLAG,
    "queue": _words(Queue),
    "unit": TEXT,
    "department": TEXT,
    "category": _or_null({"type": "string", "pattern": "^[0-9]{4}$"}),
    "category_name": _or_null(TEXT),
    "demand_type": _or_null(_words(DemandType)),
    "persons": _or_null(_COUNT),
    "co_handlers": _list(_words(Queue)),
    "flags": _list(TEXT),
    "chases": _COUNT,
    "escalation_level": _COUNT,
    "confidential": _FLAG,
    "received_at": _TIME,
    "text": TEXT,
}
_DETAIL: dict[str, Any] = {
    "channel": _words(Channel),
    "employer": _or_null(TEXT),
    "region_code": _or_null(TEXT),
    "external_id": _or_null(TEXT),
    "verdict": _or_null(_FREE),
    "set_by_person": _list(TEXT),
    "children": _list({"$ref": REF.format(model="Child")}),
    "extension": _or_null({"$ref": REF.format(model="Extension")}),
    "pause": _or_null({"$ref": REF.format(model="Pause")}),
    "clocks": _list({"$ref": REF.format(model="Clock")}),
    "moves": _list(TEXT),
}
_CHILD: dict[str, Any] = {
    "unit": TEXT,
    "department": TEXT,
    "question": TEXT,
    "answer": _or_null(TEXT),
    "asked_at": _TIME,
    "ended": _or_null({"type": "string", "enum": ["answered", "overtaken"]}),
    "ended_at": _or_null(_TIME),
}
_EXTENSION: dict[str, Any] = {
    "days": _COUNT,
    "asked_at": _TIME,
    "granted": _or_null(_FLAG),
    "due_before": _TIME,
    "due_after": _or_null(_TIME),
}
_PAUSE: dict[str, Any] = {
    "reason": _words(PauseReason),
    "began_at": _TIME,
    "resume_at": _TIME,
}
_CLOCK: dict[str, Any] = {
    "kind": _words(ClockKind),
    "started_at": _TIME,
    "due_at": _TIME,
    "stopped_at": _or_null(_TIME),
    "stop_reason": _or_null(TEXT),
    "overdue": _FLAG,
    "estimated": _FLAG,
}
_EVENT: dict[str, Any] = {
    "at": _TIME,
    "kind": TEXT,
    "actor": TEXT,
    "role": TEXT,
    "from": _or_null(_words(Status)),
    "to": _or_null(_words(Status)),
    "detail": _FREE,
    "clock": _words(ClockKind),
    "step": TEXT,
    "due": _TIME,
}
_PROBLEM: dict[str, Any] = {
    "type": TEXT,
    "title": TEXT,
    "status": {"type": "integer"},
    "detail": TEXT,
    "code": TEXT,
    "errors": _list(_closed({"field": TEXT, "message": TEXT})),
    "request_id": TEXT,
}
_RECEIVED: dict[str, Any] = {
    "number": TEXT,
    "status": _words(Status),
    "urgency": _words(Urgency),
    "track_code": TEXT,
    "warnings": _list(TEXT),
}
_HIT: dict[str, Any] = {
    "match": {"type": "string", "enum": ["number", "exact", "words", "meaning", "partly"]},
    "ticket": {"$ref": REF.format(model="TicketRow")},
}
_FOUND: dict[str, Any] = {
    "looked_for": _list(TEXT),
    "left_out": _list(TEXT),
    "count": _or_null(_COUNT),
    "more": _FLAG,
    "hits": _list(_closed(_HIT)),
    "next_cursor": _or_null(TEXT),
}
ANSWERS: dict[str, Any] = {
    "Problem": _closed(_PROBLEM),
    "Received": _closed(_RECEIVED),
    "TicketRow": _closed(_ROW),
    "Ticket": _closed(_ROW | _DETAIL),
    "TicketList": _closed(
        {"tickets": _list({"$ref": REF.format(model="TicketRow")}), "next_cursor": _or_null(TEXT)}
    ),
    "SearchAnswer": _closed(_FOUND),
    "Facts": FACTS,
    "Child": _closed(_CHILD),
    "Extension": _closed(_EXTENSION),
    "Pause": _closed(_PAUSE),
    "Clock": _closed(_CLOCK),
    "Event": _closed(_EVENT, "clock", "step", "due"),
    "History": _closed({"number": TEXT, "events": _list({"$ref": REF.format(model="Event")})}),
}
