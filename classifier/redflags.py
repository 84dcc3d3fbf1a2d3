"""Find danger in a text by plain rules: no model, no start-up, fast enough for the intake request.

A hit only raises (domain.md 4.2); a person confirms or lowers it. The rules are data
(words/redflags.toml); here stand the reasons to doubt a hit: it is denied, supposed, long past,
told of others, or asked about.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from classifier.clean import fold
from models.domain.verdict import RedFlag
from models.domain.words import Urgency

NEAR = 30  # characters on either side in which a word of `near` counts
_BEFORE, _AFTER = 24, 14  # characters that a guard may look at
_LONGEST = 12  # characters of the longest harmless phrase
_MOST = 40  # flags kept for one text; a page of threats needs no more to be an emergency
_DOUBTED_STAYS = frozenset({"life", "violence"})  # groups whose doubted hits remain as weak signs
_ENDS = "。!?;\n"  # sentence ends after folding
_GAP = {
    "~": rf"[^{_ENDS}]{{0,6}}",
    "~~": rf"[^{_ENDS}]{{0,14}}",
    "#": r"(?:\d{2,4}|[3-9]|[三四五六七八九十百几数多好]{1,4})",
}
_GAPS = re.compile(r"(~+|#)")
_BLANKS = re.compile(r" +")

_YEARS_AGO = r"[一二两三四五六七八九十多几\d]{1,3}年(?:多)?(?:以)?前|去年|前年|当年|那年|19\d\d年|20[01]\d年|202[0-4]年"
_GUARDS: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "negated": (
        "just before",
        re.compile(
            r"(?:不会|没有|没想|没想过|没|未|未曾|并未|并非|不是|不是要|不是想|绝不|从不|从未|不可能|不应|不该|不敢|不能|不得|不许|不准|不要|不想|不愿|别|切勿|请勿|勿"
            r"|否认|是否|有没有|有无|避免|防止|预防|杜绝|禁止|严禁|以免|免得|无|零|反对|打击|劝(?:我|他|大家)?(?:别|不要)?)"
            r"(?:再|去|真的|真|选择|想|要|想要|想过|搞|组织|参加|参与|发生|发生过|有|有过|出现|出现过|使用|存在|造成|会|因为这个|为此|因此)?$"
        ),
    ),
    "supposed": (
        "before",
        re.compile(r"如果|假如|假设|万一|要是|若是|若(?!干)|倘若|一旦|比如|例如|即使|哪怕|是不是要等|难道要等|非要等|会不会|是否会|怕|担心|难道|非得|为了?避免|避免(?:再)?(?:出现|发生)|以防|以免|防止"),
    ),
    "past": ("before", re.compile(rf"{_YEARS_AGO}|以前|曾经|曾|过去(?!世)|小时候|年轻时|前些年|早年")),
    "told": (
        "before",
        re.compile(
            r"听说|据说|据报|报道|外地.{0,6}通报|论文(?:题目|研究)|课题|辩题|写作业|剧终|主角|男主|女主|港片|游戏|梦见|梦到|做梦|新闻|网传|网上(?:说|看)|看到(?:有人|微博|网上|新闻)|微博上|电影|电视剧|小说|故事|历史上|课文"
            r"|(?:别的|其他|外地|隔壁)(?:厂|公司|单位|地方|城市|省)"
        ),
    ),
    "joking": (
        "around",
        re.compile(r"哈哈|(?<!不是)(?<!没)(?<!没有)(?<!别)开(?:个)?玩笑|玩笑话|是(?:句|个)?玩笑|气话|嘴炮|嘴上厉害|说说而已|(?<!不是)(?<!没)吓唬"),
    ),
    "not a worker": (
        "just before",
        re.compile(r"(?:爷爷|奶奶|外公|外婆|姥姥|姥爷|阿嬷|阿公|老伴|岳父|岳母|老板|包工头|雇主|法人|房东|狗|犬|猫|猪|牛|羊|鸡|鸭|鹅|鱼|鸟|宠物|树)(?:[他它她]|突然|意外|已经?|就|都|给|被(?:车|人)|因病|全都?|病|上个月|上个?礼拜){0,3}$"),
    ),
    "asked": (
        "after",
        re.compile(r"(?:是否|是不是|算不算|属不属于|会不会|能不能|可不可以)?(?:违法|犯法|合法|有效|有用|犯罪|会被开除|会被辞退)(?:吗|么|嘛|不)"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of danger, ready to be searched for."""

    id: str
    version: int
    group: str
    urgency: Urgency
    category: str
    pattern: re.Pattern[str]
    near: re.Pattern[str] | None
    harmless: re.Pattern[str] | None
    guards: tuple[str, ...]
    unless: re.Pattern[str] | None
    settled: re.Pattern[str] | None
    parts: frozenset[str]  # every hit contains one of them


def scan(text: str) -> tuple[RedFlag, ...]:
    """All red flags of `text`, in the order in which they stand; offsets are of `text` itself."""
    folded, origin = squeezed(fold(text))
    return flags_of(text, folded, origin, RULES)


def flags_of(
    text: str, folded: str, origin: list[int] | None, rules: Iterable[Rule]
) -> tuple[RedFlag, ...]:
    """What these rules find in a squeezed text; the rules in the order in which they stand."""
    flags: list[RedFlag] = []
    for rule in rules:
        for hit in rule.pattern.finditer(folded):
            flag = _judged(rule, folded, hit.start(), hit.end())
            if flag is not None:
                flags.append(_placed(flag, text, origin))
            if len(flags) >= _MOST:
                return _in_order(flags)
    return _in_order(flags)


def squeezed(folded: str) -> tuple[str, list[int] | None]:
    """Drop blanks ("不 想 活"); also say where each kept character stood, None where nothing moved."""
    if " " not in folded:
        return folded, None
    origin = [place for place, character in enumerate(folded) if character != " "]
    return _BLANKS.sub("", folded), origin


def _judged(rule: Rule, text: str, start: int, end: int) -> RedFlag | None:
    if rule.harmless and _is_inside(rule.harmless, text, start, end):
        return None
    if rule.near and not _stands_near(rule.near, text, start, end):
        return None
    doubt = _doubt(rule, text, start, end)
    urgency, group, category = rule.urgency, rule.group, rule.category
    if doubt and not (rule.unless and rule.unless.search(text)):
        if doubt == "negated" or rule.group not in _DOUBTED_STAYS:
            return None
        urgency, group, category = Urgency.P2, "weak", "1104"
    return RedFlag(rule.id, rule.version, group, urgency, category, text[start:end], start, end)


def _is_inside(harmless: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Does a harmless phrase overlap the hit? Phrases may overlap one another, so each place is tried."""
    tries = (harmless.match(text, place) for place in range(max(0, start - _LONGEST), end))
    return any(found is not None and found.end() > start for found in tries)


def _stands_near(near: re.Pattern[str], text: str, start: int, end: int) -> bool:
    low = max(_sentence_start(text, start, NEAR), start - NEAR)
    high = min(_sentence_end(text, end, NEAR), end + NEAR)
    return bool(near.search(text, low, start) or near.search(text, end, high))


def _doubt(rule: Rule, text: str, start: int, end: int) -> str | None:
    """The first reason to doubt the hit, or None."""
    for name in rule.guards:
        where, pattern = _GUARDS[name]
        if pattern.search(_looked_at(text, start, end, where)):
            return name
    if rule.settled and rule.settled.search(text):
        return "settled"
    return None


def _looked_at(text: str, start: int, end: int, where: str) -> str:
    if where == "around":  # "(开玩笑的)" stands behind a stop as often as before it
        return text[max(0, start - _BEFORE) : end + _BEFORE]
    if where == "after":
        return text[end : _sentence_end(text, end, _AFTER) + 1]
    return text[_sentence_start(text, start, _BEFORE) : start]


def _sentence_start(text: str, place: int, reach: int) -> int:
    low = max(0, place - reach)
    return max([low, *(text.rfind(end, low, place) + 1 for end in _ENDS)])


def _sentence_end(text: str, place: int, reach: int) -> int:
    high = min(len(text), place + reach)
    return min([high, *(at for end in _ENDS if (at := text.find(end, place, high)) >= 0)])


def _placed(flag: RedFlag, text: str, origin: list[int] | None) -> RedFlag:
    start, end = flag.start, flag.end
    if origin is not None:
        start, end = origin[start], origin[end - 1] + 1
    return RedFlag(
        flag.rule,
        flag.version,
        flag.group,
        flag.urgency,
        flag.category,
        text[start:end],
        start,
        end,
    )


def _in_order(flags: Iterable[RedFlag]) -> tuple[RedFlag, ...]:
    return tuple(sorted(flags, key=lambda flag: (flag.start, flag.urgency.rank, flag.rule)))


def _pattern(phrases: str) -> re.Pattern[str] | None:
    """One alternation of all phrases, grouped by first character so that reading stays linear."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for phrase in sorted(set(phrases.split()), key=lambda phrase: (-len(phrase), phrase)):
        by_first[phrase[0]].append(_spelled(phrase[1:]))
    if not by_first:
        return None
    branches = (f"{_spelled(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return re.compile("|".join(branches))


def _spelled(phrase: str) -> str:
    return "".join(_GAP.get(part) or re.escape(part) for part in _GAPS.split(phrase))


def _part(phrase: str) -> str:
    """The longest piece without a gap: where it doesn't stand, the phrase doesn't either."""
    return max(_GAPS.sub(" ", phrase).split(), key=len)


def _rule(entry: Mapping[str, object]) -> Rule:
    pattern = _pattern(str(entry["words"]))
    if pattern is None:
        raise ValueError(f"red-flag rule {entry['id']} has no words")
    return Rule(
        id=str(entry["id"]),
        version=int(str(entry["version"])),
        group=str(entry["group"]),
        urgency=Urgency(str(entry["urgency"])),
        category=str(entry["category"]),
        pattern=pattern,
        near=_pattern(str(entry.get("near", ""))),
        harmless=_pattern(str(entry.get("not", ""))),
        guards=tuple(entry.get("guards", ())),  # type: ignore[arg-type]  # TOML arrays are lists
        unless=_pattern(str(entry.get("unless", ""))),
        settled=_pattern(str(entry.get("settled", ""))),
        parts=frozenset(_part(phrase) for phrase in str(entry["words"]).split()),
    )


def _load() -> tuple[Rule, ...]:
    source = resources.files("classifier") / "words" / "redflags.toml"
    return tuple(_rule(entry) for entry in tomllib.loads(source.read_text("utf-8"))["rule"])


RULES: tuple[Rule, ...] = _load()
