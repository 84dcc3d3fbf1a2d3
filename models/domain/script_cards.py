"""Cards for the first minutes of an emergency call (domain.md 4.3, 4.4): which one fits what was heard. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScriptCard:
    """What to say, to ask, whom to call and what to leave. `hits` are "group/category" of danger rules."""

    kind: str
    name: str
    hits: tuple[str, ...]
    say: tuple[str, ...]
    ask: tuple[str, ...]
    call: tuple[str, ...]
    dont: tuple[str, ...]


def cards_heard(cards: Sequence[ScriptCard], hits: Collection[str]) -> list[ScriptCard]:
    """The cards of the red flags in a text, none without flags."""
    return [card for card in cards if not set(card.hits).isdisjoint(hits)]


def cards_for(
    cards: Sequence[ScriptCard], hits: Collection[str], category: str | None
) -> list[ScriptCard]:
    """For a known emergency: by its flags, else by its category, else all, for a person to choose from."""
    by_category = [card for card in cards if any(hit.endswith(f"/{category}") for hit in card.hits)]
    return cards_heard(cards, hits) or by_category or list(cards)
