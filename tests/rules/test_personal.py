"""Personal data leaves the text and comes back whole; what is not personal stays where it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.personal import comparable, restore, tokenise


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我电话13800001234", "我电话〔电话1〕"),
        ("打+86 138 0000 1234找我", "打〔电话1〕找我"),
        ("0086 138 0000 1234", "〔电话1〕"),
        ("8613800001234", "〔电话1〕"),
        ("138-0000-1234", "〔电话1〕"),
        ("138.0000.1234", "〔电话1〕"),
        ("138—0000—1234", "〔电话1〕"),
        ("1 3 8 0 0 0 0 1 2 3 4", "〔电话1〕"),
        ("１３８００００１２３４", "〔电话1〕"),
        ("一三八零零零零一二三四", "〔电话1〕"),
        ("幺三八 零零零零 幺二三四", "〔电话1〕"),
        ("一三八〇〇〇〇一二三四", "〔电话1〕"),
        ("微信同号13800001234", "微信同号〔电话1〕"),
        ("13800001234,13900001234", "〔电话1〕,〔电话2〕"),
        ("1380000123413900001234", "〔电话1〕〔电话2〕"),
        ("座机0371-65500000", "座机〔电话1〕"),
        ("(0371)65500000", "〔电话1〕"),
        ("（0371）6550 0000", "〔电话1〕"),
        ("+86-371-65500000", "〔电话1〕"),
        ("座机65500000", "座机〔电话1〕"),
        ("身份证410105199001011234，", "身份证〔身份证1〕，"),
        ("41010519900101123X拖欠", "〔身份证1〕拖欠"),
        ("４１０１０５１９９００１０１１２３ｘ", "〔身份证1〕"),
        ("410105 19900101 1234", "〔身份证1〕"),
        ("身份证号是410105199013451234", "身份证号是〔身份证1〕"),
        ("410105900101123", "〔身份证1〕"),
        ("四一零一零五一九九零零一零一一二三四", "〔身份证1〕"),
        ("卡号6222021702001234567", "卡号〔银行卡1〕"),
        ("6222 0217 0200 1234 567", "〔银行卡1〕"),
        ("6222-0217-0200-1234", "〔银行卡1〕"),
        ("微信号：wx_abc123", "微信号：〔微信1〕"),
        ("加我微信 ceshi123", "加我微信 〔微信1〕"),
        ("vx：abc123", "vx：〔微信1〕"),
        ("QQ:12345678", "QQ:〔微信1〕"),
        ("邮箱a.b@example.com收", "邮箱〔邮箱1〕收"),
        ("车牌豫A12345", "车牌〔车牌1〕"),
        ("豫A·D12345", "〔车牌1〕"),
        ("豫ａ１２３４５", "〔车牌1〕"),
    ],
)
def test_personal_data_leaves_the_text(text: str, kept: str) -> None:
    """However it is written, a token of the right kind stands in its place."""
    found = tokenise(text)

    assert found.text == kept
    assert restore(found.text, found.originals) == text


@pytest.mark.parametrize(
    "text",
    [
        "欠我123456.78元",
        "工程款 15000000000 元没付",
        "一万三千八百元",
        "1,380,000,123.4元",
        "2026年11月24日",
        "2026-11-24 08:30:00至2026-12-24",
        "20261124",
        "编号20261124-000123",
        "20261124-000123",
        "拨打12351，也打过12345和110",
        "95588",
        "订单号1234567890123456789",
        "订单 202611241234567890 没结算",
        "统一社会信用代码91410100MA3X0000XX",
        "国办函〔2025〕66号",
        "送了12345单，3000人没发工资",
        "微信转账5000元",
        "微信群500人",
        "云server12",
        "银行卡尾号1234",
        "第一二三四五六条",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    """Amounts, dates, ticket numbers, hotlines, order numbers: the case needs them."""
    assert tokenise(text).text == text


def test_equal_values_get_equal_tokens_however_they_are_written() -> None:
    """So that a reader sees that two places name the same phone."""
    found = tokenise(
        "打13800001234或者138-0000-1234或者+86 13800001234或者一三八零零零零一二三四或者13900001234"
    )

    assert found.text == "打〔电话1〕或者〔电话1〕或者〔电话1〕或者〔电话1〕或者〔电话2〕"
    assert [original.value for original in found.originals] == ["13800001234", "13900001234"]


def test_the_callers_own_name_leaves_the_text() -> None:
    """Only the caller's, and not a single character that might be any word."""
    assert (
        tokenise("我叫张某，张某丙欠钱", caller_name=" 张某 ").text
        == "我叫〔来电人〕，〔来电人〕丙欠钱"
    )
    assert tokenise("张家口工地", caller_name="张").text == "张家口工地"


def test_a_name_never_breaks_a_token() -> None:
    """Whoever calls himself 电话 leaves the tokens whole."""
    found = tokenise("电话13800001234", caller_name="电话")

    assert found.text == "〔来电人〕〔电话1〕"
    assert restore(found.text, found.originals) == "电话13800001234"


@pytest.mark.parametrize(
    "forged", ["〔电话1〕", "〔电话 1〕", "〔电话１〕", "〔来电人〕", "〔身份证1〕"]
)
def test_a_forged_token_stays_what_it_is(forged: str) -> None:
    """What a caller writes never turns into somebody's number."""
    found = tokenise(f"{forged}和13800001234和张某", caller_name="张某")

    assert found.text == f"［{forged[1:-1]}］和〔电话1〕和〔来电人〕"
    assert restore(found.text, found.originals) == f"［{forged[1:-1]}］和13800001234和张某"


_PIECES = st.one_of(
    st.sampled_from(
        [
            "13800001234",
            "13900001234",
            "410105199001011234",
            "6222021702001234567",
            "0371-65500000",
            "a@example.com",
            "豫A12345",
            "张某",
            "欠薪五千元",
            "12351",
            "20261124-000123",
        ]
    ),
    st.text("工地欠薪，。 \n说了abc", max_size=8),
)


@given(st.lists(_PIECES, max_size=12).map("；".join))
@settings(max_examples=300, deadline=None)
def test_the_text_comes_back_whole(text: str) -> None:
    """Whoever has the right to read it reads what was said, and nobody else reads a number."""
    found = tokenise(text, caller_name="张某")

    assert restore(found.text, found.originals) == text
    assert "1380000" not in found.text
    assert "410105" not in found.text
    assert "张某" not in found.text


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_comes_back(text: str) -> None:
    """Nothing that a keyboard can write breaks it."""
    found = tokenise(text, caller_name="测试甲")

    again = tokenise(restore(found.text, found.originals), caller_name="测试甲")

    assert again == found


@pytest.mark.parametrize(
    "piece", ["1", "一", "a", "a.", "〔", "微信", "1 ", "豫A1", "0371-", "加V"]
)
def test_twenty_thousand_characters_cost_no_more_than_a_moment(piece: str) -> None:
    """No form may need quadratic time: the longest text that is accepted stays cheap."""
    text = piece * (20_000 // len(piece))

    before = time.process_time()
    tokenise(text, caller_name="测试甲")

    assert time.process_time() - before < 1.0


def test_spellings_compare_equal_by_kind() -> None:
    """The index of an id number must keep its X, that of a plate its letters."""
    assert comparable("id_number", "41010519900101123ｘ") == "41010519900101123X"
    assert comparable("plate", "豫a·12345") == "豫A12345"
    assert comparable("phone", "一三八零零零零一二三四") == "13800001234"
    assert comparable("account", "wx_abc123") != comparable("account", "wx_abd123")
