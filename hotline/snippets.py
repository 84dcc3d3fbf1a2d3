"""Where a hit's words stand: a stretch of the text around them, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.late import search_words

Piece = tuple[str, str]  # (words, "for" where marked, else "")
_BEFORE, _SHOWN = 24, 150  # characters


def pieces(text: str, marks: Sequence[str]) -> list[Piece]:
    """The whole text cut at the marked words; folding keeps the length, so the places are true."""
    if not marks:
        return [(text, "")]
    found: list[Piece] = []
    at = 0
    for hit in _pattern(marks).finditer(_fold(text)):
        found += [(text[at : hit.start()], ""), (text[hit.start() : hit.end()], "for")]
        at = hit.end()
    return [piece for piece in [*found, (text[at:], "")] if piece[0]]


def snippet(text: str, marks: Sequence[str]) -> list[Piece]:
    """A stretch with as many different marked words as fit; the text's beginning when there are none."""
    start = _best_start(_fold(text), marks)
    shown = text[start : start + _SHOWN]
    lead, tail = ("…" if start else ""), ("…" if start + _SHOWN < len(text) else "")
    return pieces(lead + " ".join(shown.split()) + tail, marks)


def is_marked(text: str, marks: Sequence[str]) -> bool:
    """Whether any of the words stands in this text."""
    return bool(marks) and _pattern(marks).search(_fold(text)) is not None


def _best_start(folded: str, marks: Sequence[str]) -> int:
    hits = list(_pattern(marks).finditer(folded)) if marks else []
    best, most = 0, 0
    for hit in hits:
        start = max(0, hit.start() - _BEFORE)
        inside = {h[0] for h in hits if start <= h.start() and h.end() <= start + _SHOWN}
        if len(inside) > most:
            best, most = start, len(inside)
    return best


def _pattern(marks: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(mark) for mark in marks))


def _fold(text: str) -> str:
    return search_words().fold(text)
