"""A row becomes a plea. What can't be understood stays in its words or is warned of; only a row without words is refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hotline.forms import MAX_PERSONS, text_faults
from hotline.importing.records import Cell, Fault, Record
from models.domain.policy import Policy
from models.domain.words import Channel, DemandType, Urgency
from models.services.plea import CallerSaid, Plea

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_CHANNELS = {
    "电话": Channel.PHONE, "来电": Channel.PHONE, "12351": Channel.PHONE, "热线": Channel.PHONE,
    "app": Channel.APP, "职工之家": Channel.APP, "网站": Channel.WEB, "网络": Channel.WEB, "web": Channel.WEB,
    "来访": Channel.OFFLINE, "来信": Channel.LETTER, "线下": Channel.OFFLINE,
}  # fmt: skip
_DEMANDS = {
    "咨询": "Q", "consult": "Q", "求助": "H", "help": "H", "投诉": "C", "complaint": "C", "举报": "R",
    "report": "R", "法律援助": "L", "法律援助申请": "L", "legal_aid": "L", "意见建议": "S", "建议": "S",
    "意见": "S", "suggestion": "S", "表扬": "P", "praise": "P",
}  # fmt: skip
_URGENCIES = {"特急": "P1", "紧急": "P2", "加急": "P2", "一般": "P3", "普通": "P3"}
_YES = {"是", "1", "true", "yes", "y", "匿名"}
_LONGEST = {"employer": 120, "credit_code": 40, "region_code": 12}
_LONGEST_ID = 100
_MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_DATE = re.compile(r"^(\d{4})[年/.](\d{1,2})[月/.](\d{1,2})日?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass
class PleaMaker:
    """Makes pleas of one file. `source` names where the ids come from: the same id of one source is one ticket."""

    policy: Policy
    mapping: Mapping[str, str]
    source: str
    _seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    _copies: dict[str, int] = field(default_factory=dict)

    def plea(self, record: Record) -> Plea | Fault:
        """The plea of one row, with warnings; a Fault that says in Chinese why it is none."""
        typed = {
            field: _words(record.cells[name])
            for name, field in self.mapping.items()
            if name in record.cells
        }
        reading = _Reading(typed)
        plea = self._read(reading)
        faults = text_faults(plea.text)
        if faults:
            return Fault(record.line, faults[0].message.rstrip("。"))
        return self._with_id(record.line, plea, typed.get("external_id", ""))

    def _read(self, said: _Reading) -> Plea:
        return Plea(
            channel=_CHANNELS.get(said.word("channel").lower(), Channel.IMPORT),
            caller=CallerSaid(
                said.word("caller_name") or None,
                said.word("caller_phone") or None,
                said.word("anonymous").lower() in _YES,
            ),
            demand_type=said.demand_type(),
            category=said.category(self.policy),
            urgency=said.urgency(),
            persons=said.persons(),
            occurred_at=said.moment(),
            employer=said.short("employer"),
            credit_code=said.short("credit_code"),
            region_code=said.short("region_code"),
            text=said.text(),  # last: it takes in what found no place above
            source=self.source,
            warnings=tuple(said.warnings),
        )

    def _with_id(self, line: int, plea: Plea, given: str) -> Plea | Fault:
        content = hashlib.sha256(
            repr((plea.text, plea.caller, plea.occurred_at)).encode()
        ).hexdigest()
        if not given:
            # Two equal rows are two callers; the n-th of a file is the n-th again when it is imported again.
            copy = self._copies[content] = self._copies.get(content, 0) + 1
            given = f"sha256:{content[:48]}" + (f"#{copy}" if copy > 1 else "")
        elif len(given) > _LONGEST_ID:
            given = f"sha256:{hashlib.sha256(given.encode()).hexdigest()[:48]}"
        first, before = self._seen.setdefault(given, (line, content))
        if before != content:
            return Fault(line, f"编号与第 {first} 行相同，内容却不同，请核对编号")
        return replace(plea, external_id=given)


class _Reading:
    """One row being read: warnings, and what found no place and therefore goes to the end of the text."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self.warnings: list[str] = []
        self._left: list[str] = []

    def word(self, name: str) -> str:
        return self._typed.get(name, "")

    def text(self) -> str:
        said = self.word("text")
        return "\n".join([said, *self._left]) if said and self._left else said

    def short(self, name: str) -> str | None:
        value = self.word(name)
        if len(value) > _LONGEST[name]:
            self._leave(name, value)
            return None
        return value or None

    def persons(self) -> int | None:
        value = self.word("persons").removesuffix("人").removesuffix("名")
        if not value:
            return None
        if value.isascii() and value.isdecimal() and 0 < int(value) <= MAX_PERSONS:
            return int(value)
        self._leave("persons", value)
        return None

    def moment(self) -> datetime | None:
        value = self.word("occurred_at")
        if not value:
            return None
        at = _moment(value)
        if at is None:
            self._leave("occurred_at", value)
        return at

    def demand_type(self) -> DemandType | None:
        value = self.word("demand_type")
        code = _DEMANDS.get(value.lower(), value.upper())
        if code in set(DemandType):
            return DemandType(code)
        self._warn("诉求类型", value)
        return None

    def urgency(self) -> Urgency | None:
        value = self.word("urgency")
        code = _URGENCIES.get(value, value.upper())
        if code in set(Urgency):
            return Urgency(code)
        self._warn("紧急程度", value)
        return None

    def category(self, policy: Policy) -> str | None:
        value = self.word("category")
        if value in policy.taxonomy.categories:
            return value
        named = [c.code for c in policy.taxonomy.categories.values() if c.name == value]
        if len(named) == 1:
            return named[0]
        self._warn("分类", value)
        return None

    def _warn(self, what: str, value: str) -> None:
        if value:
            self.warnings.append(f"{what}“{value[:20]}”不认识，由系统判断。")

    def _leave(self, name: str, value: str) -> None:
        label = {"employer": "用人单位", "persons": "涉及人数", "occurred_at": "发生时间"}.get(
            name, name
        )
        self._left.append(f"【{label}】{value}")
        self.warnings.append(f"{label}不合格式，已按原样附在诉求内容之后。")


def _words(cell: Cell) -> str:
    """The cell as a person reads it: a phone number that a table program made a float has no point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return _CONTROL.sub("", str(cell).replace("\r\n", "\n")).strip()


def _moment(value: str) -> datetime | None:
    """A time without a zone is Beijing time."""
    plain = _DATE.sub(r"\1-\2-\3 ", value).strip()
    at = next(filter(None, (_parsed(value), _parsed(plain))), None)
    if at is None or not 1900 <= at.year <= 2199:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=_SHANGHAI)).astimezone(UTC)


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=_SHANGHAI)
        except ValueError:
            continue
    return None
