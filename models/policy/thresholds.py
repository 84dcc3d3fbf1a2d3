"""The model's thresholds as lines of the policy; without a line the bundle's own holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from models.domain.errors import PolicyInvalid
from models.domain.thresholds import Thresholds

_NAMES = ("abstain_below", "alarm_at")


def write(reader: Mapping[str, Any]) -> Iterator[str]:
    """reader.abstain_below | 0.55"""
    for name in _NAMES:
        if name in reader:
            yield f"reader.{name} | {reader[name]}"


def read(lines: Iterable[tuple[int, str]]) -> dict[str, float]:
    """What the lines say; raises PolicyInvalid naming the line."""
    found: dict[str, float] = {}
    for place, line in lines:
        word, _, value = (part.strip() for part in line.partition("|"))
        name = word.removeprefix("reader.")
        if name not in _NAMES or name in found:
            raise PolicyInvalid(
                f"模型阈值第 {place} 行：应为“reader.abstain_below | 0.55”或“reader.alarm_at | 0.30”，各至多一行。"
            )
        try:
            found[name] = float(value)
        except ValueError:
            raise PolicyInvalid(f"模型阈值第 {place} 行：{value or '空白'} 不是数字。") from None
    return found


def thresholds_from(reader: Mapping[str, Any]) -> Thresholds:
    """The stored lines as a value; raises KeyError for a name that this release does not know."""
    for name in reader:
        if name not in _NAMES:
            raise KeyError(name)
    return Thresholds(**{name: float(value) for name, value in reader.items()})
