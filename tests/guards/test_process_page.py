"""docs/process.md is drawn from the tables of moves and clocks: it cannot say what the program does not do."""

from __future__ import annotations

from bench.docs import PAGE
from bench.process_page import CLOCK_NAMES, process_page
from hotline.views import CLOCK_LABELS


def test_the_page_is_current() -> None:
    """After a change of a table: `python -m bench.docs`."""
    assert PAGE.read_text(encoding="utf-8") == process_page()


def test_the_page_calls_clocks_as_the_program_does() -> None:
    """One name for one clock."""
    assert {str(kind): name for kind, name in CLOCK_NAMES.items()} == {
        str(kind): label for kind, label in CLOCK_LABELS.items()
    }
