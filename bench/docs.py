"""`python -m bench.docs`: writes the pages of docs/ that are drawn from tables in code."""

from __future__ import annotations

from pathlib import Path

from bench.process_page import process_page

PAGE = Path(__file__).parents[1] / "docs" / "process.md"


def main() -> None:
    """Write docs/process.md anew; tests/guards/test_process_page.py complains when this was forgotten."""
    PAGE.write_text(process_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
