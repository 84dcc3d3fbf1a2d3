"""Dates as people say them, when an injury happened, and what a date means on the day of the call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from classifier.facts_types import Fact
from classifier.numerals import number

_DIGITS = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[一二三]?[十廿]?[一二三四五六七八九十])"
_YEAR = r"(?:(?:19|20)\d\d年|[一二九零〇]{2,4}[一二三四五六七八九零〇]{0,2}年|去年|今年|前年|大前年|明年)"
_MONTH = rf"(?:{_DIGITS}月份?|元月|腊月|正月|冬月)"
_LUNAR = r"(?:初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"
_DAY = rf"(?:{_DIGITS}[日号]|{_LUNAR})"
_HOLIDAY = r"(?:春节|中秋节?|国庆节?|端午节?|元旦|五一|清明节?|冬至|年底|年初|年前|年后|月底|月初)"
_NEAR = (
    r"(?:上个?月|上月|这个?月|本月|下个?月|上上个?月)(?:底|初|\d{1,2}[号日]|[一二三]?十?[一二三四五六七八九十][号日])?"
    r"|(?:上上?|这|本|下)(?:个)?(?:周|星期|礼拜)[一二三四五六日天]|大前天|前天|昨天|昨晚|昨夜|今天|今早|昨儿|前儿"
)
_DATE = re.compile(
    rf"(?P<date>{_YEAR}(?:的)?(?:{_MONTH}(?:{_DAY})?|{_HOLIDAY}|[上下]半年)?|(?:19|20)\d\d\.\d{{1,2}}(?:\.\d{{1,2}})?|{_MONTH}{_DAY}(?:{_HOLIDAY})?|(?<=[到至、-]){_MONTH}|(?<![个\d一二三四五六七八九十两几多]){_DIGITS}月份|(?<![一二三四五六七八九十\d两几多])(?<!个)(?:腊月|正月)|{_NEAR})"
)
_HOUR = (
    r"(?:那天)?(?:凌晨|早上|早晨|清早|上午|中午|下午|后晌|傍晚|晚上|夜里|半夜|后半夜|夜班|前半夜)?"
    r"(?:大约|大概|差不多)?(?:(?:\d{1,2}|[一二三四五六七八九十两]{1,3})(?:点|时|:)(?:半|多|(?:\d{1,2}|[一二三四五]?十?[一二三四五六七八九]?)分?)?(?:左右|多)?)?"
)
_WITH_HOUR = re.compile(rf"(?P<when>{_DATE.pattern}{_HOUR})")
_HURT = re.compile(
    r"摔|砸|压|夹|轧|撞|伤|烫|烧|触电|断|骨折|掉下|坠|中毒|晕倒|昏倒|猝死|切|割|扭|卷|滑倒|倒下|没了"
)
_HURT_REACH = 40
_NO_DATE = frozenset(
    {"今年", "今天", "这个月", "这月", "本月", "明年", "今早"}
)  # said of everything


def timed(folded: str) -> Iterator[Fact]:
    """Dates, and the first one with an injury behind it as `injury_time`."""
    hurt = False
    for hit in _WITH_HOUR.finditer(folded):
        if hit["date"] in _NO_DATE:
            continue
        yield Fact("date", hit["date"], hit.start("date"), hit.end("date"))
        sentence = re.split(r"[。!?;\n]", folded[hit.end() : hit.end() + _HURT_REACH])[0]
        if not hurt and _HURT.search(sentence) and not hit["date"].endswith("年"):
            hurt = True
            yield Fact("injury_time", hit["when"], hit.start(), hit.end())


_DAYS_AGO = {
    "今天": 0,
    "今早": 0,
    "昨天": 1,
    "昨晚": 1,
    "昨夜": 1,
    "昨儿": 1,
    "前天": 2,
    "前儿": 2,
    "大前天": 3,
}
_YEARS_AGO = {"明年": -1, "今年": 0, "去年": 1, "前年": 2, "大前年": 3}
_WEEKDAYS = "一二三四五六日"
_PARTS = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d)年|(?P<said>大前年|前年|去年|今年|明年))?(?:的)?(?:(?P<month>{_DIGITS})月份?)?(?:(?P<day>{_DIGITS})[日号])?"
)
_MONTH_SAID = re.compile(rf"(?P<which>上上|上|这|本|下)个?月(?:(?P<day>{_DIGITS})[日号])?")
_WEEK_SAID = re.compile(
    r"(?P<which>上上|上|这|本|下)个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"
)
_STEPS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}


def meant(said: str, called: date) -> str | None:
    """ISO date, or year and month, or year, that `said` means on the day of the call; None when unsure.

    Lunar dates stay as they were said: their day needs a table that we don't ship.
    """
    if said in _DAYS_AGO:
        return (called - timedelta(days=_DAYS_AGO[said])).isoformat()
    if week := _WEEK_SAID.fullmatch(said):
        monday = called - timedelta(days=called.weekday())
        day = _WEEKDAYS.index(week["day"].replace("天", "日"))
        return (monday + timedelta(days=7 * _STEPS[week["which"]] + day)).isoformat()
    if month := _MONTH_SAID.fullmatch(said):
        return _of_month(called, _STEPS[month["which"]], month["day"])
    return _of_parts(said, called)


def _of_month(called: date, step: int, day: str | None) -> str | None:
    whole = called.year * 12 + called.month - 1 + step
    return _iso(whole // 12, whole % 12 + 1, _number(day))


def _of_parts(said: str, called: date) -> str | None:
    parts = _PARTS.fullmatch(said)
    if parts is None or not (parts["year"] or parts["said"] or parts["month"]):
        return None
    month, day = _number(parts["month"]), _number(parts["day"])
    if parts["year"]:
        year = int(parts["year"])
    elif parts["said"]:
        year = called.year - _YEARS_AGO[parts["said"]]
    else:  # "5月9号" is the latest one that has been
        year = called.year - int((month or 1, day or 1) > (called.month, called.day))
    return _iso(year, month, day)


def _number(words: str | None) -> int | None:
    value = number(words) if words else None
    return None if value is None else int(value)


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    if month is None:
        return f"{year}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
