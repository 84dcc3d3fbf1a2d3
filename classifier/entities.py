"""Facts that a text states outright: how many persons, how much money, how many months. Precision first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from classifier.clean import fold
from classifier.numerals import NUMERAL, number

MOST_PERSONS = 100_000
MOST_MONTHS = 60
MOST_YUAN = 1e11
LONGEST = 20_000  # characters searched; intake accepts no more

_WORKERS = r"(?:农民工|民工|工人|工友|员工|职工|同事|司机|骑手|教师|老师|保安|保洁|环卫工|兄弟|姐妹|老乡|口子|户)"
_COUNTED = r"(?:多|来|余|好几)?(?:个|名|位|号|口)?(?:多)?"
_PERSON = rf"(?:{_WORKERS}|人(?!民币|次|均|头|份|大|社|事|格|工费|体|身|家|才|力|类))"
_PERSONS = re.compile(rf"(?<![\d.第万百千])(?P<number>{NUMERAL}){_COUNTED}{_PERSON}")
_WE = re.compile(
    rf"(?:我们|咱们|咱|俺们|一共|总共|共有)(?:有)?(?P<number>{NUMERAL})(?:多|来|余)?(?:个|名|位|号|口)"
    r"(?!月|小时|星期|钟|单位|公司|礼拜|季度|项目|工地|班|问题|厂|小区|部门|车间|年头)"
)
_ROUGHLY = {
    "十几": 11, "几十": 20, "数十": 20, "好几十": 30, "百十": 100, "上百": 100, "百八十": 80,
    "几百": 200, "好几百": 300, "数百": 200, "上千": 1000, "几千": 2000, "好几千": 3000, "数千": 2000,
}  # fmt: skip
_ROUGH = re.compile(
    rf"(?P<number>{'|'.join(sorted(_ROUGHLY, key=len, reverse=True))}){_COUNTED}{_PERSON}"
)
_NOT_THE_CALLERS = re.compile(
    r"(?:全国|全省|全市|全县|面试|报名|录取|招|招聘|招收|招录|人口|户籍|至少|不超过|以上|满|达到|超过)[^。!?;\n]{0,4}$"
)

_YUAN = re.compile(
    rf"(?<![\d.])(?P<number>{NUMERAL})(?:多|余|来)?(?P<wan>万)?(?:多|余)?(?:元|块|圆|人民币)"
)
_OWED = re.compile(
    r"(?:欠|一共|共计|总共|合计|总计)[^。!?;,\n]{0,8}?"
    r"(?P<number>\d{1,6}(?:\.\d{1,2})?万\d?|[一二三四五六七八九十百两]{1,6}万[一二三四五六七八九]?)"
)
_PAY = r"(?:工资|薪水|工钱|薪资|报酬|没发|未发|没给|没拿|没结|未结|未付|没付)"
_MONTHS = re.compile(
    rf"(?P<number>{NUMERAL})(?:个多|多个|个半|来个|个)月(?:多)?(?:以来)?(?:的)?(?:都|还)?{_PAY}"
    rf"|(?:欠|没发|没给|未发|没发放|拖了|压了|没结)(?:我们|我|工人|大家)?(?:的)?(?:工资|工钱)?(?:已经|快|有|都|长达)?"
    rf"(?P<after>{NUMERAL})(?:个|多个)(?:多|半)?月"
)
_HALF_YEAR = re.compile(rf"(?:大半年|半年)(?:多)?(?:的)?(?:都|还)?{_PAY}")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|〔电话\d{0,3}〕")


def extract(text: str) -> dict[str, object]:
    """`persons`, `amount` (yuan), `months` owed, `phone` (true when one is seen); unsaid is absent."""
    folded = fold(text[:LONGEST])
    found: dict[str, object] = {
        "persons": _persons(folded),
        "amount": _amount(folded),
        "months": _months(folded),
        "phone": bool(_PHONE.search(folded)) or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def persons_in(text: str) -> int | None:
    """The largest group of which the text speaks, two or more: "二十多个人" is 20."""
    return _persons(fold(text[:LONGEST]))


def _persons(folded: str) -> int | None:
    groups = [
        _value(hit)
        for pattern in (_PERSONS, _WE)
        for hit in pattern.finditer(folded)
        if _are_the_callers(folded, hit)
    ]
    rough = [float(_ROUGHLY[hit["number"]]) for hit in _ROUGH.finditer(folded)]
    return _largest([*groups, *rough], allowed=lambda value: 2 <= value <= MOST_PERSONS)


def _are_the_callers(folded: str, hit: re.Match[str]) -> bool:
    return not _NOT_THE_CALLERS.search(folded, max(0, hit.start() - 8), hit.start())


def _amount(folded: str) -> int | None:
    sums = [_value(hit) for pattern in (_YUAN, _OWED) for hit in pattern.finditer(folded)]
    return _largest(sums, allowed=lambda value: 0 < value <= MOST_YUAN)


def _months(folded: str) -> int | None:
    spans = [number(hit["number"] or hit["after"]) for hit in _MONTHS.finditer(folded)]
    if _HALF_YEAR.search(folded):
        spans.append(6.0)
    return _largest(spans, allowed=lambda value: 0 < value <= MOST_MONTHS)


def _value(hit: re.Match[str]) -> float | None:
    value = number(hit["number"])
    if value is not None and hit.groupdict().get("wan"):
        return value * 10_000
    return value


def _largest(values: Iterable[float | None], *, allowed: Callable[[float], bool]) -> int | None:
    kept = [round(value) for value in values if value is not None and allowed(value)]
    return max(kept, default=None)
