"""A style sheet whose block is left open silently loses all that follows it."""

from __future__ import annotations

from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[2] / "hotline" / "static").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_block_is_closed_and_no_rule_stands_in_a_block_by_accident(sheet: Path) -> None:
    """Rules inside a block are indented here, so a line at the margin stands outside all of them."""
    depth = 0
    for number, line in enumerate(sheet.read_text("utf-8").splitlines(), start=1):
        if line and not line.startswith((" ", "}")):
            assert depth == 0, f"{sheet.name}:{number} stands inside an open block"
        depth += line.count("{") - line.count("}")
    assert depth == 0, f"{sheet.name} ends inside an open block"
