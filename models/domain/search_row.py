"""A ticket as the search keeps it: what may be found, and under which terms. Pure.

Callers' names are taken out of notes too, tokens such as 〔电话1〕 and long numbers out of everything: a phone is found
by its blind index only (models/queries/search.py), an id number not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.domain import search_terms as terms_of
from models.domain.search_words import Words

SPELLING = 2  # count up when the rules of this file or of search_terms change: rows of older rules are made anew
_TOKEN = re.compile(r"〔[^〔〕\n]{1,12}〕")
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}")  # seven digits may be somebody's phone
_MOST_CHARACTERS = 12_000
_MOST_INITIALS = 200
_LONGEST_MATTER = 80
_SHORTEST_NAME = 2
_GAP = "\n"  # between the fields: no pair of characters may reach over it


@dataclass(frozen=True, slots=True)
class Content:
    """What a ticket holds. `names`: the callers', in clear; they are only read to be left out."""

    ticket_id: int
    number: str
    text: str
    employer: str | None
    matter: str  # the name of its category
    places: Sequence[str]
    notes: Sequence[str]
    names: Sequence[str]
    status: str
    category: str | None
    month: str
    units: Sequence[int]
    departments: Sequence[int]
    logger: int | None


@dataclass(frozen=True, slots=True)
class SearchRow:
    """The columns that are searched."""

    body: str
    matter: str
    initials: str
    terms: list[str]


def row_of(content: Content, words: Words, initials_of: Callable[[str], str]) -> SearchRow:
    """Fold, leave out what is personal, and spell the rest."""
    employer = words.fold(content.employer or "")
    body = _body(content, words, employer)
    matter = words.fold(content.matter)[:_LONGEST_MATTER]
    initials = initials_of(employer)[:_MOST_INITIALS]
    terms = {
        *terms_of.pairs(body),
        *terms_of.pairs(matter),
        *terms_of.word_terms(words.all_words(body)),
        *terms_of.number_terms(content.number),
        *terms_of.initials_terms(initials),
        *terms_of.place_terms(
            units=content.units, departments=content.departments, logger=content.logger
        ),
        *terms_of.kind_terms(content.status, content.category, content.month),
        *terms_of.window_terms(content.ticket_id),
    }
    return SearchRow(body, matter, initials, sorted(terms))


def _body(content: Content, words: Words, employer: str) -> str:
    said = _GAP.join([content.text, *content.notes])
    said = _TOKEN.sub(lambda hit: " " * len(hit[0]), said)
    folded = words.fold(said)
    for name in content.names:
        if len(name.strip()) >= _SHORTEST_NAME:
            folded = folded.replace(words.fold(name.strip()), _GAP)
    places = [words.fold(place) for place in content.places]
    whole = _GAP.join([employer, *places, folded])[:_MOST_CHARACTERS]
    return _LONG_NUMBER.sub(_GAP, whole)
