"""docs/process.md is drawn from the tables of moves and clocks: it cannot say what the program does not do."""

from __future__ import annotations

from bench.docs import PAGE
from bench.process_page import process_page


def test_the_page_is_current() -> None:
    """After a change of a table: `python -m bench.docs`."""
    assert PAGE.read_text(encoding="utf-8") == process_page()
