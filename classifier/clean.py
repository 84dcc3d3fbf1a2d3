"""Fold a text into one plain spelling, character by character, so that every offset stays true.

Folding keeps the length: a red flag or a deciding word found in the folded text stands at the
same offsets in the caller's own words. That is why a character whose plain form is longer
("㎡", "…") keeps only its first character.
"""

from __future__ import annotations

import re
import unicodedata

from opencc import OpenCC

MAX_READ = 6000  # characters; of longer texts the model reads both ends, red flags read all
_HEAD_SHARE = 4500

_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF
_NUMBERS = re.compile(r"\d[\d -]{5,}\d")
_TOKENS = re.compile(
    r"〔[^〔〕\n]{1,12}〕"
)  # personal data already replaced at intake (design.md D15)
_LINKS = re.compile(r"(?:https?://|www\.)[!-~]{1,300}")


def _simplified() -> dict[int, str]:
    """Traditional to simplified, one character each; OpenCC holds the table."""
    han = [chr(point) for point in range(_FIRST_HAN, _LAST_HAN + 1)]
    plain = OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {ord(a): b for a, b in zip(han, plain, strict=True) if a != b and len(b) == 1}


class _Folding(dict[int, str]):
    """A translation table that learns each character at first sight."""

    def __missing__(self, point: int) -> str:
        folded = fold_character(chr(point))
        if len(self) < 70_000:  # a bound, so that hostile input can't grow it for ever
            self[point] = folded
        return folded


_TRADITIONAL = _simplified()
_SPELLED_TRADITIONALLY = frozenset(map(chr, _TRADITIONAL))
_FOLDING = _Folding()


def fold_character(character: str) -> str:
    """Its plain spelling, one character."""
    if character in "\n\r":
        return "\n"
    category = unicodedata.category(character)
    if category[0] == "C" or category in ("Zs", "Zl", "Zp"):
        return " "  # controls, lone surrogates, zero-width and unassigned characters say nothing
    plain = unicodedata.normalize("NFKC", character)[:1] or " "
    plain = _TRADITIONAL.get(ord(plain), plain).lower()
    return plain if len(plain) == 1 and not plain.isspace() else " "


def fold(text: str) -> str:
    """Return `text` of the same length: NFKC, half width, simplified, lower case, controls blanked."""
    return as_context_wants(text, text.translate(_FOLDING))


def as_context_wants(text: str, folded: str) -> str:
    """What no character says alone: 著 is 着 only where the writer spells traditionally."""
    if "著" in folded and not _SPELLED_TRADITIONALLY.isdisjoint(text[:500]):
        return folded.replace("著", "着")
    return folded


def mask(folded: str) -> str:
    """Blank links and intake tokens, turn long numbers to zeros; the length stays."""
    if "〔" in folded:
        folded = _TOKENS.sub(lambda hit: " " * len(hit[0]), folded)
    if "www." in folded or "://" in folded:
        folded = _LINKS.sub(lambda hit: " " * len(hit[0]), folded)
    return _NUMBERS.sub(lambda hit: "0" * len(hit[0]), folded)


def readable(text: str) -> str:
    """Both ends of an endless text: the plea stands at its start, the demand at its end."""
    if len(text) <= MAX_READ:
        return text
    return text[:_HEAD_SHARE] + "\n" + text[-(MAX_READ - _HEAD_SHARE - 1) :]
