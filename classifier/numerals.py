"""Read Chinese and Arabic numerals as people write them: "二十", "3.5万", "两万三", "三四十"."""

from __future__ import annotations

_VALUE = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TEN_THOUSAND = 10_000

# A numeral of bounded length, for use inside larger patterns; fold() has made digits plain.
NUMERAL = r"(?:\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,2})?[万千百]?\d?|[零〇一二三四五六七八九十百千万两几]{1,9})"


def number(words: str) -> float | None:
    """The value, of a vague numeral the lower bound ("三四十" is 30); None when there is none ("几")."""
    plain = words.replace(",", "")
    if plain[:1].isdigit():
        return _arabic(plain)
    known = plain.rstrip("几")  # "二十几" is at least 20
    if not known or "几" in known:
        return None
    whole, _, rest = known.partition("万")
    if "万" not in known:
        return _below_ten_thousand(known)
    return _with_ten_thousands(whole, rest)


def _arabic(plain: str) -> float:
    for mark, unit in (("万", _TEN_THOUSAND), ("千", 1000), ("百", 100)):
        whole, found, rest = plain.partition(mark)
        if found:
            return float(whole) * unit + float(rest or 0) * unit / 10  # "3万5" is 35,000
    return float(plain)


def _with_ten_thousands(whole: str, rest: str) -> float | None:
    high = _below_ten_thousand(whole)
    low = _below_ten_thousand(rest) if rest else 0
    if high is None or low is None or "万" in rest:
        return None
    if len(rest) == 1:
        low *= 1000  # "两万三" is 23,000
    return high * _TEN_THOUSAND + low


def _below_ten_thousand(words: str) -> float | None:
    total, pending, unit = 0, 0, 1
    for place, word in enumerate(words):
        if word in _UNITS:
            unit = _UNITS[word]
            total += (pending or 1) * unit
            pending = 0
        elif not pending:
            pending = _VALUE[word]
            unit = 10 if word in "零〇" else unit  # "一百零二" is not "一百二"
        elif _VALUE[word] != pending + 1:
            return None  # "二零二四" and the like: a year, a phone, no number of things
        elif place + 1 == len(words):
            break  # "三四个": at least three
    short = unit // 10 if unit >= 100 else 1  # "一百二" is 120
    return float(total + pending * short) if words else None
