"""Ready answers and emergency cards are data: sound, found by matter and word, refused with their place."""

from __future__ import annotations

from typing import Any

import pytest

from classifier.redflags import RULES
from models.domain.errors import PolicyInvalid
from models.domain.knowledge import MOST, answers_for
from models.domain.script_cards import cards_for, cards_heard
from models.policy.knowledge import DISCLAIMER, answers_from, default_answers
from models.policy.script_cards import cards_from, default_cards

ANSWER = {"id": "a", "title": "题", "text": "文", "categories": ["0101"]}
CARD = {
    "kind": "k",
    "name": "名",
    "hits": ["life/1301"],
    "say": ["说"],
    "ask": ["问"],
    "call": ["110"],
    "dont": ["不"],
}
# Flags of these groups need no first-minute card: nobody is in danger while the caller speaks.
WITHOUT_CARD = {"flight", "media"}


def _ids(category: str | None, said: str) -> list[str]:
    return [answer.id for answer in answers_for(default_answers(), category, said)]


def test_an_answer_from_the_law_says_that_the_law_decides() -> None:
    """Whatever names a law carries the sentence once; none is longer than can be read out in a minute."""
    for answer in default_answers():
        assert answer.text.count(DISCLAIMER) == ("《" in answer.text), answer.id
        assert len(answer.text) <= 260, answer.id


@pytest.mark.parametrize(
    ("category", "said", "first"),
    [
        ("0101", "", "site-wages"),
        (None, "公司没给年假", "annual-leave"),
        ("1403", "商家不退款", "consumer-matter"),
        ("0102", "老板跑路了，搬空了", "late-wages"),
        ("0404", "医保报销怎么办", "medical-insurance"),
    ],
)
def test_the_answer_that_fits_stands_first(category: str | None, said: str, first: str) -> None:
    """By category, by words, or by both together."""
    assert _ids(category, said)[0] == first


def test_nothing_is_offered_for_nothing() -> None:
    """Neither for an empty call nor for a matter that only shares its parent; never more than a few."""
    assert _ids(None, "") == []
    assert _ids("1402", "") == []
    assert len(_ids("1403", "退款 医保报销 交通事故 正在仲裁")) == MOST


@pytest.mark.parametrize("name", ["id", "title", "text", "categories"])
def test_an_answer_without_a_part_is_refused(name: str) -> None:
    """The message names the row."""
    with pytest.raises(PolicyInvalid, match=f"第 2 条.*缺少 {name}"):
        answers_from({"answer": [ANSWER, ANSWER | {"id": "b", name: ""}]})


@pytest.mark.parametrize(
    ("rows", "fault"),
    [([ANSWER, ANSWER], "出现两次"), ([ANSWER | {"categories": ["9999"]}], "没有分类 9999")],
)
def test_an_answer_that_contradicts_is_refused(rows: list[Any], fault: str) -> None:
    """Two of one name, or a matter that the catalogue does not know."""
    with pytest.raises(PolicyInvalid, match=fault):
        answers_from({"answer": rows})


@pytest.mark.parametrize("name", list(CARD))
def test_a_card_without_a_part_is_refused(name: str) -> None:
    """A card that forgets whom to call is worse than none."""
    empty: Any = [] if isinstance(CARD[name], list) else ""
    with pytest.raises(PolicyInvalid, match=f"第 1 张.*缺少 {name}"):
        cards_from({"card": [CARD | {name: empty}]})


@pytest.mark.parametrize(
    ("rows", "fault"),
    [([CARD, CARD], "出现两次"), ([CARD | {"hits": ["life/9999"]}], "没有分类 life/9999")],
)
def test_a_card_that_contradicts_is_refused(rows: list[Any], fault: str) -> None:
    """Two of one kind, or a hit that no rule could make."""
    with pytest.raises(PolicyInvalid, match=fault):
        cards_from({"card": rows})


def test_every_danger_has_its_card() -> None:
    """Each rule's kind of hit opens a card, and each hit of a card is one that a rule makes."""
    made = {f"{rule.group}/{rule.category}" for rule in RULES if rule.group not in WITHOUT_CARD}

    assert {hit for card in default_cards() for hit in card.hits} == made


def test_a_card_is_chosen_by_flags_then_by_category_then_by_a_person() -> None:
    """Flags are more exact than a category; without either all cards are there."""
    cards = default_cards()
    kinds = [
        [card.kind for card in cards_for(cards, {"life/1303"}, "1301")],
        [card.kind for card in cards_for(cards, (), "0505")],
    ]

    assert kinds == [["extreme_wage_claim"], ["accident"]]
    assert cards_for(cards, (), None) == list(cards)
    assert cards_heard(cards, ()) == []
