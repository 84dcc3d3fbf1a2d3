"""Promises about facts read out of a text: numerals as people write them, and silence when unsure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.entities import extract

PERSONS = [
    ("二十多个人没拿到钱", 20),
    ("三四十口子等着吃饭", 30),
    ("我们15个人都没签合同", 15),
    ("我们15个干活的", 15),
    ("四十来号工人", 40),
    ("一百二十名员工", 120),
    ("一百二十多号人", 120),
    ("一百零二人", 102),
    ("两百多人", 200),
    ("一千两百人", 1200),
    ("上百名工友", 100),
    ("好几百人", 300),
    ("几十个工友", 20),
    ("十几个工友", 11),
    ("七八个人", 7),
    ("２８个工人", 28),
    ("300人没交公积金", 300),
    ("我们班组三个人，对面厂里五十个工人", 50),
    ("我一个人", None),
    ("几个人", None),
    ("第三人民医院", None),
    ("6000人民币", None),
    ("2024年5月入职", None),
    ("岗位招聘50人", None),
    ("全国3000万人", None),
    ("我们三个月没发工资", None),
    ("电话13800001234人没接", None),
]


@pytest.mark.parametrize(("text", "persons"), PERSONS)
def test_the_size_of_the_group_is_read_as_people_say_it(text: str, persons: int | None) -> None:
    """Vague numbers give their lower bound; what isn't a group of people gives nothing."""
    assert extract(text).get("persons") == persons


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("欠我两万三千元", 23_000),
        ("欠我两万三", 23_000),
        ("欠了3.5万元", 35_000),
        ("欠了12,000元", 12_000),
        ("一万五千块钱", 15_000),
        ("一共欠八万多", 80_000),
        ("欠3万5", 35_000),
        ("欠薪二十三万", 230_000),
        ("押金200元，工资4500元", 4500),
        ("三个月没发", None),
        ("5个人", None),
    ],
)
def test_sums_of_money_are_read_in_yuan(text: str, amount: int | None) -> None:
    """The largest sum counts; a number without a unit of money is none."""
    assert extract(text).get("amount") == amount


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3个月工资没发", 3),
        ("拖欠工资三个多月", 3),
        ("拖了两个月", 2),
        ("已经半年没发工资", 6),
        ("十一个月的工资", 11),
        ("5月工资没发", None),
        ("2024年12月工资条", None),
    ],
)
def test_months_owed_are_spans_and_not_dates(text: str, months: int | None) -> None:
    """ "三个月" is a span; "5月" is a date and says nothing about how long."""
    assert extract(text).get("months") == months


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("电话13800001234", True),
        ("联系 ０３７１-66660000", True),
        ("〔电话1〕请回电", True),
        ("单号138000012345678", None),
        ("没有电话", None),
    ],
)
def test_a_phone_is_noticed_but_never_repeated(text: str, seen: bool | None) -> None:
    """Entities go into events and exports: they say that a number was there, not which."""
    assert extract(text).get("phone") == seen
    assert "1380000" not in str(extract(text))


@given(
    st.text(alphabet="一二三四十百千万两几多个人名月工资欠元0123456789.,我们没发共 ", max_size=80)
)
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    """Whatever numerals are thrown together, there is an answer, and a sane one."""
    found = extract(text)

    persons = found.get("persons")
    assert persons is None or (isinstance(persons, int) and 2 <= persons <= 100_000)


@given(st.text(max_size=200))
def test_any_characters_at_all_are_read(text: str) -> None:
    """Emoji, controls, lone surrogates: never an exception."""
    extract(text)
