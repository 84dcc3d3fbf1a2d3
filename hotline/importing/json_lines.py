"""JSONL: an object per line; nested objects become columns such as caller.phone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hotline.importing.encodings import lines_of
from hotline.importing.records import Cell, Fault, Record


def read_json_lines(path: Path, encoding: str | None = None) -> Iterator[Record | Fault]:
    """Every line as a row; blank lines are none."""
    lines = lines_of(path, encoding)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        yield _row(number, line, broken=number in lines.broken)


def _row(number: int, line: str, *, broken: bool) -> Record | Fault:
    if broken:
        return Fault(number, "含有无法识别的字节，请检查文件编码")
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return Fault(number, "不是有效的 JSON")
    if not isinstance(entry, dict):
        return Fault(number, "应为一个 JSON 对象")
    return Record(number, _flat(entry))


def _flat(entry: Mapping[str, Any], above: str = "") -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name, value in entry.items():
        if isinstance(value, dict) and not above:
            cells |= _flat(value, f"{name}.")
        elif isinstance(value, str | int | float | bool) or value is None:
            cells[above + name] = value
        else:
            cells[above + name] = json.dumps(value, ensure_ascii=False)
    return cells
