"""Small honest fakes, passed in as arguments."""

from __future__ import annotations

from datetime import datetime, timedelta


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def move(self, span: timedelta) -> datetime:
        """Let time pass; returns the new time."""
        self._at += span
        return self._at
