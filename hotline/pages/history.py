"""The history of a ticket in words: codes and ids of events become sentences here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline import views
from hotline.doors import policy
from models.domain.call_backs import (
    MATTER_LABELS,
    OUTCOME_LABELS,
    RATING_LABELS,
    CallOutcome,
    Matter,
    Rating,
)
from models.domain.facts import FACT_LABELS, FactKind
from models.domain.refusals import REJECT_LABELS, RejectReason
from models.domain.statutory_words import CAUTION, DEADLINE_LABELS, DeadlineKind
from models.queries import tickets
from models.services.act import Act
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Line:
    """One event as shown."""

    kind: str
    at: datetime
    label: str
    detail: str
    actor: str


def lines_of(act: Act, ticket: Ticket) -> list[Line]:
    """Newest first: what happened last is what people look for."""
    rows = tickets.history(act.session, ticket.id)
    ids = {row[0].codes["department_id"] for row in rows if row[0].codes.get("department_id")}
    owners = tickets.owner_names(act.session, sorted(ids))
    lines = [
        Line(
            event.kind,
            event.at,
            views.EVENT_LABELS.get(event.kind, event.kind),
            detail(event.kind, event.codes, owners),
            name or "系统",
        )
        for event, name, _role in rows
    ]
    return lines[::-1]


def detail(kind: str, codes: Mapping[str, Any], owners: Mapping[int, tuple[str, str]]) -> str:
    """One short sentence for an event's codes; empty where the label says it all."""
    match kind:
        case "dispatched" | "transferred" | "return_decided" | "designated":
            unit, department = owners.get(codes["department_id"], ("", ""))
            return f"到 {unit}{department}"
        case "handed_on" if codes.get("department_id"):
            unit, department = owners.get(codes["department_id"], ("", ""))
            return f"到 {unit}{department}"
        case "triaged":
            sure = f"把握 {codes['confidence']:.0%}"
            unsure = "，不确定" if codes.get("abstained") else ""
            return f"{_category(codes['category'])}，{sure}{unsure}"
        case "escalated":
            clock = views.CLOCK_LABELS.get(codes["clock"], codes["clock"])
            return f"{clock}时限 {views.STEP_LABELS.get(codes['step'], codes['step'])}"
        case "raised" | "lowered":
            return f"{codes['from']} → {codes['to']}"
        case "rejected":
            return REJECT_LABELS[RejectReason(codes["reason"])]
        case "called_back":
            return _called_back(codes)
        case "recounted":
            clock = views.CLOCK_LABELS.get(codes["clock"], codes["clock"])
            end = views.local_time(datetime.fromisoformat(codes["to"]))
            return f"{clock}时限改为 {end}"
        case "fact_added" | "fact_withdrawn":
            return FACT_LABELS[FactKind(codes["fact"])]
        case "assist_asked" | "assist_answered" | "opinion_given":
            unit, department = owners.get(codes["department_id"], ("", ""))
            return f"{unit}{department}"
        case "reopened":
            return "来电人说同一诉求再次发生" if codes.get("by_caller") else ""
        case "quality_checked":
            return "、".join(views.QUALITY_LABELS[f] for f in codes["faults"]) or "合格"
        case "contacted":
            return "已联系上" if codes["reached"] else "未联系上"
        case "extension_requested":
            return f"{codes['days']} 个工作日"
        case "extension_decided":
            return f"批准，延至 {_local(codes['due'])}" if codes["granted"] else "不批准"
        case "suspended":
            return f"{views.PAUSE_LABELS[codes['reason']]}，至 {_local(codes['until'])}"
        case "sent_to_review":
            return "系统拿不准，请人工派单"
        case "marked":
            return f"{views.DIFFICULTY_LABELS[codes['difficulty']]}，延至 {_local(codes['due'])}"
        case "limit_near":
            label = DEADLINE_LABELS[DeadlineKind(codes["deadline"])]
            return f"{label}将于 {codes['last_day']} 届满，请联系职工本人（{CAUTION}）"
        case "reported":
            return "首次反馈" if codes["first"] else ""
        case "return_requested":
            return "超过退单时限" if codes.get("late") else ""
        case "supervised":
            return f"督办 {codes['level']} 级"
        case "handed_over":
            return str(codes["line"])
        case "chased":
            return f"第 {codes['chases']} 次"
        case _:
            return ""


def _called_back(codes: Mapping[str, Any]) -> str:
    if not codes["reached"]:
        known = codes.get("outcome")
        return OUTCOME_LABELS[CallOutcome(known)] if known else "未联系上"
    solved = "已解决" if codes["solved"] else "未解决"
    return f"{solved}，{'满意' if codes['satisfied'] else '不满意'}{_rated(codes.get('ratings'))}"


def _rated(ratings: Mapping[str, str] | None) -> str:
    """ "（办理结果满意、办理态度不满意）"; empty where the matters were not asked one by one."""
    said = "、".join(
        f"{MATTER_LABELS[Matter(matter)]}{RATING_LABELS[Rating(rating)]}"
        for matter, rating in sorted((ratings or {}).items())
    )
    return f"（{said}）" if said else ""


def _local(moment: str) -> str:
    return views.local_time(datetime.fromisoformat(moment))


def _category(code: str) -> str:
    return f"{code} {policy().taxonomy.get(code).name}"
