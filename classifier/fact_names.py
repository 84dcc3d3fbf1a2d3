"""Who the employer is: companies and sites that a text names, and the part each plays. Precision first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.fact_places import without_place
from classifier.facts_types import Fact

_NAME = r"[\u4e00-\u9fa5a-z0-9()·&]"
_CORE = r"[\u4e00-\u9fa5a-z0-9·&]"
_END = (
    r"(?:(?:集团|股份)?有限(?:责任)?公司|集团(?:股份)?公司|分公司|总公司|公司|集团)"
    r"(?:[\u4e00-\u9fa5]{2,6}分公司)?"
)
_OTHER_END = r"(?:厂|医院|学校|酒店|宾馆|饭店|超市|商场|幼儿园|银行|煤矿|养老院|物业|合作社|矿业|中学|小学|卫生院|职业学院)"
_ENDING = re.compile(rf"{_END}|{_OTHER_END}(?!长|家|里的?人|房|址|规|证|友|校|商)")
_RUN = re.compile(rf"{_NAME}*$")
_SHORTEST = 4
_SHORTEST_SITE = 3
_LONGEST = 26  # characters of a name before its ending
# What stands before a name without belonging to it; the last of them starts the name.
_LEAD = re.compile(
    r".*(?:的|了|甲方|总承?包(?!公司)|分包(?!公司)|单位(?!公司)|劳务(?=[\u4e00-\u9fa5]{2,}劳务)|单位是|公司是|厂名叫?|公司名(?:称|叫)?|名字叫|名称[是为]|全称[是为]?|叫做?|叫啥|就是|那个|这个|承包是|总包是|劳务是|分包是|甲方是|用人单位|被投诉单位|单位名称"
    r"|(?<![中实])在|来自|隶属|属于|派到|派遣到|派去|进了|进入|入职|去了|到了|来到|投诉|举报|反映|咨询|被|由|给|跟|和|与|向|为|把|是|系|从|找|及|对|于|让|往|说|问|经|替|名叫|起诉|告"
    r"|我们|俺们|我|俺|他们|一家|有家|家|位于)"
)  # fmt: skip
_VAGUE = re.compile(
    r"^(?:(?:这|那|该|本|某|我|俺|他|她|它|原|老|新|贵|各|每|总|分|子|母|大|小|外包|劳务|派遣|劳务派遣|物业|保险|建筑|装修|中介|平台|快递|物流|外卖|保安|家政|电子|人力资源|保洁|私人|民营|国有|国营|集体|一家|有家|几家|别的|其他|外地|上级|集团|股份|有限|责任|第三方|施工|总包|分包|的|个|家)+)"
    r"(?:公司|集团|厂|医院|学校|酒店|超市|幼儿园|银行|煤矿|物业|合作社|有限公司)$"
)  # fmt: skip
_TRADE_END = re.compile(r"(?:有限(?:责任)?公司|集团|股份公司|分公司|总公司)$")
_ANNOUNCED = re.compile(
    r"(?:叫做?|叫啥|名称[是为:]?|是|在|投诉|举报|单位[:是]?|公司[:是]|[“\"「(:])$"
)
_PROPER = re.compile(
    r"(?!.*[某个不没了请判吗啥哪几这那你我他])[\u4e00-\u9fa5]{3,10}(?:公司|集团|厂|医院|学校|酒店|宾馆|饭店|超市|幼儿园|中学|小学|卫生院)$"
)
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("main_contractor", re.compile(r"(?:总承?包(?:方|单位|商)?|施工(?:单位|方|总承包)|承建(?:方|单位)?)(?:公司)?[的是为叫:，, ]{0,3}(?:那个)?$")),
    ("subcontractor", re.compile(r"(?:分包|劳务)(?:方|单位|商|公司|那边)?[的是为叫:，, ]{0,3}(?:那个|一个劳务公司叫)?$")),
    ("labour_agency", re.compile(r"(?:派遣|外包|中介|人力)(?:方|单位|公司|机构)?[的是为叫:，, ]{0,3}$")),
)  # fmt: skip
_ROLE_IN_NAME: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("labour_agency", re.compile(r"人力资源|派遣|外包|企业管理服务")),
    ("subcontractor", re.compile(r"劳务")),
)
_QUOTED_SITE = re.compile(r"[“\"「](?P<name>[^”\"」]{2,14})[”\"」](?:项目|工地|小区|楼盘|工程)")
_SITE_NAME = r"[\u4e00-\u9fa5a-z0-9]"
_NAMED_SITE = re.compile(
    rf"(?:项目|工地|工程)(?:名称?|名字)?(?:叫做?|名叫|叫啥|就?是|为|:)[“\"「]?(?P<name>{_SITE_NAME}{{2,20}})(?=[”\"」,。;\s)]|$)"
)
_AT_SITE = re.compile(
    rf"(?<![现正])(?:在|于)(?P<name>{_SITE_NAME}{{2,18}}?(?:项目|工地|改造工程|建设工程))(?!部|经理|上|的?人)"
)
_NO_SITE = re.compile(
    r"[的了我他你没不给谁哪吗呢包]|公司|什么|一个|这个|那个|老板|外地|别的|有人|总局|政府"
)
_KIND_OF_SITE = re.compile(
    r"^(?:建筑|装修|装饰|房建|住宅|市政|绿化|高速|公路|拆迁|安置房?|外墙|一|某|该|此|各|其|几|同)*(?:项目|工地|改造工程|建设工程|工程)?$"
)
_PLATFORM = re.compile(
    r"(?:平台(?:是|叫|名叫|:)?|跑的?是?|注册了?|在)[“\"「]?(?P<name>美团|饿了么|滴滴(?:出行)?|货拉拉|快狗打车|达达|闪送|曹操出行|高德|抖音|快手|京东|顺丰同城|[\u4e00-\u9fa5]{2,4}(?:骑达|出行|货运|优鲜|家政|快工|同城|到家|速送|快送|跑腿|买菜))"
)
_KNOWN_PLATFORM = re.compile(r"美团|饿了么|滴滴(?:出行)?|货拉拉|闪送|顺丰同城|曹操出行")


def named(folded: str) -> Iterator[Fact]:
    """Employers, contractors, agencies, sites and platforms, each where it stands."""
    free_from = 0
    for hit in _ENDING.finditer(folded):
        run = _RUN.search(folded, max(free_from, hit.start() - _LONGEST), hit.start())
        start, end = _trimmed(folded, run.start() if run else hit.start(), hit.end())
        if end - start < _SHORTEST or _is_vague(folded[start:end]):
            continue
        if not _TRADE_END.search(folded[start:end]) and not _is_named(folded, start, end):
            continue
        free_from = end
        yield Fact(_role(folded, start, end), folded[start:end], start, end)
    yield from _sites(folded)
    yield from _platforms(folded)


def _is_named(text: str, start: int, end: int) -> bool:
    """A short form ("机床附件厂") is a name only where one is announced, and when more than a kind is left."""
    name = without_place(text[start:end])
    return (
        bool(_ANNOUNCED.search(text, max(0, start - 6), start)) and _PROPER.match(name) is not None
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    lead = _LEAD.match(text, start, end - 3)
    return (lead.end() if lead else start), end


def _is_vague(name: str) -> bool:
    return bool(_VAGUE.match(name)) or "某某" in name or name.startswith(("的", "了", "着", "一"))


def _role(text: str, start: int, end: int) -> str:
    before = text[max(0, start - 14) : start]
    for role, pattern in _ROLES:
        if pattern.search(before):
            return role
    for role, pattern in _ROLE_IN_NAME:
        if pattern.search(text, start, end):
            return role
    return "employer"


def _sites(folded: str) -> Iterator[Fact]:
    for hit in _QUOTED_SITE.finditer(folded):
        yield Fact("site", hit["name"], *hit.span("name"))
    for pattern in (_NAMED_SITE, _AT_SITE):
        for hit in pattern.finditer(folded):
            end = hit.end("name")
            name = hit["name"].rpartition("的")[2]
            name = without_place(name)
            if (
                len(name) >= _SHORTEST_SITE
                and not _NO_SITE.search(name)
                and not _KIND_OF_SITE.match(name)
            ):
                yield Fact("site", name, end - len(name), end)


def _platforms(folded: str) -> Iterator[Fact]:
    for pattern in (_PLATFORM, _KNOWN_PLATFORM):
        for hit in pattern.finditer(folded):
            start, end = hit.span("name") if pattern is _PLATFORM else hit.span()
            yield Fact("platform", folded[start:end], start, end)
