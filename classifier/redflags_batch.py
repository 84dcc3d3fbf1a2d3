"""The danger rules over many texts: one pass finds the rules that could hit at all; for most texts there is none.

Apart from `redflags`, because the web scans one text at a time and starts without numpy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from classifier.finder import SEPARATOR, Finder, points_of
from classifier.fold_batch import fold_all
from classifier.redflags import RULES, Rule, flags_of, squeezed
from models.domain.verdict import RedFlag

_PARTS = Finder(sorted({part for rule in RULES for part in rule.parts}))
_RULES_OF_PART: tuple[tuple[int, ...], ...] = tuple(
    tuple(at for at, rule in enumerate(RULES) if part in rule.parts) for part in _PARTS.words
)


def scan_all(
    texts: Sequence[str], folded: Sequence[str] | None = None
) -> list[tuple[RedFlag, ...]]:
    """The red flags of each text, as `redflags.scan` finds them; `folded`, if somebody has folded them already."""
    plain = [squeezed(text) for text in (fold_all(texts) if folded is None else folded)]
    possible = _possible([one for one, _ in plain])
    return [
        flags_of(text, one, origin, rules)
        for text, (one, origin), rules in zip(texts, plain, possible, strict=True)
    ]


def _possible(folded: Sequence[str]) -> list[Sequence[Rule]]:
    """For each text the rules of which it contains a part that every hit contains, in their order.

    For a single text looking is dearer than trying all.
    """
    if len(folded) == 1:
        return [RULES]
    lengths = np.array([len(text) for text in folded], dtype=np.int64)
    text_of = np.repeat(np.arange(len(folded)), lengths + 1)
    hits = _PARTS.find(points_of(SEPARATOR.join(folded)))
    rules: list[set[int]] = [set() for _ in folded]
    for text, part in zip(text_of[hits.starts].tolist(), hits.words.tolist(), strict=True):
        rules[text].update(_RULES_OF_PART[part])
    return [[RULES[at] for at in sorted(some)] for some in rules]
