"""Dated facts of a worker's case, as told or shown on paper: what statutory time limits are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.domain.errors import FieldError, InvalidInput


class FactKind(StrEnum):
    """What happened on that day."""

    KNEW = "knew"
    STILL_EMPLOYED = "still_employed"
    LEFT = "left"
    CLAIMED = "claimed"
    SOUGHT_RELIEF = "sought_relief"
    EMPLOYER_AGREED = "employer_agreed"
    HINDERED = "hindered"
    ARBITRATION_FILED = "arbitration_filed"
    AWARD_RECEIVED = "award_received"
    SUED = "sued"
    INJURED = "injured"
    DIAGNOSED = "diagnosed"
    EMPLOYER_EXTENSION = "employer_extension"
    EMPLOYER_FILED = "employer_filed"
    INJURY_FILED = "injury_filed"
    BREACH = "breach"
    BREACH_CONTINUES = "breach_continues"
    BREACH_ENDED = "breach_ended"
    INSPECTION_REPORTED = "inspection_reported"


FACT_LABELS: Mapping[FactKind, str] = {
    FactKind.KNEW: "知道或应当知道权利被侵害",
    FactKind.STILL_EMPLOYED: "确认劳动关系仍在存续",
    FactKind.LEFT: "劳动关系终止",
    FactKind.CLAIMED: "向用人单位主张权利",
    FactKind.SOUGHT_RELIEF: "向有关部门请求救济",
    FactKind.EMPLOYER_AGREED: "用人单位同意履行",
    FactKind.HINDERED: "不可抗力等正当理由（起止）",
    FactKind.ARBITRATION_FILED: "申请仲裁",
    FactKind.AWARD_RECEIVED: "收到仲裁裁决书",
    FactKind.SUED: "向法院起诉",
    FactKind.INJURED: "发生事故伤害",
    FactKind.DIAGNOSED: "诊断、鉴定为职业病",
    FactKind.EMPLOYER_EXTENSION: "人社部门同意单位延长申请至",
    FactKind.EMPLOYER_FILED: "单位申请工伤认定",
    FactKind.INJURY_FILED: "职工、近亲属或工会申请工伤认定",
    FactKind.BREACH: "违法行为发生",
    FactKind.BREACH_CONTINUES: "确认违法行为仍在继续",
    FactKind.BREACH_ENDED: "违法行为终了",
    FactKind.INSPECTION_REPORTED: "向劳动保障监察投诉举报",
}
_MAY_LIE_AHEAD = frozenset({FactKind.EMPLOYER_EXTENSION})
_HAS_END = frozenset({FactKind.HINDERED})
_EARLIEST = date(1995, 1, 1)  # 劳动法 in force; an older date is a slip of the keyboard


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One dated fact; `until` only for what lasts (a hindrance), None while it lasts."""

    on: date
    kind: FactKind
    until: date | None = None


def check_fact(fact: Fact, today: date) -> None:
    """Raise InvalidInput for a date that can't be: before 1995, in the future, or ending before it began."""
    faults = []
    if fact.on < _EARLIEST or (fact.on > today and fact.kind not in _MAY_LIE_AHEAD):
        faults.append(FieldError("on", "日期应在 1995 年以后，且不晚于今天。"))
    if fact.until is not None and fact.kind not in _HAS_END:
        faults.append(FieldError("until", "只有“不可抗力等正当理由”可以填写结束日期。"))
    elif fact.until is not None and not fact.on <= fact.until <= today:
        faults.append(FieldError("until", "结束日期应不早于开始日期，且不晚于今天。"))
    if faults:
        raise InvalidInput("日期有误，请核对后重交。", errors=tuple(faults))
