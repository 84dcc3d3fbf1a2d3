"""Facts that a text states outright: how many persons, how much money, how many months. Precision first."""

from __future__ import annotations

import re

from classifier.clean import fold

_DIGITS = "零一二三四五六七八九"
_VALUE = {**{digit: value for value, digit in enumerate(_DIGITS)}, "〇": 0, "两": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"(?:\d{1,6}(?:\.\d{1,2})?|[零〇一二三四五六七八九十百千两俩几]{1,7})"
_MORE = r"(?:多|来|几|余|好几)?"
_PEOPLE = r"(?:个|名|位|号|多号|口)?(?:农民工|民工|工人|工友|员工|职工|同事|司机|骑手|教师|老师|人(?!民币|次|均|头|份|大|社|事)|口子|弟兄|兄弟|姐妹|户工人)"
_PERSONS = re.compile(rf"(?<![\d.第])(?P<number>{_NUMBER}){_MORE}(?:个|名|位|号|口)?{_PEOPLE}")
_WE = re.compile(
    rf"(?:我们|咱们|俺们|一共|总共|共有|共)(?P<number>{_NUMBER}){_MORE}(?:个|名|位|号|口)(?!月|小时|星期|钟|单位|公司)"
)
_DOZENS = re.compile(
    r"(?P<word>几十|上百|几百|好几百|数百|上千|几千|数十|数千|百十|十几|好几十|百八十)(?:个|名|位|号|多)?(?:人|工人|工友|员工|职工|农民工|民工|同事|司机|骑手|教师|老师|口)"
)
_ROUGH = {
    "几十": 20,
    "数十": 20,
    "好几十": 30,
    "上百": 100,
    "百十": 100,
    "百八十": 80,
    "几百": 200,
    "好几百": 300,
    "数百": 200,
    "上千": 1000,
    "几千": 2000,
    "数千": 2000,
    "十几": 11,
}
_AMOUNT = re.compile(
    r"(?<![\d.])(?P<number>\d{1,9}(?:,\d{3})*(?:\.\d{1,2})?|[零一二三四五六七八九十百千两]{1,9})(?P<unit>万|千|百)?(?P<rest>[一二三四五六七八九\d])?(?:多|余|来)?(?:元|块|圆|人民币|万元|块钱)"
)
_BARE_TEN_THOUSANDS = re.compile(
    rf"(?:欠|拖欠|一共|共计|总共|合计|共)[^。!?;,\n]{{0,8}}?(?P<number>{_NUMBER})(?:多|余|来)?万"
)
_MONTHS = re.compile(
    rf"(?P<number>{_NUMBER})(?P<half>个半|个多)?个?月(?:的)?(?:工资|薪水|工钱|薪资|报酬|没发|未发|没给|没拿|没结)|(?:欠|拖欠|没发|没给|未发|拖了|压了)(?:我们|我|工人|大家)?(?:的)?(?:工资|工钱)?(?:已经|快|有|都)?(?P<number2>{_NUMBER})多?个(?:多|半)?月"
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|〔电话\d{0,3}〕")
_NOT_THE_CALLERS = re.compile(
    r"(?:全国|全省|全市|县里|面试|报名|录取|招|招聘|招收|人口|户籍|职工总数)[^。!?;\n]{0,6}$"
)

MOST_PERSONS = 100_000
LONGEST = 20_000  # characters searched; intake accepts no more


def extract(text: str) -> dict[str, object]:
    """What the text states: `persons`, `amount` (yuan), `months` owed, `phone` seen; absent = not said."""
    folded = fold(text[:LONGEST])
    found = {
        "persons": persons(folded),
        "amount": _amount(folded),
        "months": _months(folded),
        "phone": bool(_PHONE.search(folded)) or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def persons_in(text: str) -> int | None:
    """`persons` of a text as it was written."""
    return persons(fold(text[:LONGEST]))


def persons(folded: str) -> int | None:
    """The largest group that the text speaks of, two or more: "二十多个人" is 20."""
    groups = [
        value
        for pattern in (_PERSONS, _WE)
        for hit in pattern.finditer(folded)
        if (value := number(hit["number"])) is not None and _is_a_group(folded, hit)
    ]
    groups += [_ROUGH[hit["word"]] for hit in _DOZENS.finditer(folded)]
    likely = [int(value) for value in groups if 2 <= value <= MOST_PERSONS]
    return max(likely, default=None)


def _is_a_group(folded: str, hit: re.Match[str]) -> bool:
    before = folded[max(0, hit.start() - 12) : hit.start()]
    return not _NOT_THE_CALLERS.search(before)


def number(words: str) -> float | None:
    """Read "二十", "1500", "三十四", "两百", "一百二"; None when it is no number ("几")."""
    if words[:1].isdigit():
        return float(words)
    if "几" in words.rstrip("几"):
        return None
    words = words.rstrip("几")
    if not words:
        return None
    return _chinese(words)


def _chinese(words: str) -> float | None:
    if len(words) > 1 and all(word in _VALUE for word in words):
        same_unit = len(words) == 2 and _VALUE[words[1]] == _VALUE[words[0]] + 1
        return float(_VALUE[words[0]]) if same_unit else None  # "三四个" is at least three
    total, digit, unit = 0, 0, 1
    for place, word in enumerate(words):
        if word in _UNITS:
            unit = _UNITS[word]
            total += (digit or 1) * unit
            digit = 0
        elif digit and word in _VALUE:
            if place + 1 < len(words):
                continue  # "三四十": the smaller one counts
            return float(total + digit)
        else:
            digit = _VALUE[word]
            if digit == 0:
                unit = 10
    short = unit // 10 if unit >= 100 and digit else 1  # "一百二" is 120, "一百零二" is 102
    return float(total + digit * short)


def _amount(folded: str) -> int | None:
    """The largest sum of money named, in yuan."""
    sums = [_yuan(hit) for hit in _AMOUNT.finditer(folded)]
    sums += [
        value * 10_000
        for hit in _BARE_TEN_THOUSANDS.finditer(folded)
        if (value := number(hit["number"])) is not None
    ]
    likely = [round(value) for value in sums if value and value < 1e12]
    return max(likely, default=None)


def _yuan(hit: re.Match[str]) -> float | None:
    value = number(hit["number"].replace(",", ""))
    if value is None:
        return None
    scale = {"万": 10_000, "千": 1000, "百": 100}.get(hit["unit"] or "", 1)
    if "万" in hit[0] and not hit["unit"]:
        scale = 10_000
    rest = hit["rest"]
    extra = (number(rest) or 0) * scale / 10 if rest and scale > 1 else 0
    return value * scale + extra


def _months(folded: str) -> float | None:
    spans = [number(hit["number"] or hit["number2"]) for hit in _MONTHS.finditer(folded)]
    likely = [value for value in spans if value and value <= 60]
    return max(likely, default=None)
