"""What somebody typed into the search box, understood: phrases, words with their synonyms, numbers, letters. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.domain import phones
from models.domain.search_terms import RUN, is_telling
from models.domain.search_words import Words

LONGEST = 200  # characters of a question
MOST_PARTS = 12  # of a question; the rest is told as left out
_QUOTED = re.compile(r"[\"“”「『]([^\"“”「」『』]{1,60})[\"“”」』]")
_NUMBER = re.compile(r"(?<!\d)(20\d{6})-(\d{6,12})(?!\d)")
_PHONE_WORD = (
    r"(?:(?:手机|电话|来电|号码|联系电话|手机号)(?:号码?|尾号)?|尾号)\s*(?:是|为|:|：)?\s*"
)
_SAID_PHONE = re.compile(rf"{_PHONE_WORD}([\d*\- ]{{4,20}})")
_WHOLE_PHONE = re.compile(r"(?<![\d-])(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?\d{7,8})(?![\d-])")
_LONG = 7  # digits of anything longer may be somebody's number: it is looked for nowhere else
_TAIL = 4
_LETTERS = re.compile(r"[a-z][a-z0-9]*")
# How people ask: words around what they look for.
_ASKING = re.compile(
    r"(?:请|帮我?|我要|我想)?(?:查一?下|查找|查询|搜索?一?下?|找一?下|看看)|(?:相关|有关)的?(?:工单|诉求|案件)?|的?(?:工单|案件|诉求)$"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to look for. `pieces`: what it says in its shortest words; `others`: other ways to say it, each
    as the pieces that follow each other."""

    said: str
    pieces: tuple[str, ...]
    words: tuple[str, ...] = ()
    others: tuple[tuple[str, ...], ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. `segments` are the stretches between spaces as typed; `parts` are what they consist of."""

    typed: str
    segments: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    letters: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # whole ticket numbers
    digits: tuple[
        str, ...
    ] = ()  # short ones: an end of a ticket's number, or an amount in the text
    phones: tuple[str, ...] = ()  # whole, or four digits and more of the end
    left_out: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (
            self.phrases or self.parts or self.letters or self.numbers or self.digits or self.phones
        )


@dataclass(frozen=True)
class Synonyms:
    """Groups of words that mean the same to the hotline. `…` inside a word stands for a few other characters.

    `narrower` ones are kinds of what the group means: whoever asks for 职业病 finds 尘肺, not the other way round.
    """

    groups: Mapping[str, Sequence[str]]
    narrower: Mapping[str, Sequence[str]] = field(default_factory=dict)
    idle: frozenset[str] = frozenset()  # what stands in questions and says nothing
    _group_of: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # A word that stands in two groups belongs to the first: a question must not grow without end.
        found: dict[str, str] = {}
        for name, words in self.groups.items():
            for word in words:
                if "…" not in word:
                    found.setdefault(word, name)
        object.__setattr__(self, "_group_of", found)

    def group_of(self, word: str) -> str | None:
        """The group in which this word stands."""
        return self._group_of.get(word)

    def others(self, group: str, word: str) -> tuple[tuple[str, ...], ...]:
        """The other ways to say it, each cut at its gaps."""
        known = (*self.groups[group], *self.narrower.get(group, ()))
        return tuple(tuple(other.split("…")) for other in known if other != word)

    def longest(self, text: str, start: int) -> str | None:
        """The longest word of any group that stands here."""
        for length in range(min(_LONGEST_WORD, len(text) - start), 1, -1):
            if (word := text[start : start + length]) in self._group_of:
                return word
        return None


_LONGEST_WORD = 12


def understood(typed: str, words: Words, synonyms: Synonyms) -> Asked:
    """Take out numbers and quoted phrases, then cut the rest into words and known ways to say things."""
    rest = words.fold(typed[:LONGEST])
    phrases = tuple(" ".join(p.split()) for p in _QUOTED.findall(rest) if p.strip())
    rest = _QUOTED.sub(" ", rest)
    numbers = tuple(hit[0] for hit in _NUMBER.finditer(rest))
    rest, phone_numbers = _phones(_NUMBER.sub(" ", rest))
    rest, digits, too_long = _digits(rest)
    rest = _ASKING.sub(" ", rest)
    segments = tuple(dict.fromkeys(RUN_OF_WORDS.findall(rest)))
    parts: list[Part] = []
    letters: list[str] = []
    for segment in segments:
        for run in RUN.findall(segment):
            if _LETTERS.fullmatch(run):
                letters.append(run)
            elif run.isascii():
                parts += [Part(run, (run,))] if len(run) > 1 else []
            else:
                parts += _parts(run, words, synonyms)
    parts = list({part.said: part for part in parts}.values())
    return Asked(
        typed=typed[:LONGEST],
        segments=segments,
        phrases=phrases,
        parts=tuple(parts[:MOST_PARTS]),
        letters=tuple(dict.fromkeys(letters)),
        numbers=numbers,
        digits=digits,
        phones=phone_numbers,
        left_out=(*too_long, *(part.said for part in parts[MOST_PARTS:])),
    )


RUN_OF_WORDS = re.compile(r"[㐀-鿿a-z0-9]+")


def _phones(text: str) -> tuple[str, tuple[str, ...]]:
    found: list[str] = []

    def take(hit: re.Match[str]) -> str:
        digits = phones.normalise(re.sub(r"[*\- ]+", "", hit[hit.lastindex or 0]))
        if len(digits) < _TAIL:
            return hit[0]
        found.append(digits)
        return " "

    text = _WHOLE_PHONE.sub(take, text)
    text = _SAID_PHONE.sub(take, text)
    return text, tuple(dict.fromkeys(found))


def _digits(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Numbers that stand alone; those beside characters (3000元, 12月) are words of their segment."""
    short: list[str] = []
    too_long: list[str] = []

    def take(hit: re.Match[str]) -> str:
        (too_long if len(hit[0]) >= _LONG and not _is_day(hit[0]) else short).append(hit[0])
        return " "

    text = re.sub(r"(?<![㐀-鿿a-z0-9])\d{3,}(?![㐀-鿿a-z0-9])", take, text)
    text = re.sub(rf"\d{{{_LONG},}}x?", take, text)
    return text, tuple(dict.fromkeys(short)), tuple("…" + number[-2:] for number in too_long)


def _is_day(digits: str) -> bool:
    return len(digits) == 8 and digits.startswith("20") and "01" <= digits[4:6] <= "12"


def _parts(run: str, words: Words, synonyms: Synonyms) -> list[Part]:
    """A run of characters: known ways to say things first, words between them."""
    if len(run) == 1:
        return [_plain(run, words)] if is_telling(run) else []
    parts: list[Part] = []
    borders = _borders(run, words)
    start = at = 0
    while at < len(run):
        known = synonyms.longest(run, at)
        if known is None or not _fits(known, at, borders):
            at += 1
            continue
        parts += _cut(run[start:at], words, synonyms)
        group = synonyms.group_of(known)
        assert group is not None, "longest() answers words of groups"
        plain = _plain(known, words)
        others = synonyms.others(group, known)
        parts.append(Part(known, plain.pieces, plain.words, others, group))
        at += len(known)
        start = at
    parts += _cut(run[start:], words, synonyms)
    if not parts and any(is_telling(each) for each in run) and run not in synonyms.idle:
        return [Part(run, (run,))]  # 月嫂: cut to pieces of which none says anything
    return parts


def _borders(run: str, words: Words) -> set[int]:
    borders, at = {0}, 0
    for word in words.words(run):
        at += len(word)
        borders.add(at)
    return borders


def _fits(known: str, at: int, borders: set[int]) -> bool:
    """Two characters may be an accident of two neighbouring words (感受|伤心); three and more are not."""
    inside = at + 1
    return len(known) > 2 or inside not in borders or {at, at + 2} <= borders


def _cut(run: str, words: Words, synonyms: Synonyms) -> list[Part]:
    """Telling words. Neighbouring single characters are a word that the cutter does not know (叉车, 富康)."""
    parts: list[Part] = []
    unknown = ""
    for word in [*(words.words(run) if run else ()), ""]:
        if len(word) == 1 and is_telling(word):
            unknown += word
            continue
        if len(unknown) > 1:
            parts.append(Part(unknown, (unknown,)))
        unknown = ""
        if len(word) > 1 and is_telling(word) and word not in synonyms.idle:
            parts.append(_plain(word, words))
    return parts


def _plain(word: str, words: Words) -> Part:
    if len(word) == 1:
        return Part(word, (word,), (word,))
    pieces = [piece for piece in words.all_words(word) if piece != word and len(piece) > 1]
    covered = "".join(pieces) == word
    return Part(word, tuple(pieces) if covered else (word,), tuple(words.words(word)))
