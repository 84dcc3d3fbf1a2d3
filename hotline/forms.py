"""Reads what people and programs send into pleas: every fault of form named at once, small faults only warned of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stdnum.cn import uscc

from hotline.reader import Reader
from models.domain import phones
from models.domain.errors import FieldError, InvalidInput
from models.domain.words import Channel, DemandType, Urgency
from models.services.act import Act
from models.services.drafts import call_source
from models.services.plea import CallerSaid, Plea

MAX_TEXT = 20_000
MAX_PERSONS = 1_000_000


@dataclass(frozen=True, slots=True)
class CallForm:
    """The operator's form as typed: strings only, so that it can be shown again exactly."""

    text: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    anonymous: str = ""
    employer: str = ""
    region_code: str = ""
    persons: str = ""
    demand_type: str = ""
    category: str = ""
    answer: str = ""
    act: str = "keep"
    submission: str = ""
    linked: str = (
        ""  # "relapse:NUMBER" or "same:NUMBER": an earlier ticket that this call belongs to
    )

    @classmethod
    def read(cls, form: Mapping[str, str]) -> CallForm:
        """Known fields of the form; surrogates and NUL never come through a browser's form."""
        values = {name: form.get(name, "").strip() for name in cls.__slots__}
        # The kind of call was the first decision; a demand chosen in the box below is more exact.
        values["demand_type"] = values["demand_type"] or form.get("demand_kind", "").strip()
        return cls(**values)


def plea_of_call(act: Act, typed: CallForm, reader: Reader, channel: Channel) -> Plea:
    """The plea of a form; raises InvalidInput naming all faulty fields."""
    faults = [
        *text_faults(typed.text),
        *_persons_faults(typed.persons),
        *_answer_faults(typed),
    ]
    if faults:
        raise InvalidInput("登记内容需要修改。", errors=tuple(faults))
    demand = DemandType(typed.demand_type) if typed.demand_type in set(DemandType) else None
    plea = Plea(
        text=typed.text,
        channel=channel,
        caller=CallerSaid(
            typed.caller_name or None, typed.caller_phone or None, bool(typed.anonymous)
        ),
        demand_type=DemandType.CONSULT if typed.act == "answer" and demand is None else demand,
        category=typed.category if typed.category in act.policy.taxonomy.categories else None,
        urgency=Urgency.P1 if typed.act == "emergency" else None,
        employer=typed.employer or None,
        region_code=typed.region_code or None,
        persons=int(typed.persons) if typed.persons else None,
        source=call_source(act) if typed.submission else None,
        external_id=typed.submission or None,
    )
    return read_over(act, plea, reader)


def read_over(act: Act, plea: Plea, reader: Reader) -> Plea:
    """The plea with what the rules read in its text, and with warnings for what looks wrong but is kept."""
    return replace(
        plea,
        red_flags=reader.red_flags(plea.text),
        warnings=tuple(warnings_of(act, plea)),
    )


def warnings_of(act: Act, plea: Plea) -> list[str]:
    """Small faults: kept as typed, never a reason to refuse (design.md 5). The verb warns of the place."""
    found = []
    if plea.caller.phone and not phones.is_plausible(plea.caller.phone):
        found.append("来电号码格式不像有效号码，已按原样保存，请核对。")
    if plea.credit_code and not uscc.is_valid(plea.credit_code):
        found.append("统一社会信用代码校验不通过，已按原样保存，请核对。")
    if plea.occurred_at is not None and plea.occurred_at > act.now:
        found.append("发生时间晚于现在，已按原样保存，请核对。")
    if not (plea.caller.phone or plea.caller.anonymous):
        found.append("没有留联系电话，办理结果将无法回访。")
    return found


def text_faults(text: str) -> list[FieldError]:
    """A plea needs words, at most 20,000 characters."""
    if not text.strip():
        return [FieldError("text", "请写明诉求内容。")]
    if len(text) > MAX_TEXT:
        return [
            FieldError("text", f"诉求内容有 {len(text)} 字，最多 {MAX_TEXT} 字，请精简后重交。")
        ]
    return []


def values_of(typed: Mapping[str, str]) -> dict[str, object]:
    """A move's form as the API's JSON would be: times of a form are Beijing time, blanks are left out."""
    values: dict[str, object] = {name: value for name, value in typed.items() if value.strip()}
    for name in _MOMENTS & values.keys():
        values[name] = f"{values[name]}+08:00"
    return values


_MOMENTS = {"contacted_at", "resume_at"}


def _persons_faults(persons: str) -> list[FieldError]:
    if persons and not (
        persons.isdecimal() and persons.isascii() and 0 < int(persons) <= MAX_PERSONS
    ):
        return [FieldError("persons", "涉及人数请填 1 以上的整数，不清楚可留空。")]
    return []


def _answer_faults(typed: CallForm) -> list[FieldError]:
    if typed.act == "answer" and not typed.answer:
        return [FieldError("answer", "直接答复的，请填写答复内容。")]
    return []
