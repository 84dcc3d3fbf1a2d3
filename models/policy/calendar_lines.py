"""The working calendar as lines: common hours, hours by weekday, single days, then each office that differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from models.domain.errors import PolicyInvalid

_WEEKDAYS = dict(
    zip("一二三四五六日", ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), strict=True)
)
_OFFICE = re.compile(r"\[单位 (\d{4,12}\w?)\]")
_OURS = ("intervals", "weekly", "days", "hours")


def write(calendar: Mapping[str, Any]) -> Iterator[str]:
    """办公 08:30-11:30 14:30-17:30; 每周六 09:00-12:00; 2026-12-31 班|休|08:30-11:30; [单位 410100] and the same."""
    yield from _written(calendar)
    for code, own in sorted(calendar.get("units", {}).items()):
        yield f"[单位 {code}]"
        yield from _written(own)


def read(calendar: Mapping[str, Any], lines: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """The calendar with what the lines say; raises PolicyInvalid naming the line."""
    whole = dict(calendar) | {"weekly": {}, "days": {}, "hours": {}, "units": {}}
    part = whole
    for place, line in lines:
        if office := _OFFICE.fullmatch(line):
            if office[1] in whole["units"]:
                raise PolicyInvalid(f"工作日历第 {place} 行：单位 {office[1]} 出现两次。")
            part = whole["units"][office[1]] = _kept(calendar, office[1])
            continue
        _read_line(part, place, line)
    return whole


def _kept(calendar: Mapping[str, Any], code: str) -> dict[str, Any]:
    """What an office says beside hours and days has no line and must not be lost."""
    own = calendar.get("units", {}).get(code, {})
    return {name: value for name, value in own.items() if name not in _OURS}


def _read_line(part: dict[str, Any], place: int, line: str) -> None:
    word, _, rest = line.partition(" ")
    if word == "办公":
        part["intervals"] = _hours(place, rest)
    elif word.startswith("每周"):
        weekday = _WEEKDAYS.get(word.removeprefix("每周"))
        if weekday is None:
            raise PolicyInvalid(f"工作日历第 {place} 行：应写成“每周六 09:00-12:00”。")
        part.setdefault("weekly", {})[weekday] = [] if rest == "休" else _hours(place, rest)
    elif rest in ("班", "休"):
        part.setdefault("days", {})[word] = rest == "班"
    else:
        part.setdefault("hours", {})[word] = _hours(place, rest)


def _written(part: Mapping[str, Any]) -> Iterator[str]:
    if "intervals" in part:
        yield f"办公 {_spelled(part['intervals'])}"
    for name, key in _WEEKDAYS.items():
        if key in part.get("weekly", {}):
            yield f"每周{name} {_spelled(part['weekly'][key]) or '休'}"
    for day, works in sorted(part.get("days", {}).items()):
        yield f"{day} {'班' if works else '休'}"
    for day, hours in sorted(part.get("hours", {}).items()):
        yield f"{day} {_spelled(hours) or '休'}"


def _spelled(hours: list[list[str]]) -> str:
    return " ".join(f"{begin}-{end}" for begin, end in hours)


def _hours(place: int, words: str) -> list[list[str]]:
    pairs = [one.split("-") for one in words.split()]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise PolicyInvalid(f"工作日历第 {place} 行：应写成 2026-12-31 08:30-11:30，或“班”“休”。")
    return pairs
