"""Loads the emergency cards of script_cards.toml; refuses one with a part missing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from models.domain.errors import PolicyInvalid
from models.domain.script_cards import ScriptCard
from models.policy.load import default_policy

_LISTS = ("hits", "say", "ask", "call", "dont")


@cache
def default_cards() -> tuple[ScriptCard, ...]:
    """All cards, the gravest first."""
    source = resources.files("models.policy") / "script_cards.toml"
    return cards_from(tomllib.loads(source.read_text("utf-8")))


def cards_from(body: Mapping[str, Any]) -> tuple[ScriptCard, ...]:
    """Build and check; raises PolicyInvalid naming the row."""
    cards = tuple(_card(place, row) for place, row in enumerate(body.get("card", ()), 1))
    if len({card.kind for card in cards}) < len(cards):
        raise PolicyInvalid("script_cards.toml：有 kind 出现两次。")
    return cards


def _card(place: int, row: Mapping[str, Any]) -> ScriptCard:
    where = f"script_cards.toml 第 {place} 张 {row.get('kind', '')}"
    for name in ("kind", "name", *_LISTS):
        if not row.get(name):
            raise PolicyInvalid(f"{where}：缺少 {name}。")
    for hit in row["hits"]:
        if hit.rpartition("/")[2] not in default_policy().taxonomy.codes:
            raise PolicyInvalid(f"{where}：没有分类 {hit}。")
    lists = {name: tuple(row[name]) for name in _LISTS}
    return ScriptCard(kind=row["kind"], name=row["name"], **lists)
