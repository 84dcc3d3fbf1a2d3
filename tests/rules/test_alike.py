"""Likely duplicates by text: the same story told again is found, another story about the same boss is not."""

from __future__ import annotations

import pytest

from models.domain.alike import LIKELY, likeness, pairs_of

_FIRST = "我在新乡宏达砖厂干活，从八月份到现在三个月工资没发，一共两万多，老板说没钱。"


@pytest.mark.parametrize(
    ("again", "likely"),
    [
        ("在宏达砖厂干活，三个月工资没发，老板说没钱", True),
        ("宏达砖厂八月份到现在工资没发，一共两万多块，电话〔电话1〕", True),
        (_FIRST, True),
        ("宏达砖厂没给我们交社保，我想问问怎么补缴养老保险", False),
        ("我在宏达砖厂上班时手被机器压伤，单位不给报工伤", False),
        ("工资没发", False),  # too short to tell
        ("", False),
    ],
)
def test_the_same_story_is_likely_the_same_matter(again: str, *, likely: bool) -> None:
    """Half of the shorter telling's character pairs decides."""
    assert (likeness(pairs_of(_FIRST), pairs_of(again)) >= LIKELY) is likely


def test_likeness_does_not_care_who_was_first() -> None:
    """Punctuation, width and order of the two make no difference."""
    one, other = pairs_of("三个月没发工资,老板跑了"), pairs_of("三个月没发工资，老板跑了！！")

    assert likeness(one, other) == likeness(other, one) == 1.0
