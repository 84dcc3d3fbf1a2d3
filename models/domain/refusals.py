"""不予受理: the closed list of reasons (domain.md 3.7). The right channel of each is policy, not code. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class RejectReason(StrEnum):
    """Why a plea is not accepted."""

    OTHER_REGION = "other_region"
    OTHER_AUTHORITY = "other_authority"
    EMERGENCY_LINES = "emergency_lines"
    IN_LEGAL_PROCEDURE = "in_legal_procedure"
    ALREADY_HANDLED = "already_handled"
    SECRECY = "secrecy"
    EMPTY_OR_MALICIOUS = "empty_or_malicious"


REJECT_LABELS: Mapping[RejectReason, str] = {
    RejectReason.OTHER_REGION: "不属于本地区",
    RejectReason.OTHER_AUTHORITY: "党委、人大、法院、检察院、军队等职权事项",
    RejectReason.EMERGENCY_LINES: "应由 110、119、120、122 处置",
    RejectReason.IN_LEGAL_PROCEDURE: "已进入诉讼、仲裁、复议、信访、纪检等程序",
    RejectReason.ALREADY_HANDLED: "正在办理或已依法办结且无新事实",
    RejectReason.SECRECY: "涉及国家秘密、商业秘密或他人隐私",
    RejectReason.EMPTY_OR_MALICIOUS: "无实质内容或恶意骚扰",
}


def told_words(reason: RejectReason, channel: str) -> str:
    """The reason and the right channel, both (duty when refusing, domain.md 3.7); an empty one is said after it."""
    return f"不予受理原因：{REJECT_LABELS[reason]}。\n正确渠道：{channel}"
