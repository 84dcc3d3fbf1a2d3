"""Everything is killed once while tickets pour in and staff act; the checker finds no broken promise (long: make chaos)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from bench.chaos import FAULTS, Plan, rage


def test_whatever_is_killed_no_promise_breaks() -> None:
    """Web, workers, supervisor, scheduler, Valkey with its data, PostgreSQL (restart and kill -9), connections."""
    folder = Path(tempfile.mkdtemp(prefix="hl-"))
    folder.chmod(0o711)
    plan = Plan(seconds=16, pause=1.5, callers=3, staff=2, real=False, home=folder / "var")
    try:
        outcome = rage(plan, print)
    finally:
        shutil.rmtree(folder, ignore_errors=True)

    assert outcome.faults == []
    assert outcome.early == 0
    assert outcome.given_up == 0
    assert outcome.acknowledged > 0
    assert outcome.escalated > 0
    assert set(outcome.killed) == set(FAULTS)
