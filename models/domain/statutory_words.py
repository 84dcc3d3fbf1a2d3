"""Which statutory limits there are, on which article each stands, what must be asked, and for which matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.domain.facts import Fact, FactKind

CAUTION = "仅供参考，以法律规定为准"


class DeadlineKind(StrEnum):
    """A limit that runs for or against the worker."""

    ARBITRATION = "arbitration"
    WAGES = "wages"
    SUIT = "suit"
    INJURY_EMPLOYER = "injury_employer"
    INJURY_WORKER = "injury_worker"
    INSPECTION = "inspection"


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is missing, and how to ask for it."""

    fact: FactKind
    words: str


DEADLINE_LABELS: Mapping[DeadlineKind, str] = {
    DeadlineKind.ARBITRATION: "劳动仲裁时效（一年）",
    DeadlineKind.WAGES: "追索劳动报酬的仲裁时效",
    DeadlineKind.SUIT: "不服裁决向法院起诉（15 日）",
    DeadlineKind.INJURY_EMPLOYER: "单位申请工伤认定（30 日）",
    DeadlineKind.INJURY_WORKER: "职工、近亲属或工会申请工伤认定（一年）",
    DeadlineKind.INSPECTION: "劳动保障监察查处时效（两年）",
}
ARTICLES: Mapping[DeadlineKind, str] = {
    DeadlineKind.ARBITRATION: "《劳动争议调解仲裁法》第二十七条第一至三款",
    DeadlineKind.WAGES: "《劳动争议调解仲裁法》第二十七条第四款",
    DeadlineKind.SUIT: "《劳动争议调解仲裁法》第四十八条、第五十条",
    DeadlineKind.INJURY_EMPLOYER: "《工伤保险条例》第十七条第一款、第四款",
    DeadlineKind.INJURY_WORKER: "《工伤保险条例》第十七条第二款",
    DeadlineKind.INSPECTION: "《劳动保障监察条例》第二十条",
}
QUESTIONS: Mapping[FactKind, str] = {
    FactKind.KNEW: "哪一天知道（或应当知道）权利被侵害？",
    FactKind.LEFT: "劳动关系是否已经终止？哪一天终止？",
    FactKind.STILL_EMPLOYED: "如果没有终止，哪一天确认过仍在职？",
    FactKind.HINDERED: "不能申请的正当理由哪一天消除？",
    FactKind.AWARD_RECEIVED: "哪一天收到仲裁裁决书？",
    FactKind.INJURED: "事故哪一天发生？",
    FactKind.DIAGNOSED: "如是职业病，哪一天被诊断或鉴定？",
    FactKind.BREACH: "违法行为哪一天发生？",
    FactKind.BREACH_CONTINUES: "违法行为是否仍在继续？哪一天确认的？",
    FactKind.BREACH_ENDED: "如已停止，违法行为哪一天终了？",
}
# Facts that alone show that a limit matters, whatever the category.
_SIGNS: Mapping[FactKind, tuple[DeadlineKind, ...]] = {
    FactKind.KNEW: (DeadlineKind.ARBITRATION,),
    FactKind.LEFT: (DeadlineKind.WAGES,),
    FactKind.STILL_EMPLOYED: (DeadlineKind.WAGES,),
    FactKind.AWARD_RECEIVED: (DeadlineKind.SUIT,),
    FactKind.INJURED: (DeadlineKind.INJURY_EMPLOYER, DeadlineKind.INJURY_WORKER),
    FactKind.DIAGNOSED: (DeadlineKind.INJURY_EMPLOYER, DeadlineKind.INJURY_WORKER),
    FactKind.BREACH: (DeadlineKind.INSPECTION,),
    FactKind.BREACH_CONTINUES: (DeadlineKind.INSPECTION,),
    FactKind.BREACH_ENDED: (DeadlineKind.INSPECTION,),
}
_ARBITRATION = (DeadlineKind.ARBITRATION,)
_INJURY = (DeadlineKind.INJURY_EMPLOYER, DeadlineKind.INJURY_WORKER)
# By category or its parent (domain.md 2.4); the longer code wins.
_OF_MATTER: Mapping[str, tuple[DeadlineKind, ...]] = {
    "01": (DeadlineKind.WAGES, DeadlineKind.INSPECTION),
    "02": _ARBITRATION,
    "03": (DeadlineKind.ARBITRATION, DeadlineKind.INSPECTION),
    "04": (DeadlineKind.INSPECTION,),
    "05": _INJURY,
    "07": (DeadlineKind.ARBITRATION, DeadlineKind.INSPECTION),
    "09": _ARBITRATION,
    "0902": (*_INJURY, DeadlineKind.ARBITRATION),
    "12": _ARBITRATION,
    "1204": (DeadlineKind.ARBITRATION, DeadlineKind.SUIT),
    "1303": (DeadlineKind.WAGES, DeadlineKind.INSPECTION),
}


def kinds_for(category: str | None, facts: Iterable[Fact]) -> tuple[DeadlineKind, ...]:
    """The limits to show: those of the matter, and those that a fact points to."""
    code = category or ""
    wanted = set(_OF_MATTER.get(code, _OF_MATTER.get(code[:2], ())))
    for fact in facts:
        wanted |= set(_SIGNS.get(fact.kind, ()))
    return tuple(kind for kind in DeadlineKind if kind in wanted)
