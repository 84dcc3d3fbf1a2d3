"""Facts that a text states outright: how many persons, how much money, how many months. Precision first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

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
_FEW = {"俩": 2, "仨": 3}
_FEW_OF_US = re.compile(r"(?:我们|俺们?|咱们?|夫妻|姐妹|兄弟|工友|哥)(?P<number>俩|仨)(?:人|个)?")
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
# A sum without its unit is one where money is spoken of and no other measure follows.
_OF_MONEY = r"(?:欠|工资|工钱|钱|给|发|扣|押金|赔|花|付|差|剩|拿|收|交|补|罚|奖|价|月薪|底薪|每月|一个?月|一天|共|合计|报|费|金|提成|少|结)"
_NO_SUM = r"(?![\d.零〇一二三四五六七八九十百千万两几多来余]*(?:个|人|天|月|年|平|米|公|斤|吨|字|次|岁|户|名|位|口|块砖|号|点|时|分(?!钱)|日|页|件|单|倍|%|期|楼|层|栋|台|方|里|届|度|工|辆|小时|多个|路|床|届|辈|事|盒|箱|套|家|亩|节|条|种|项|级|章|本|课))"
_BARE = re.compile(
    rf"{_OF_MONEY}[^。!?;\n\d零一二三四五六七八九十百千万两]{{0,6}}(?<![.第\d])"
    r"(?P<number>[一二三四五六七八九十两]{1,3}[百千万](?:[零一二三四五六七八九十百千两]{0,6}万?[零一二三四五六七八九十百千两]{0,6})|\d{1,4}(?:\.\d{1,2})?万\d?|(?!(?:19|20)\d\d(?!\d))[1-9]\d{2,6})"
    rf"{_NO_SUM}(?!\d)(?:多|来|余)?"
)
_MONEY = (_YUAN, _OWED, _BARE)
_MONTHS = re.compile(
    rf"(?<!最后)(?<!第)(?<!头)(?<!给了)(?<!试用期)(?P<number>{NUMERAL})(?:个多|多个|个半|来个|个)月(?:多)?(?:以来)?(?:的)?(?:都|还)?{_PAY}"
    rf"|(?:欠|没发|没给|未发|没发放|拖了|压了|没结)(?:我们|我|工人|大家)?(?:的)?(?:工资|工钱)?(?:已经|快|有|都|长达)?"
    rf"(?P<after>{NUMERAL})(?:个|多个)(?:多|半)?月"
)
_OWED_FIRST = re.compile(
    rf"(?:欠|拖|压|差)(?:了|着|我|俺|我们|俺们|大家|工人|工资|工钱|的|发|欠){{0,4}}(?P<number>{NUMERAL})个(?:多|半)?月"
    rf"|(?P<after>{NUMERAL})个(?:多|半)?月(?:多)?(?:一分|分文|都|了|也|还|的|工资|工钱|钱|绩效){{0,3}}(?:没|未|不)(?:有)?(?:给|发|拿|领|见|结|付|开)"
)
_OWED_OF = re.compile(
    rf"(?:欠|拖|压)[^。!?;,\n\d一二三四五六七八九十两半]{{0,12}}(?P<number>{NUMERAL})个(?:多|半)?月(?!房租|租金|贷款)"
    rf"|(?P<after>{NUMERAL})个(?:多|半)?月(?:多)?(?:了)?(?:都|也|还|一直)?(?:没|未)(?:有)?(?:到账|领到|拿到|见到)"
    rf"|(?:推|拖)(?:迟|后|欠)?(?:了)?(?:快|有)?(?P<put_off>{NUMERAL})个(?:多|半)?月"
)
_FEW_MONTHS = re.compile(
    r"(?:欠|拖|压)[^。!?;,\n]{0,6}?(?P<number>俩|仨|两|三|四|五)(?:仨|三|四|五)?月(?!\d|份|底|初)"
)
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_FROM_TO = re.compile(
    rf"(?P<first>{_MONTH})月(?:份|\d{{1,2}}[日号])?(?:起)?(?:到|至|-|—|–|~)+(?:去年|今年|当年|次年|20\d\d年)?(?P<last>{_MONTH})月"
)
_OWING = re.compile(r"欠|拖|未发|没发|没给|未付|没结|不发|没拿")
_OWING_REACH = 22  # characters on either side of "3月至5月"
_HALF_YEAR = re.compile(rf"(?:大半年|半年)(?:多)?(?:的)?(?:都|还)?{_PAY}")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|〔电话\d{0,3}〕")


Hit = tuple[int, int, int]  # value, start, end


def extract(text: str) -> dict[str, object]:
    """`persons`, `amount` (yuan), `months` owed, `phone` (true when one is seen); unsaid is absent."""
    plain = fold(text[:LONGEST])
    return summed(plain, counted(plain))


def counted(plain: str, persons: list[Hit] | None = None) -> dict[str, list[Hit]]:
    """All groups, sums and owed months of a folded text; `persons`, if its groups are known already."""
    return {
        "persons": groups(plain) if persons is None else persons,
        "amount": sums(plain),
        "months": owed_months(plain),
    }


def summed(plain: str, hits: Mapping[str, Iterable[Hit]]) -> dict[str, object]:
    """The largest of each kind, and whether a phone number is there; unsaid is absent."""
    found: dict[str, object] = {
        **{name: most(some) for name, some in hits.items()},
        "phone": bool(PHONE.search(plain)) or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def persons_in(text: str) -> int | None:
    """The largest group of which the text speaks, two or more: "二十多个人" is 20."""
    return most(groups(fold(text[:LONGEST])))


def most(hits: Iterable[Hit]) -> int | None:
    """The largest value."""
    return max((value for value, _, _ in hits), default=None)


def groups(folded: str) -> list[Hit]:
    """Every group of people of whom the caller speaks."""
    exact = [
        (_value(hit), hit)
        for pattern in (_PERSONS, _WE)
        for hit in pattern.finditer(folded)
        if _are_the_callers(folded, hit)
    ]
    rough = [(float(_ROUGHLY[hit["number"]]), hit) for hit in _ROUGH.finditer(folded)]
    few = [(float(_FEW[hit["number"]]), hit) for hit in _FEW_OF_US.finditer(folded)]
    return _within(2, MOST_PERSONS, [*exact, *rough, *few])


def _are_the_callers(folded: str, hit: re.Match[str]) -> bool:
    return not _NOT_THE_CALLERS.search(folded, max(0, hit.start() - 8), hit.start())


def sums(folded: str) -> list[Hit]:
    """Every sum of money, in whole yuan."""
    return _within(1, MOST_YUAN, ((_value(h), h) for p in _MONEY for h in p.finditer(folded)))


def owed_months(folded: str) -> list[Hit]:
    """For how many months pay is owed."""
    spans = [
        (number(next(filter(None, hit.groups()))), hit)
        for pattern in (_MONTHS, _OWED_FIRST, _OWED_OF)
        for hit in pattern.finditer(folded)
    ]
    spans += [(_few(hit), hit) for hit in _FEW_MONTHS.finditer(folded)]
    spans += [
        (_from_to(hit), hit)
        for hit in _FROM_TO.finditer(folded)
        if _is_owed(folded, max(0, hit.start() - _OWING_REACH), hit.end() + _OWING_REACH)
    ]
    halves = [(6.0, hit) for hit in _HALF_YEAR.finditer(folded)]
    return _within(1, MOST_MONTHS, [*spans, *halves])


def _is_owed(folded: str, start: int, end: int) -> bool:
    """Pay is, contributions are another matter."""
    return bool(_OWING.search(folded, start, end)) and "公积金" not in folded[start:end]


def _few(hit: re.Match[str]) -> float | None:
    word = hit["number"]
    return float(_FEW[word]) if word in _FEW else number(word)


def _from_to(hit: re.Match[str]) -> float | None:
    """Months from the first to the last, both counted; over the new year too."""
    first, last = number(hit["first"]), number(hit["last"])
    return None if first is None or last is None else (last - first) % 12 + 1


def _value(hit: re.Match[str]) -> float | None:
    value = number(hit["number"])
    if value is not None and hit.groupdict().get("wan"):
        return value * 10_000
    return value


def _within(
    low: float, high: float, found: Iterable[tuple[float | None, re.Match[str]]]
) -> list[Hit]:
    return [
        (round(value), hit.start(), hit.end())
        for value, hit in found
        if value is not None and low <= round(value) <= high
    ]
