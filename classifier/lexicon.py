"""Labour concepts and the many words for each: what the model falls back on when own texts are few."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Hit:
    """One word of one concept; offsets in the folded text."""

    concept: str
    start: int
    end: int


class Lexicon:
    """Finds every concept word, overlapping ones too ("工伤" within "工伤认定")."""

    def __init__(self, concepts: dict[str, str]) -> None:
        self._concepts: dict[str, list[str]] = defaultdict(list)
        for concept, words in sorted(concepts.items()):
            for word in sorted(set(words.split())):
                self._concepts[word].append(concept)
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for word in sorted(self._concepts, key=len):
            if len(word) not in self._lengths[word[0]]:
                self._lengths[word[0]].append(len(word))

    def hits(self, text: str) -> list[Hit]:
        """All hits in reading order."""
        return [
            Hit(concept, start, start + length)
            for start, first in enumerate(text)
            for length in self._lengths.get(first, ())
            for concept in self._concepts.get(text[start : start + length], ())
            if start + length <= len(text)
        ]


def default_lexicon() -> Lexicon:
    """The lexicon in words/lexicon.toml."""
    source = resources.files("classifier") / "words" / "lexicon.toml"
    return Lexicon(tomllib.loads(source.read_text("utf-8")))
