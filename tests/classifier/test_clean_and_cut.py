"""Promises about folding and cutting: offsets stay true, both cutters read alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.clean import MAX_READ, fold, mask, readable
from classifier.corpus_files import read_corpus
from classifier.cut import default_cutter, python_cutter, user_words

ALIKE = 0.93  # share of texts cut identically; 96 % of real ones were (design 6)


@given(st.text(max_size=200))
def test_folding_and_masking_keep_every_place(text: str) -> None:
    """A flag found in the folded text is marked at the same offsets in the caller's own."""
    assert len(fold(text)) == len(mask(fold(text))) == len(text)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("老闆不發薪資", "老板不发薪资"),
        ("ＡＢＣ１２３，！", "abc123,!"),
        ("活著真累，還不發錢", "活着真累,还不发钱"),
        ("显著", "显著"),
        ("a\u200bb\x00c\ud800d", "a b c d"),
        ("一\r\n二", "一\n\n二"),
    ],
)
def test_one_plain_spelling(written: str, plain: str) -> None:
    """Traditional, full width, invisible: all read alike."""
    assert fold(written) == plain


def test_numbers_links_and_tokens_teach_the_model_nothing() -> None:
    """Personal data must not become a feature: a phone is zeros, an intake token is blank."""
    masked = mask("电话13800001234〔电话1〕见https://example.com/x?y=1谢谢")

    assert "1380000" not in masked
    assert "example" not in masked
    assert masked.startswith("电话00000000000")
    assert masked.endswith("谢谢")


def test_both_ends_of_an_endless_text_are_read() -> None:
    """A megabyte costs no more than a page; the demand at the end is not lost."""
    text = "开头" + "废话" * 500_000 + "结尾"

    kept = readable(text)

    assert len(kept) <= MAX_READ
    assert kept.startswith("开头")
    assert kept.endswith("结尾")


def test_both_cutters_read_the_corpus_alike(tmp_path: Path) -> None:
    """The Rust port and jieba itself must mean the same, or bundles would differ between machines."""
    rust, python = default_cutter(), python_cutter(tmp_path)
    texts = [fold(example.text) for example in read_corpus()]

    same = sum(rust.words(text) == python.words(text) for text in texts)

    assert same >= ALIKE * len(texts)


def test_words_joined_are_the_text_again() -> None:
    """Places of words are counted from their lengths."""
    text = fold("包工头拖欠农民工工资 3个月，\n总包不管！abc 12.5元")

    assert "".join(default_cutter().words(text)) == text


def test_labour_words_stay_whole() -> None:
    """The user dictionary is in force in both cutters."""
    assert "停工留薪期" in default_cutter().words("停工留薪期工资")
    assert len(user_words()) > 100
