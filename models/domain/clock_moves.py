"""What each move does to each clock: the written table, proved cell by cell in tests/services/test_clock_moves.py.

The verbs do not read this table; it is what they promise (domain.md 3.3, 3.5). docs/process.md is drawn from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.domain.words import ClockKind, Move


class Effect(StrEnum):
    """The letter is what stands in the table below."""

    NONE = "-"  # no such clock, neither before nor after
    KEEP = "k"  # runs on as it was
    STOP = "s"  # ends
    BEGIN = "b"  # a new one begins now, whether one ran before or not
    ANEW = "a"  # one that runs begins anew, now, under the limit that now holds; so does one whose pause ends
    MOVE = "m"  # one that runs gets another end, counted from its own start
    PAUSE = "p"  # stands still
    GO_ON = "g"  # goes on after the pause, later by the paused (working) time


@dataclass(frozen=True, slots=True)
class Turn:
    """A move, and which of its outcomes where they differ for the clocks."""

    move: Move
    case: str = ""


EFFECT_LABELS: Mapping[Effect, str] = {
    Effect.NONE: "·",
    Effect.KEEP: "继续",
    Effect.STOP: "停止",
    Effect.BEGIN: "起算",
    Effect.ANEW: "重新起算",
    Effect.MOVE: "改期",
    Effect.PAUSE: "暂停",
    Effect.GO_ON: "顺延",
}

COLUMNS = (
    ClockKind.DISPATCH,
    ClockKind.CONFIRM,
    ClockKind.ACCEPT,
    ClockKind.FINISH,
    ClockKind.RETURN_DECISION,
    ClockKind.CALL_BACK,
    ClockKind.FIRST_CONTACT,
    ClockKind.EXTENSION,
    ClockKind.CO_HANDLE,
    ClockKind.PAUSE,
    ClockKind.FOLLOW_UP,
    ClockKind.LETTER_REPLY,
)
GRANTED, REFUSED = "批准", "不批准"
REACHED, MISSED = "联系上", "未联系上"
TO_P1, FROM_P1 = "提为 P1", "自 P1 降级"
AT_P1 = "特急"
FIRST, FURTHER = "首次反馈", "再报"

# 派单, 确认, 签收, 办结, 退审, 回访, 首联, 延审, 会办, 挂起, 续报, 来信
_ROWS: Mapping[Turn, str] = {
    Turn(Move.ANSWER): "s--s-------s",
    Turn(Move.REJECT): "s--s-------s",
    Turn(Move.REVIEW): "k--k-------k",
    Turn(Move.DISPATCH): "s-bk-------k",
    Turn(Move.ACCEPT): "--sk--b-k--k",
    Turn(Move.ACCEPT, AT_P1): "-ksk--b-k-bk",
    # The worker's time runs on while departments argue; so does that of whoever was asked to help.
    Turn(Move.RETURN): "-kskb-ssk-sk",
    Turn(Move.DECIDE_RETURN): "-kbks---k--k",
    Turn(Move.CONSULT): "-k-kk---k--k",
    Turn(Move.DESIGNATE): "-kbks---k--k",
    Turn(Move.TRANSFER): "-kbk--ssk-sk",
    Turn(Move.ASSIST): "-k-k--kkb-kk",
    Turn(Move.ANSWER_ASSIST): "-kkkk-kkskkk",
    Turn(Move.CONTACT, REACHED): "-k-k--skk-kk",
    Turn(Move.CONTACT, MISSED): "-k-k--kkk-kk",
    # Asking gains nothing: the finish clock runs on until somebody has decided.
    Turn(Move.REQUEST_EXTENSION): "---k--kbk--k",
    Turn(Move.DECIDE_EXTENSION, GRANTED): "---m--ksk--k",
    Turn(Move.DECIDE_EXTENSION, REFUSED): "---k--ksk--k",
    Turn(Move.SUSPEND): "---p--p-pb-k",
    Turn(Move.RESUME): "---g--g-gs-k",
    Turn(Move.REPLY): "-k-s-bsss-ss",
    Turn(Move.CALL_BACK): "-k---k------",
    Turn(Move.QUALITY_CHECK): "-k---k------",
    Turn(Move.REWORK): "-k-b-s-----b",
    Turn(Move.CLOSE): "-s---s------",
    Turn(Move.REOPEN): "---b-------b",
    Turn(Move.RELAPSE): "---b-------b",
    Turn(Move.MERGE): "ssssssssssss",
    Turn(Move.ARCHIVE): "------------",
    # Nobody is late for a limit that the ticket did not have: raised, it counts from now.
    Turn(Move.RAISE): "a-aaa-aaak-k",
    Turn(Move.RAISE, TO_P1): "s-bbs-ssas-k",
    # Lowered, it counts from where it began, with the pauses and the extension that were granted since.
    Turn(Move.LOWER): "m-mmm-mmak-k",
    Turn(Move.LOWER, FROM_P1): "-sbms-s-a-sk",
    Turn(Move.CONFIRM): "-skkkkk-k-kk",
    Turn(Move.CHASE): "kkkkkkkkkkkk",
    Turn(Move.SUPERVISE): "kkkkkkkkkkkk",
    # The first report is the feedback that the finish clock of a P1 asks for; then it waits for the report file.
    Turn(Move.REPORT, FIRST): "-k-m--k-k-ak",
    Turn(Move.REPORT, FURTHER): "-k-k--k-k-ak",
    Turn(Move.MARK): "--km--kkk--k",
    Turn(Move.STAND_DOWN): "-k-k--k-k-sk",
}

CLOCK_EFFECTS: Mapping[Turn, Mapping[ClockKind, Effect]] = {
    turn: dict(zip(COLUMNS, (Effect(letter) for letter in row), strict=True))
    for turn, row in _ROWS.items()
}
