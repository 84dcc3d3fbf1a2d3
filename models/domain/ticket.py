"""What may happen to a ticket: every status, every move, who may make it, and where it leads (domain.md 3.5).

This table is the only place where a status changes. Doors, services and pages ask it; none knows a rule of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.domain.errors import MoveNotPossible
from models.domain.words import Channel, ClockKind, DemandType, Move, Role, Status

OPEN = frozenset(
    {
        Status.RECEIVED,
        Status.IN_REVIEW,
        Status.DISPATCHED,
        Status.RETURN_REQUESTED,
        Status.IN_CONSULTATION,
        Status.ACCEPTED,
        Status.SUSPENDED,
        Status.REPLIED,
        Status.REWORK,
    }
)
ENDED = frozenset(Status) - OPEN
AT_THE_DESK = frozenset({Status.RECEIVED, Status.IN_REVIEW})
WITH_A_DEPARTMENT = frozenset({Status.DISPATCHED, Status.ACCEPTED, Status.REWORK})
AT_WORK = frozenset({Status.ACCEPTED, Status.REWORK})
UNANSWERED = OPEN - {Status.REPLIED}
# From here on a ticket may have rows beside its status: children of 会办, a pending extension, a pause.
BEYOND_THE_DESK = UNANSWERED - AT_THE_DESK

# Which clocks run in which status. A ticket in an open status without these is a fault that the auditor repairs.
# FINISH runs from receipt: the worker's time does not stop while departments argue about who is responsible.
CLOCKS_IN: Mapping[Status, frozenset[ClockKind]] = {
    Status.RECEIVED: frozenset({ClockKind.DISPATCH, ClockKind.FINISH}),
    Status.IN_REVIEW: frozenset({ClockKind.DISPATCH, ClockKind.FINISH}),
    Status.DISPATCHED: frozenset({ClockKind.ACCEPT, ClockKind.FINISH}),
    Status.RETURN_REQUESTED: frozenset({ClockKind.RETURN_DECISION, ClockKind.FINISH}),
    Status.IN_CONSULTATION: frozenset({ClockKind.RETURN_DECISION, ClockKind.FINISH}),
    Status.ACCEPTED: frozenset({ClockKind.FINISH}),
    # The finish clock stands still; the pause has a clock of its own, so that nothing waits for ever.
    Status.SUSPENDED: frozenset({ClockKind.PAUSE}),
    Status.REWORK: frozenset({ClockKind.FINISH}),
    Status.REPLIED: frozenset({ClockKind.CALL_BACK}),
} | {status: frozenset() for status in ENDED}

# Clocks of rows beside the status. Something starts them; here stands where they may go on running.
BESIDE: Mapping[ClockKind, frozenset[Status]] = {
    ClockKind.CONFIRM: OPEN,  # only a human's confirm, lower or the end of the ticket stops it
    ClockKind.FIRST_CONTACT: AT_WORK,
    ClockKind.EXTENSION: AT_WORK,
    ClockKind.CO_HANDLE: BEYOND_THE_DESK - {Status.SUSPENDED},
    ClockKind.FOLLOW_UP: AT_WORK,
    # From receipt to the written answer, whoever has it and whether or not the other clocks stand still.
    ClockKind.LETTER_REPLY: UNANSWERED,
}
# What stands still during a pause and goes on after it, later by the paused time.
PAUSED_CLOCKS = frozenset({ClockKind.FINISH, ClockKind.FIRST_CONTACT, ClockKind.CO_HANDLE})

MAX_DISPATCHES = (
    3  # the third department that says "not ours" makes it a dispute (Tianjin rule, domain.md 3.2)
)
MAX_REWORKS = 2  # after that the supervisor rules (domain.md 3.5)
REOPEN_DAYS = 30


@dataclass(frozen=True, slots=True)
class MoveRule:
    """`to` is None where the status stays. `roles` may make the move; the place is checked by permissions."""

    sources: frozenset[Status]
    to: Status | None
    roles: frozenset[Role]
    label: str


_DESK = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR})
_DISPATCH = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
_UNIT = frozenset({Role.STAFF, Role.LEADER})
# The supervisor may take over what a department leaves lying (P1: after 15 minutes, domain.md 3.6).
_UNIT_OR_OVER = _UNIT | {Role.SUPERVISOR}
_AFTERCARE = frozenset({Role.CALLBACK, Role.SUPERVISOR})
_ANYBODY = _DESK | _UNIT | _AFTERCARE
_SYSTEM = frozenset({Role.SYSTEM})
_SUPERVISOR = frozenset({Role.SUPERVISOR})

MOVES: Mapping[Move, MoveRule] = {
    Move.ANSWER: MoveRule(AT_THE_DESK, Status.ANSWERED, _DESK, "直接答复"),
    Move.REJECT: MoveRule(AT_THE_DESK, Status.REJECTED, _DESK, "不予受理"),
    Move.REVIEW: MoveRule(frozenset({Status.RECEIVED}), Status.IN_REVIEW, _SYSTEM, "转派单审核"),
    Move.DISPATCH: MoveRule(AT_THE_DESK, Status.DISPATCHED, _DISPATCH | _SYSTEM, "派单"),
    Move.ACCEPT: MoveRule(frozenset({Status.DISPATCHED}), Status.ACCEPTED, _UNIT_OR_OVER, "签收"),
    # Also after 签收: staff often see only on reading that it is not theirs; the time limit is the same.
    Move.RETURN: MoveRule(
        frozenset({Status.DISPATCHED, Status.ACCEPTED}),
        Status.RETURN_REQUESTED,
        _UNIT_OR_OVER,
        "退单",
    ),
    Move.DECIDE_RETURN: MoveRule(
        frozenset({Status.RETURN_REQUESTED}), Status.DISPATCHED, _DISPATCH, "退单审核"
    ),
    Move.CONSULT: MoveRule(
        frozenset({Status.RETURN_REQUESTED}),
        Status.IN_CONSULTATION,
        _DISPATCH | _SYSTEM,
        "会商",
    ),
    Move.DESIGNATE: MoveRule(
        frozenset({Status.IN_CONSULTATION}),
        Status.DISPATCHED,
        frozenset({Role.SUPERVISOR}),
        "指定承办",
    ),
    Move.TRANSFER: MoveRule(WITH_A_DEPARTMENT, Status.DISPATCHED, _DISPATCH | _SYSTEM, "改派"),
    Move.ASSIST: MoveRule(AT_WORK, None, _UNIT_OR_OVER, "会办"),
    Move.ANSWER_ASSIST: MoveRule(BEYOND_THE_DESK, None, _UNIT, "会办答复"),
    Move.CONTACT: MoveRule(AT_WORK, None, _UNIT_OR_OVER, "联系来电人"),
    Move.REQUEST_EXTENSION: MoveRule(AT_WORK, None, _UNIT, "申请延期"),
    Move.DECIDE_EXTENSION: MoveRule(AT_WORK, None, _SUPERVISOR, "延期审批"),
    Move.SUSPEND: MoveRule(AT_WORK, Status.SUSPENDED, _SUPERVISOR, "挂起"),
    # The department may go on sooner than was said; at the date the system does it.
    Move.RESUME: MoveRule(
        frozenset({Status.SUSPENDED}), Status.ACCEPTED, _UNIT_OR_OVER | _SYSTEM, "恢复办理"
    ),
    Move.REPLY: MoveRule(AT_WORK, Status.REPLIED, _UNIT_OR_OVER, "答复"),
    Move.CALL_BACK: MoveRule(frozenset({Status.REPLIED}), None, _AFTERCARE, "回访"),
    Move.QUALITY_CHECK: MoveRule(frozenset({Status.REPLIED}), None, _AFTERCARE, "质检"),
    Move.REWORK: MoveRule(frozenset({Status.REPLIED}), Status.REWORK, _AFTERCARE, "重办"),
    Move.CLOSE: MoveRule(frozenset({Status.REPLIED}), Status.CLOSED, _AFTERCARE, "办结"),
    Move.REOPEN: MoveRule(
        frozenset({Status.CLOSED, Status.ANSWERED}),
        Status.REWORK,
        frozenset({Role.SUPERVISOR}),
        "重新办理",
    ),
    # The same worker calls again about the same thing: whoever takes the call need not wait for a supervisor.
    Move.RELAPSE: MoveRule(
        frozenset({Status.CLOSED, Status.ANSWERED}), Status.REWORK, _DESK, "复发重办"
    ),
    Move.MERGE: MoveRule(OPEN, Status.MERGED, _DISPATCH, "并单"),
    # Not before nobody may reopen it any more.
    Move.ARCHIVE: MoveRule(
        frozenset({Status.CLOSED, Status.ANSWERED, Status.REJECTED, Status.MERGED}),
        Status.ARCHIVED,
        _SUPERVISOR | _SYSTEM,
        "归档",
    ),
    Move.RAISE: MoveRule(UNANSWERED, None, _ANYBODY | _SYSTEM, "提级"),
    Move.LOWER: MoveRule(UNANSWERED, None, frozenset({Role.SUPERVISOR}), "降级"),
    Move.CONFIRM: MoveRule(OPEN, None, _ANYBODY, "确认紧急"),
    Move.CHASE: MoveRule(OPEN, None, _ANYBODY, "催办"),
    Move.SUPERVISE: MoveRule(OPEN, None, _SUPERVISOR, "督办通知"),
    Move.REPORT: MoveRule(AT_WORK, None, _UNIT_OR_OVER, "续报"),
    # As with lowering: that a danger is over is the supervisor's word (domain.md 3.5).
    Move.STAND_DOWN: MoveRule(AT_WORK, None, _SUPERVISOR, "解除险情"),
    Move.MARK: MoveRule(WITH_A_DEPARTMENT, None, _SUPERVISOR, "标记难点"),
}

# For a 举报 or an emergency a refusal is a heavy word: only the supervisor says it (domain.md 3.5).
REJECT_NEEDS_SUPERVISOR = frozenset({DemandType.REPORT, DemandType.EMERGENCY})
ANSWERABLE = frozenset(
    {DemandType.CONSULT, DemandType.HELP, DemandType.PRAISE, DemandType.SUGGESTION}
)

STATUS_LABELS: Mapping[Status, str] = {
    Status.RECEIVED: "已受理",
    Status.ANSWERED: "直接答复",
    Status.REJECTED: "不予受理",
    Status.IN_REVIEW: "派单审核",
    Status.DISPATCHED: "待签收",
    Status.RETURN_REQUESTED: "退单审核",
    Status.IN_CONSULTATION: "会商",
    Status.ACCEPTED: "办理中",
    Status.SUSPENDED: "挂起",
    Status.REPLIED: "待回访",
    Status.REWORK: "重办",
    Status.CLOSED: "办结",
    Status.ARCHIVED: "归档",
    Status.MERGED: "已并单",
}

CHANNEL_LABELS: Mapping[Channel, str] = {
    Channel.PHONE: "电话",
    Channel.APP: "职工之家 APP",
    Channel.WEB: "网页",
    Channel.IMPORT: "导入",
    Channel.SYSTEM: "其他系统",
    Channel.OFFLINE: "线下补录",
    Channel.LETTER: "来信",
}


def after(status: Status, move: Move) -> Status:
    """The status that `move` leads to; raises MoveNotPossible with what is possible instead."""
    rule = MOVES[move]
    if status not in rule.sources:
        possible = "、".join(MOVES[m].label for m in moves_from(status)) or "无"
        raise MoveNotPossible(
            f"工单当前为“{STATUS_LABELS[status]}”，不能“{rule.label}”。此时可做：{possible}。"
        )
    return rule.to if rule.to is not None else status


def moves_from(status: Status) -> tuple[Move, ...]:
    """The moves that a person may make from this status, in the order of the table."""
    return tuple(
        move for move, rule in MOVES.items() if status in rule.sources and rule.roles != _SYSTEM
    )
