"""The jobs: no arguments, safe to run twice, late or never. They drain what is due and go."""

from __future__ import annotations

from collections.abc import Callable

from workers import drain
from workers.runtime import Runtime, current


def emergency() -> None:
    """A P1 was kept: its notices first, then the rungs that are due."""
    runtime = current()
    runtime.bell.heard("emergency")
    drain.notify(runtime)
    drain.escalate(runtime)
    drain.triage(runtime)


def escalate() -> None:
    """Due rungs, then the notices they made."""
    runtime = current()
    _drain(runtime, "escalate", drain.escalate)
    drain.notify(runtime)


def triage() -> None:
    """Unread tickets, then the notices that dispatching made."""
    runtime = current()
    _drain(runtime, "triage", drain.triage)
    drain.notify(runtime)


def notify() -> None:
    """Unsent notices."""
    _drain(current(), "notify", drain.notify)


def _drain(runtime: Runtime, name: str, work: Callable[[Runtime], int]) -> None:
    # The key goes first: a ring that comes while we work must make a new job.
    runtime.bell.heard(name)
    work(runtime)
