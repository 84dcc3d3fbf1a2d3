"""What the API answers about facts and statutory limits, as closed JSON schemas."""

from __future__ import annotations

from typing import Any

from models.domain.facts import FactKind
from models.domain.statutory import Colour
from models.domain.statutory_words import DeadlineKind

_TEXT: dict[str, Any] = {"type": "string"}
_DAY: dict[str, Any] = {"type": "string", "format": "date"}
_DAY_OR_NULL: dict[str, Any] = {"anyOf": [_DAY, {"type": "null"}]}


def _words(closed_set: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [str(word) for word in closed_set]}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _list(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


FACTS = _closed(
    {
        "number": _TEXT,
        "facts": _list(
            _closed(
                {
                    "id": {"type": "integer"},
                    "kind": _words(FactKind),
                    "label": _TEXT,
                    "on": _DAY,
                    "until": _DAY_OR_NULL,
                }
            )
        ),
        "deadlines": _list(
            _closed(
                {
                    "kind": _words(DeadlineKind),
                    "label": _TEXT,
                    "last_day": _DAY_OR_NULL,
                    "days_left": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                    "colour": _words(Colour),
                    "article": _TEXT,
                    "used": _list(_closed({"kind": _words(FactKind), "on": _DAY})),
                    "questions": _list(_closed({"fact": _words(FactKind), "words": _TEXT})),
                    "note": _TEXT,
                    "estimated": {"type": "boolean"},
                }
            )
        ),
        "caution": _TEXT,
    }
)
