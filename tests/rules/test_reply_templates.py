"""Templates: placeholders are checked where they stand, filled from a ticket, and never left out in silence."""

from __future__ import annotations

import pytest

from models.domain.reply_templates import (
    PLACEHOLDERS,
    Draft,
    Ready,
    Use,
    appended,
    draft_faults,
    filled,
    fits,
)
from models.policy.reply_templates import default_templates


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("您好，{姓名}", "第 1 行第 4 字：没有占位符 {姓名}"),
        ("一\n二 {编 号}", "第 2 行第 3 字：没有占位符 {编 号}"),
        ("{编号", "第 1 行第 1 字：花括号“{”不成对"),
        ("编号}", "第 1 行第 3 字：花括号“}”不成对"),
        ("{{编号}}", "第 1 行第 1 字：花括号“{”不成对"),
        ("{}", "没有占位符 {}"),
        ("   ", "请写模板内容"),
        ("字" * 2001, "最多 2000 字"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    """Line and column as an editor counts them."""
    faults = draft_faults(Draft("名称", Use.REPLY, None, text))

    assert said in faults[0].message


def test_every_placeholder_is_filled_or_marked() -> None:
    """What a ticket does not know stands there for the writer to see."""
    text = "".join(f"{{{name}}}" for name in PLACEHOLDERS)

    assert draft_faults(Draft("全部", Use.REPLY, "01", text)) == []
    assert filled(text, PLACEHOLDERS) == "".join(PLACEHOLDERS.values())
    assert (
        filled("{用人单位}，{编号}", {"编号": "1", "用人单位": None}) == "〔请填写：用人单位〕，1"
    )


def test_a_value_with_braces_is_not_filled_again() -> None:
    """An employer's name that looks like a placeholder stays as it is."""
    assert filled("{用人单位}", {"用人单位": "{编号}", "编号": "1"}) == "{编号}"


def test_the_best_fit_comes_first_and_typed_words_stay() -> None:
    """Exact matter, its group, all matters, another one."""
    ready = [Ready("x", "n", Use.REPLY, code, "") for code in ("0101", "01", None, "05")]

    assert [fits(one, "0101") for one in ready] == [0, 1, 2, 3]
    assert appended("已经写的 ", "模板") == "已经写的\n\n模板"
    assert appended("  ", "模板") == "模板"


def test_the_package_brings_templates_for_every_form() -> None:
    """At least a dozen, each without fault."""
    templates = default_templates()

    assert len(templates) >= 12
    assert {one.use for one in templates} == set(Use)
