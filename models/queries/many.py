"""Many rows as one parameter: an array per column costs the driver more time than PostgreSQL spends on the rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime


def as_json(rows: Iterable[object], names: Sequence[str]) -> str:
    """The rows for `jsonb_to_recordset`: times as ISO 8601, bytes in hex (`decode(…, 'hex')` makes them bytes)."""
    return from_dicts({name: getattr(row, name) for name in names} for row in rows)


def from_dicts(rows: Iterable[Mapping[str, object]]) -> str:
    """The same for rows that are put together from several things."""
    return json.dumps(list(rows), ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no place in a row")
