"""Promises about facts: what is found is mostly true, stands where it says, and a date means a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.facts import as_entities, find, relative
from classifier.facts_score import read_facts, score_facts

LABELLED = Path(__file__).parent / "facts.jsonl"
CALLED = date(2026, 11, 25)  # a Wednesday
# What is typed into a form must be right more often than it is complete.
PRECISION = {
    "employer": 0.85,
    "main_contractor": 0.9,
    "amount": 0.93,
    "months_owed": 0.9,
    "persons": 0.8,
    "date": 0.9,
    "place": 0.85,
    "region_code": 0.85,
    "credit_code": 1.0,
    "platform": 0.95,
    "site": 0.9,
    "minor_age": 0.85,
}
RECALL = {"site": 0.7, "months_owed": 0.62, "minor_age": 0.85, "amount": 0.7, "date": 0.8, "place": 0.75}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("我在洛阳涧西区的河南启明机械有限公司上班", "employer", "河南启明机械有限公司"),
        ("总包是中原第九建设集团有限公司，欠我们工钱", "main_contractor", "中原第九建设集团有限公司"),
        ("劳务公司是林州红石建筑劳务有限公司", "subcontractor", "林州红石建筑劳务有限公司"),
        ("跟郑州某人力资源有限公司签的派遣合同", "labour_agency", "郑州某人力资源有限公司"),
        ("在“锦绣东苑”工地绑钢筋", "site", "锦绣东苑"),
        ("人在新郑龙湖镇", "region_code", "410184"),
        ("郑州航空港区的厂子", "region_code", "410100"),
        ("欠我两万三一直没给", "amount", 23_000),
        ("拖欠了三个半月工资", "months_owed", 3.5),
        ("孩子才十五岁就在车间干活", "minor_age", 15),
        ("看着也就十二三岁，在刷胶", "minor_age", 12),
        ("我弟十四，跟我舅去厂里", "minor_age", 14),
        ("项目叫“锦绣江南二期”，总包不管", "site", "锦绣江南二期"),
        ("我们在郑东新区翠湖壹号项目干木工", "site", "翠湖壹号项目"),
        ("欠薪时段2023年6月—2023年10月", "months_owed", 5),
        ("工资从十一月到次年二月都没发", "months_owed", 4),
        ("饭店拖了我俩月工资", "months_owed", 2),
        ("5月9号上午十点多被钢管砸了脚", "injury_time", "5月9号上午十点多"),
        ("已经申请仲裁，还没开庭", "case_stage", "仲裁"),
    ],
)  # fmt: skip
def test_a_fact_is_read_as_people_say_it(text: str, kind: str, value: object) -> None:
    """One fact of each kind, in a caller's words."""
    assert value in [fact.value for fact in find(text) if fact.kind == kind]


@pytest.mark.parametrize(
    "text",
    ["公司不给办离职", "我们厂里很吵", "老家洛阳的，想问年假", "统一社会信用代码91410100MA00000000", "劳务公司说等等"],
)  # fmt: skip
def test_what_names_nobody_fills_no_form(text: str) -> None:
    """A kind of firm is no firm, a home is no workplace, a code with a wrong check digit is no code."""
    kinds = {fact.kind for fact in find(text)}

    assert not kinds & {"employer", "subcontractor", "place", "credit_code"}


def test_facts_are_mostly_true() -> None:
    """Measured on texts that somebody else wrote and labelled."""
    scores = score_facts(read_facts(LABELLED.read_text("utf-8").split("\n"), name=LABELLED.name))

    low = {
        kind: scores[kind].precision
        for kind, floor in PRECISION.items()
        if scores[kind].precision < floor
    }
    missed = {kind for kind, floor in RECALL.items() if scores[kind].recall < floor}
    assert not low
    assert not missed


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("昨天", "2026-11-24"),
        ("上周五", "2026-11-20"),
        ("上个月15号", "2026-10-15"),
        ("去年十一月", "2025-11"),
        ("5月9号", "2026-05-09"),
        ("12月3日", "2025-12-03"),
        ("2023年4月12日", "2023-04-12"),
    ],
)
def test_a_date_means_a_day_of_the_calendar(said: str, means: str) -> None:
    """Counted from the day of the call."""
    assert relative(find(f"我{said}受的伤"), CALLED).get(said) == means


@given(st.text(max_size=200))
def test_any_text_has_facts_at_true_places(text: str) -> None:
    """Nothing breaks the search, and every span lies in the text."""
    for fact in find(text):
        assert 0 <= fact.start < fact.end <= len(text)


@pytest.mark.parametrize("unit", ["一千", "公司", "在郑州", "2023年", "欠", "1"])
def test_a_page_of_one_thing_is_searched_at_once(unit: str) -> None:
    """Hostile repetition takes no longer than a letter."""
    assert as_entities(unit * (20_000 // len(unit))) is not None
