"""In which order a question is answered: as it was typed, then all its words, then their synonyms, then most of it. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from models.domain.search_query import Asked, Part
from models.domain.search_terms import EMPTY, number_term, pairs, word_terms

_INITIALS = 3
_DAY = 8
_TAIL = 4
_COUNT = 6
_FEW = 2  # tickets of the sample
_MOST_TERMS = 60  # of one condition: more make nothing narrower
ENOUGH = 0.4  # of a question's weight: less in common is no answer


class Tier(IntEnum):
    """How well a ticket answers; better ones come first."""

    NUMBER = 0  # the ticket's own number, or the caller's
    EXACT = 1  # as it was typed, whole words
    WORDS = 2  # every word
    MEANING = 3  # every word or another one that means the same
    PARTLY = 4  # most of it


Alternative = tuple[str, ...]  # pieces that follow each other with a few characters between


@dataclass(frozen=True, slots=True)
class Wish:
    """Conditions that one ticket must all meet."""

    terms: tuple[str, ...] = ()  # all of these, in the index
    one_of: tuple[tuple[str, ...], ...] = ()  # of each group one, in the index
    contains: tuple[str, ...] = ()  # in the text
    either: tuple[tuple[Alternative, ...], ...] = ()  # of each group one, in the text
    letters: tuple[str, ...] = ()  # a word of the text or initials of the employer
    matter: bool = False  # whether the name of the category counts as text

    @property
    def is_searchable(self) -> bool:
        """Whether the index can make it short; a single character alone cannot be looked for."""
        return bool(self.terms or self.one_of)


def plan(asked: Asked) -> list[tuple[Tier, Wish]]:
    """The wishes in their order; one that the index can't help with is left out."""
    always = _always(asked)
    if not asked.parts:
        return [(Tier.EXACT, always)] if always.is_searchable else []
    segments = tuple(s for s in asked.segments if any(part.said in s for part in asked.parts))
    wishes = [
        (Tier.EXACT, _with(always, segments, (w for p in asked.parts for w in p.words))),
        (Tier.WORDS, _with(always, (piece for p in asked.parts for piece in p.pieces))),
    ]
    wishes.append((Tier.MEANING, _meaning(always, asked.parts)))
    return [(tier, wish) for tier, wish in wishes if wish.is_searchable]


def groups(asked: Asked) -> list[Wish]:
    """Each part of the question by itself, for tickets that answer most of it."""
    parts = [_meaning(Wish(), [part]) for part in asked.parts]
    others = [_with(Wish(), [phrase]) for phrase in asked.phrases]
    return [wish for wish in parts + others if wish.is_searchable]


def driver(wish: Wish) -> tuple[str, ...]:
    """Terms of which one stands in every ticket that this wish finds."""
    if wish.one_of:
        return wish.one_of[0]
    return (wish.terms[(len(wish.terms) - 1) // 2],)


def by_number(asked: Asked) -> Wish | None:
    """The ticket's number, whole or its end; the day of a date."""
    found = [number_term(number) for number in asked.numbers]
    for digits in asked.digits:
        if len(digits) == _DAY:
            found.append(f"#day{digits}")
        elif len(digits) == _TAIL or len(digits) >= _COUNT:
            found.append(number_term(digits))
    return Wish(one_of=(tuple(found),)) if found else None


def marks(asked: Asked) -> list[str]:
    """What is marked in a hit: the words as typed and every other way to say them, longer ones first."""
    found = {*asked.phrases, *asked.letters, *asked.digits}
    for part in asked.parts:
        found |= {part.said, *part.pieces}
        found |= {piece for other in part.others for piece in other if len(piece) > 1}
    return sorted(found, key=lambda word: (-len(word), word))


def weights(seen: Sequence[int], among: int) -> list[float]:
    """What each part of a question is worth: the fewer tickets have it, the more. One that none has tells nothing
    about the others, and is worth no more than one that few have."""
    return [math.log(1 + (among + 1) / (max(count, _FEW) + 1)) for count in seen]


def score(has: Sequence[bool], worth: Sequence[float]) -> float:
    """The share of a question's weight that a ticket has."""
    return sum(w for has_it, w in zip(has, worth, strict=True) if has_it) / sum(worth)


def _always(asked: Asked) -> Wish:
    wish = _with(Wish(), asked.phrases)
    letters = tuple(_letter_terms(word) for word in asked.letters)
    digits = tuple((digits,) for digits in asked.digits)
    return Wish(
        terms=wish.terms,
        one_of=(*letters, *digits),
        contains=wish.contains,
        letters=asked.letters,
    )


def _letter_terms(word: str) -> tuple[str, ...]:
    return (word, f"~{word[:_INITIALS]}") if len(word) >= _INITIALS else (word,)


def _with(base: Wish, contains: Iterable[str], words: Iterable[str] = ()) -> Wish:
    """The wish with more to contain; `words` must also be words of their own."""
    strings = tuple(dict.fromkeys(contains))
    terms = [term for string in strings for term in pairs(string)] + list(word_terms(words))
    return Wish(
        terms=tuple(dict.fromkeys([*base.terms, *terms]))[:_MOST_TERMS],
        one_of=base.one_of,
        contains=(*base.contains, *strings),
        either=base.either,
        letters=base.letters,
    )


def _meaning(base: Wish, parts: Sequence[Part]) -> Wish:
    wish = _with(base, (piece for p in parts if not p.others for piece in p.pieces))
    said = [[part.pieces, *part.others] for part in parts if part.others]
    one_of = [tuple(dict.fromkeys(_rarest(way) for way in ways)) for ways in said]
    return Wish(
        matter=True,
        terms=wish.terms,
        one_of=(*wish.one_of, *one_of),
        contains=wish.contains,
        either=tuple(tuple(ways) for ways in said),
        letters=wish.letters,
    )


def _rarest(way: Alternative) -> str:
    """One pair that stands wherever this way to say it stands: of the longest piece one in its middle, which
    reaches over two words and is rarer than either; no pair that stands in a tenth of all tickets."""
    found = list(pairs(max(way, key=len)))
    middle = (len(found) - 1) / 2

    def frequency(place: int) -> tuple[bool, int, float]:
        pair = found[place]
        return pair in _FREQUENT, sum(c in EMPTY for c in pair), abs(place - middle)

    return found[min(range(len(found)), key=frequency)] if found else way[0]


# In words about work these stand everywhere.
_FREQUENT = frozenset(
    ("工资", "没有", "公司", "老板", "不给", "一直", "工人", "上班", "单位", "合同", "劳动")
)
