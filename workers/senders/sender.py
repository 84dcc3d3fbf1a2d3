"""What every way of telling somebody looks like."""

from __future__ import annotations

from typing import Protocol

from models.services.notify import Letter


class Sender(Protocol):
    """Delivers one letter or raises SendFailed, which says whether to try again."""

    def send(self, letter: Letter) -> None: ...
