"""A slice as an address and back: the filter stands in the URL, so that a number can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from flask import url_for

from models.domain.errors import InvalidInput
from models.domain.slices import MEASURE_LABELS, Measure, Slice

CAP = 1000  # of live counts: shown as "999+"
_MOMENTS = {"by", "since", "until"}
_NUMBERS = {"person", "owner", "former"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that opens exactly its tickets; without an address on the wall, which opens nothing."""

    label: str
    count: int
    url: str | None
    capped: bool = False

    @property
    def text(self) -> str:
        return f"{self.count - 1}+" if self.capped else f"{self.count:,}"


def figure(cut: Slice, count: int, label: str | None = None, *, capped: bool = False) -> Figure:
    """The number of a slice with its list."""
    words = MEASURE_LABELS[cut.what] if label is None else label
    return Figure(words, count, address(cut), capped)


def address(cut: Slice) -> str:
    """The list of a slice."""
    return url_for("figures.show", **asked(cut))


def asked(cut: Slice) -> dict[str, Any]:
    """The slice as a query; what is not narrowed is left out."""
    found: dict[str, Any] = {}
    for field in fields(cut):
        value = getattr(cut, field.name)
        if value is not None:
            found[field.name] = value.isoformat() if isinstance(value, datetime) else str(value)
    return found


def slice_of(query: Mapping[str, str]) -> Slice:
    """The slice of an address; raises InvalidInput for one that somebody has bent."""
    try:
        given: dict[str, Any] = {name: _value(name, query[name]) for name in _given(query)}
        return Slice(Measure(query.get("what", "")), **given)
    except ValueError:
        raise InvalidInput("这个统计链接不完整，请从督办台重新打开。") from None


def _given(query: Mapping[str, str]) -> list[str]:
    names = {field.name for field in fields(Slice)} - {"what"}
    return [name for name in query if name in names and query[name]]


def _value(name: str, raw: str) -> object:
    if name in _NUMBERS:
        return _small(raw)
    if name not in _MOMENTS:
        return raw[:120]
    at = datetime.fromisoformat(raw)
    if at.tzinfo is None:
        raise ValueError(raw)
    return at


def _small(raw: str) -> int:
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= 18):
        raise ValueError(raw)
    return int(raw)
