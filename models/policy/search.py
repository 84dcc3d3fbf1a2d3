"""Loads the words of the search box from search.toml; refuses a file that contradicts itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from models.domain.errors import PolicyInvalid
from models.domain.search_query import Synonyms

_SHORTEST, _LONGEST = 2, 12  # characters of a word; one alone means too many things


@cache
def default_synonyms() -> Synonyms:
    """The words of the package."""
    source = resources.files("models.policy") / "search.toml"
    return synonyms_from(tomllib.loads(source.read_text("utf-8")))


def synonyms_from(body: Mapping[str, Any]) -> Synonyms:
    """Build and check; raises PolicyInvalid naming the group."""
    groups, narrower = {}, {}
    for name, words in body["group"].items():
        same, _, kinds = words.lower().partition("|")
        groups[name], narrower[name] = tuple(same.split()), tuple(kinds.split())
        _check(f"search.toml [group] {name}", groups[name] + narrower[name])
    return Synonyms(groups, narrower, frozenset(body["idle"].split()))


def _check(where: str, words: tuple[str, ...]) -> None:
    if len(set(words)) < max(len(words), 2):
        raise PolicyInvalid(f"{where}：至少两个不同的词，且不能重复。")
    for word in words:
        pieces = word.split("…")
        if not _SHORTEST <= len(word) <= _LONGEST or not all(pieces):
            raise PolicyInvalid(
                f"{where}：“{word}”应为 {_SHORTEST} 至 {_LONGEST} 字，省略号两边都要有字。"
            )
