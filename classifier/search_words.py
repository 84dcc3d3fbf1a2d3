"""What the search takes from the reader: one plain spelling, and the words of a text. Rules: models/domain/search_*."""

from __future__ import annotations

from classifier.clean import fold
from classifier.cut import Cutter, default_cutter
from models.domain.search_words import Words


class ReaderWords(Words):
    """Folds and cuts as the model does."""

    def __init__(self, cutter: Cutter) -> None:
        self._cutter = cutter

    def fold(self, text: str) -> str:
        return fold(text)

    def words(self, folded: str) -> list[str]:
        return self._cutter.words(folded)

    def all_words(self, folded: str) -> list[str]:
        return self._cutter.all_words(folded)


def reader_words() -> ReaderWords:
    """Anew each time; loading the dictionary takes a sixth of a second: keep it."""
    return ReaderWords(default_cutter())
