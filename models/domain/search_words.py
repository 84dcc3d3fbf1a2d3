"""What the search must know about words: the reader knows it, these rules only ask."""

from __future__ import annotations

from typing import Protocol


class Words(Protocol):
    """Reads a text as words."""

    def fold(self, text: str) -> str:
        """The same length in one plain spelling: half width, simplified, lower case."""
        ...

    def words(self, folded: str) -> list[str]:
        """The words in order; joined they are the text again."""
        ...

    def all_words(self, folded: str) -> list[str]:
        """The words and the shorter words inside long ones."""
        ...
