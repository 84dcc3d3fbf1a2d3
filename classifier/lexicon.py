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
        # By the first two characters: of the first one alone nearly every character is one.
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._concepts:
            lengths[word[:2]].add(len(word))
        self._lengths = {start: tuple(sorted(many)) for start, many in lengths.items()}

    def hits(self, text: str) -> list[Hit]:
        """All hits in reading order."""
        found = []
        for start, first in enumerate(text):
            pair = text[start : start + 2]
            lengths = self._lengths.get(first, ())
            if len(pair) > 1:
                lengths += self._lengths.get(pair, ())
            for length in lengths:
                word = text[start : start + length]
                if len(word) == length:
                    found += [Hit(c, start, start + length) for c in self._concepts.get(word, ())]
        return found


def default_lexicon() -> Lexicon:
    """The lexicon in words/lexicon.toml."""
    source = resources.files("classifier") / "words" / "lexicon.toml"
    return Lexicon(tomllib.loads(source.read_text("utf-8")))
