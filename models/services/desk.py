"""What ends at the desk: 直接答复 and 不予受理."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.domain.errors import InvalidInput, NotAllowed
from models.domain.ticket import ANSWERABLE, REJECT_NEEDS_SUPERVISOR
from models.domain.words import DemandType, Move, Role
from models.services.act import Act
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.tables.tickets import Ticket


class RejectReason(StrEnum):
    """Why a plea is not accepted (domain.md 3.7). Each has a right channel that the caller is told."""

    OTHER_REGION = "other_region"
    OTHER_AUTHORITY = "other_authority"
    EMERGENCY_LINES = "emergency_lines"
    IN_LEGAL_PROCEDURE = "in_legal_procedure"
    ALREADY_HANDLED = "already_handled"
    SECRECY = "secrecy"
    EMPTY_OR_MALICIOUS = "empty_or_malicious"


REJECT_LABELS = {
    RejectReason.OTHER_REGION: "不属于本地区",
    RejectReason.OTHER_AUTHORITY: "党委、人大、法院、检察院、军队等职权事项",
    RejectReason.EMERGENCY_LINES: "应由 110、119、120、122 处置",
    RejectReason.IN_LEGAL_PROCEDURE: "已进入诉讼、仲裁、复议、信访、纪检等程序",
    RejectReason.ALREADY_HANDLED: "正在办理或已依法办结且无新事实",
    RejectReason.SECRECY: "涉及国家秘密、商业秘密或他人隐私",
    RejectReason.EMPTY_OR_MALICIOUS: "无实质内容或恶意骚扰",
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """`told` is the right channel that the caller was told; refusing without it is not allowed (S15)."""

    reason: RejectReason
    told: str


def answer(act: Act, number: str, text: str) -> Ticket:
    """Answer the caller at the desk; only for questions and small help, never for a complaint."""
    ticket = take(act, number, Move.ANSWER)
    demand = ticket.demand_type and DemandType(ticket.demand_type)
    if demand and demand not in ANSWERABLE:
        raise InvalidInput("投诉、举报、法律援助和紧急事项不能直接答复，请派单办理。")
    ticket.closed_at = act.now
    ticket.triage_due_at = None
    note = write_note(act, ticket, "answer", text, public=True)
    make(act, ticket, Move.ANSWER, Outcome({"note_id": note}))
    return ticket


def reject(act: Act, number: str, rejection: Rejection) -> Ticket:
    """Refuse with a reason of the list and the right channel told."""
    ticket = take(act, number, Move.REJECT)
    demand = ticket.demand_type and DemandType(ticket.demand_type)
    if demand in REJECT_NEEDS_SUPERVISOR and act.person.role is not Role.SUPERVISOR:
        raise NotAllowed("举报和紧急事项不予受理须由督办决定，请转督办处理。")
    ticket.closed_at = act.now
    ticket.triage_due_at = None
    note = write_note(act, ticket, "rejection", rejection.told, public=True)
    make(act, ticket, Move.REJECT, Outcome({"reason": str(rejection.reason), "note_id": note}))
    return ticket
