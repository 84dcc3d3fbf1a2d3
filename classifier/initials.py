"""Initials of an employer's name as people type them: 河南鑫晟建设 -> hnxsjs."""

from __future__ import annotations

import re

from pypinyin import Style, pinyin

_LETTER = re.compile(r"[a-z0-9]")
_MOST_WAYS = 8  # to read one name; behind that the first reading of a character holds


def initials_of(folded: str) -> str:
    """One letter for each character; letters and digits stay, all else is left out. Reads 重庆 as cq, 重要 as zy.

    A character that is read in several ways gives several spellings, with a space between.
    """
    ways = [""]
    for sounds in pinyin(folded, style=Style.FIRST_LETTER, heteronym=True):
        letters = list(dict.fromkeys("".join(_LETTER.findall(sound)) for sound in sounds))
        if len(ways) * len(letters) > _MOST_WAYS:
            letters = letters[:1]
        ways = [way + letter for letter in letters for way in ways]
    return " ".join(way for way in dict.fromkeys(ways) if way)
