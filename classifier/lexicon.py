"""Labour concepts and the many words for each: what the model falls back on when own texts are few."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from importlib import resources


class Lexicon:
    """Knows for each word its concepts; one word may name several."""

    def __init__(self, concepts: dict[str, str]) -> None:
        self.names = tuple(sorted(concepts))
        self._concepts: dict[str, list[str]] = defaultdict(list)
        for concept, words in sorted(concepts.items()):
            for word in sorted(set(words.split())):
                self._concepts[word].append(concept)

    @property
    def words(self) -> tuple[str, ...]:
        """All words of all concepts; one may be part of another ("工伤" of "工伤认定")."""
        return tuple(self._concepts)

    def concepts(self, word: str) -> tuple[str, ...]:
        """What the word says; nothing if it is not in the lexicon."""
        found = self._concepts.get(word)
        return tuple(found) if found else ()


def default_lexicon() -> Lexicon:
    """The lexicon in words/lexicon.toml."""
    source = resources.files("classifier") / "words" / "lexicon.toml"
    return Lexicon(tomllib.loads(source.read_text("utf-8")))
