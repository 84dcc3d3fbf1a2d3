"""The notice list in the program itself: a notice is visible as soon as it is marked as sent."""

from __future__ import annotations

from models.services.notify import Letter


class InApp:
    """Nothing has to leave the house."""

    def send(self, letter: Letter) -> None:
        """The row is the delivery."""
