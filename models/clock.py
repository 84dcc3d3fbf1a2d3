"""The only place that asks what time it is (design.md D11)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Something that knows the time, as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """This host's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)
