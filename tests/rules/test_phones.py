"""Phone numbers and masks: one normal form for every spelling, and masks that show no more than the rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain import phones


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("13800001234", "13800001234"),
        ("+86 138-0000-1234", "13800001234"),
        ("0086 13800001234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("１３８ ００００ １２３４", "13800001234"),
        ("一三八零零零零一二三四", "13800001234"),
        ("幺三八〇〇〇〇幺二三四", "13800001234"),
        ("(0371)6550-0000", "037165500000"),
        ("+86-371-65500000", "037165500000"),
        ("+86 0371 65500000", "037165500000"),
        ("0371-65500000转8001", "037165500000"),
        ("12351", "12351"),
        (" 没有电话 ", "没有电话"),
        ("", ""),
    ],
)
def test_one_normal_form(said: str, digits: str) -> None:
    """Callers are found again however their number is written."""
    assert phones.normalise(said) == digits


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(said: str) -> None:
    """The index of a number may be made from either form."""
    once = phones.normalise(said)

    assert phones.normalise(once) == once


@pytest.mark.parametrize(
    ("said", "plausible"),
    [
        ("13800001234", True),
        ("0371-65500000", True),
        ("65500000", True),
        ("400-820-8820", True),
        ("110", True),
        ("12351", True),
        ("1380000123", False),
        ("23800001234", False),
        ("138000012345", False),
        ("无", False),
        ("", False),
    ],
)
def test_plausible_numbers(said: str, plausible: bool) -> None:
    """Only a warning hangs on it; the plea is kept either way."""
    assert phones.is_plausible(said) is plausible


def test_masks_of_a_number() -> None:
    """domain.md 8: phone 3 + 4, id 6 + 4, names first and last."""
    assert phones.tail("+86 138-0000-1234") == "1234"
    assert phones.mask("+86 138-0000-1234") == "138****1234"
    assert phones.mask("12351") == "****"
    assert phones.mask_id("41010519900101123x") == "410105********123x"
    assert phones.mask_id("410105900101123") == "410105*****1123"
    assert phones.mask_id("1234") == "****"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("测", "*"), ("张某", "张*"), ("测试甲", "测*甲"), ("欧阳测试", "欧**试"), (" 张某 ", "张*"), ("", "")],
)  # fmt: skip
def test_masks_of_a_name(name: str, masked: str) -> None:
    """Two characters: the first; more: first and last."""
    assert phones.mask_name(name) == masked
