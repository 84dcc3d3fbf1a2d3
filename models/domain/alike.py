"""Whether two tellings may be one matter: how many pairs of neighbouring characters they share. Pure, and quick enough
for every pause in typing: no word list, no model, no index."""

from __future__ import annotations

import re
import unicodedata

LIKELY = (
    0.5  # of the shorter telling's pairs; tests/rules/test_alike.py shows what lies on either side
)
_FEWEST = 8  # pairs: in less than a sentence everything resembles everything
_TOKEN = re.compile(r"〔[^〕]*〕")
_KEPT = re.compile(r"[^\w]+")


def pairs_of(text: str) -> frozenset[str]:
    """Neighbouring characters of the text without punctuation and tokens of personal data."""
    plain = _KEPT.sub("", unicodedata.normalize("NFKC", _TOKEN.sub("", text))).lower()
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter one's pairs that the longer one has too: what is being typed is still short."""
    fewer = min(len(one), len(other))
    if fewer < _FEWEST:
        return 0.0
    return len(one & other) / fewer
