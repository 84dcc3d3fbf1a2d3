"""All facts of a text with their places: what a form can be filled with before anybody asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from stdnum.cn import uscc

from classifier import entities
from classifier.clean import fold
from classifier.entities import Hit
from classifier.fact_names import named
from classifier.fact_places import placed
from classifier.fact_times import meant, timed
from classifier.facts_types import Fact
from classifier.numerals import number

KINDS = (
    "employer", "main_contractor", "subcontractor", "labour_agency", "site", "credit_code",
    "amount", "months_owed", "persons", "date", "injury_time", "place", "region_code", "phone",
    "platform", "minor_age", "case_stage",
)  # fmt: skip
_SUMMED = frozenset({"amount", "months_owed", "persons", "phone"})  # `extract` says them as a whole
_KIND_OF_COUNT = {"persons": "persons", "amount": "amount", "months": "months_owed"}
LONGEST = 6000  # characters searched; facts stand in what a person can read
_CREDIT_CODE = re.compile(r"(?<![0-9a-z])[0-9a-hj-npqrtuwxy]{18}(?![0-9a-z])")
_TEENS = r"1[0-7]|十[一二三四五六七]|十"
_YOUNG = (
    r"(?:其子|其女|其弟|其妹|我|他|她|孩子|娃娃?|儿子|女儿|弟弟?|妹妹?|小姑娘|小伙子|小孩|学徒)"
)
_HOW_OLD = r"(?:今年|才|刚|(?<![未不])满|也就|只有|年仅|大概|看着|说[他她])"
_AGE = re.compile(
    rf"(?:{_HOW_OLD}|{_YOUNG}|都|一个){_HOW_OLD}{{0,2}}(?P<age>{_TEENS})(?:周)?岁(?!以下|以上|的规定)"
    rf"|{_HOW_OLD}(?P<about>{_TEENS})[二三四五六七]岁"
    rf"|(?:我|弟弟?|妹妹?|其子|其女|说[他她])(?:今年|才|刚|也就){{0,2}}(?P<bare>{_TEENS})(?=[,。;])"
)
_STAGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("执行", re.compile(r"申请(?:了)?(?:强制)?执行|执行(?:局|法官|立案|阶段|裁定|不到)|终本|失信被执行")),
    ("二审", re.compile(r"二审|上诉(?:了|到|状|期)|中院")),
    ("一审", re.compile(r"一审|法院(?:已经?)?(?:立案|受理|开庭|判)|起诉到(?:了)?法院|已经?起诉")),
    ("仲裁", re.compile(r"(?:已经?|刚)?(?:申请|提起|去|打)(?:了)?(?:劳动)?仲裁(?:了|,|，|。|立案|已|尚|还)|仲裁(?:已|立案|开庭|裁决|庭|受理了|正在|开了)")),
    ("鉴定", re.compile(r"(?:劳动能力|伤残)?鉴定(?:结论|了|出来|书|为|是)|(?:正在|等着?)(?:做)?鉴定")),
    ("认定", re.compile(r"工伤认定(?:已|书|决定|了|申请(?:已|交))|(?:已|认定)认定(?:为|了)?工伤|申请(?:了)?工伤认定")),
    ("监察", re.compile(r"监察(?:大队|支队|局|那边|部门)?(?:已经?)?(?:立案|登记|受理|说|让|调查|下了|给)|(?:找过?|去过?|报到|投诉到)(?:县|市|区|了|劳动)*监察")),
)  # fmt: skip


def find(text: str) -> tuple[Fact, ...]:
    """Every fact, in the order in which they stand; offsets are of `text` itself."""
    plain = fold(text[:LONGEST])
    return _found(text, plain, entities.counted(plain))


def as_entities(
    text: str, plain: str | None = None, groups: list[Hit] | None = None
) -> dict[str, object]:
    """`entities.extract` and what else was found: the first of each kind, and where all of them stand.

    `plain` is the text folded, `groups` the people that it counts, if somebody has looked already.
    """
    plain = fold(text) if plain is None else plain
    counted = entities.counted(plain[: entities.LONGEST], groups)
    found = entities.summed(plain[: entities.LONGEST], counted)
    facts = _found(text, plain[:LONGEST], counted)
    for fact in facts:
        if fact.kind not in _SUMMED:
            found.setdefault(fact.kind, fact.value)
    if facts:
        found["spans"] = [{"kind": f.kind, "start": f.start, "end": f.end} for f in facts]
    return found


def _found(text: str, plain: str, counted: Mapping[str, list[Hit]]) -> tuple[Fact, ...]:
    facts = set(_all(plain, counted))
    ordered = sorted(facts, key=lambda fact: (fact.start, -fact.end, fact.kind))
    return tuple(_as_written(fact, text) for fact in _outermost(ordered))


def _outermost(facts: list[Fact]) -> Iterator[Fact]:
    """Of two that overlap and say the same kind of thing, the longer one."""
    ends: dict[str, int] = {}
    for fact in facts:
        if fact.start >= ends.get(fact.kind, 0):
            ends[fact.kind] = fact.end
            yield fact


def relative(facts: tuple[Fact, ...], called: date) -> dict[str, str]:
    """What the said dates mean for a call on `called`: "上个月15号" -> "2026-10-15"."""
    said = {str(fact.value) for fact in facts if fact.kind == "date"}
    return {one: iso for one in sorted(said) if (iso := meant(one, called)) is not None}


def _all(plain: str, counted: Mapping[str, list[Hit]]) -> Iterator[Fact]:
    yield from named(plain)
    yield from placed(plain)
    yield from timed(plain)
    yield from _numbers(plain, counted)
    yield from _marked(plain)


def _numbers(plain: str, counted: Mapping[str, list[Hit]]) -> Iterator[Fact]:
    for name, hits in counted.items():
        kind = _KIND_OF_COUNT[name]
        for value, start, end in sorted(hits)[-1:] if kind == "persons" else hits:
            if end > len(plain):
                continue  # facts stand in what a person can read
            half = 0.5 if kind == "months_owed" and "半月" in plain[start:end] else 0
            yield Fact(kind, value + half if half else value, start, end)


def _marked(folded: str) -> Iterator[Fact]:
    for hit in _CREDIT_CODE.finditer(folded):
        if uscc.is_valid(hit[0].upper()):  # a wrong one is kept in the text, not in the form
            yield Fact("credit_code", hit[0].upper(), hit.start(), hit.end())
    for hit in entities.PHONE.finditer(folded):
        yield Fact("phone", "", hit.start(), hit.end())  # noticed, never repeated
    for hit in _AGE.finditer(folded):
        group = hit.lastgroup or ""
        age = number(hit[group])
        if age is not None:
            yield Fact("minor_age", int(age), *hit.span(group))
    for stage, pattern in _STAGES:
        if found := pattern.search(folded):
            yield Fact("case_stage", stage, found.start(), found.end())
            return  # the latest stage is the one that counts


def _as_written(fact: Fact, text: str) -> Fact:
    """Names in the caller's own spelling, not in the folded one."""
    if isinstance(fact.value, str) and fact.kind in ("employer", "main_contractor", "subcontractor", "labour_agency", "site", "platform", "place"):  # fmt: skip
        return Fact(fact.kind, text[fact.start : fact.end], fact.start, fact.end)
    return fact
