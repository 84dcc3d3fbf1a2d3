"""The closed sets of the trade: statuses, moves, queues, urgency, demand types, roles, channels, levels."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands (design.md 5; Chinese terms of domain.md 3.5)."""

    RECEIVED = "received"  # 已受理
    ANSWERED = "answered"  # 直接答复
    REJECTED = "rejected"  # 不予受理
    IN_REVIEW = "in_review"  # 派单审核
    DISPATCHED = "dispatched"  # 待签收
    RETURN_REQUESTED = "return_requested"  # 退单审核
    IN_CONSULTATION = "in_consultation"  # 会商
    ACCEPTED = "accepted"  # 办理中
    SUSPENDED = "suspended"  # 挂起
    REPLIED = "replied"  # 待回访
    REWORK = "rework"  # 重办
    CLOSED = "closed"  # 办结
    ARCHIVED = "archived"  # 归档
    MERGED = "merged"  # 并单


class Move(StrEnum):
    """What may happen to a ticket; the API's path word."""

    ANSWER = "answer"
    REJECT = "reject"
    REVIEW = "review"  # the system's own: not sure, to the dispatch desk
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    RETURN = "return"
    DECIDE_RETURN = "decide-return"
    CONSULT = "consult"  # by the system after the third return; the desk may do it earlier
    TRANSFER = "transfer"
    DESIGNATE = "designate"
    ASSIST = "assist"
    ANSWER_ASSIST = "answer-assist"  # a co-unit's own answer
    CONTACT = "contact"  # somebody spoke to the caller
    REQUEST_EXTENSION = "request-extension"
    DECIDE_EXTENSION = "decide-extension"
    SUSPEND = "suspend"
    RESUME = "resume"
    REPLY = "reply"
    CALL_BACK = "call-back"
    QUALITY_CHECK = "quality-check"
    REWORK = "rework"
    CLOSE = "close"
    REOPEN = "reopen"
    RELAPSE = "relapse"  # the caller says that it has happened again
    MERGE = "merge"
    ARCHIVE = "archive"
    RAISE = "raise"
    LOWER = "lower"
    CONFIRM = "confirm"  # a human confirms the system's P1
    CHASE = "chase"
    SUPERVISE = "supervise"  # 督办通知
    REPORT = "report"  # 续报 of a P1 until it is stable
    STAND_DOWN = "stand-down"  # the danger is over
    MARK = "mark"  # 难点 or 特别复杂: a longer time by the supervisor's word


class Queue(StrEnum):
    """Where work waits. The dispatch desk is a department like the four, but no category routes to it."""

    UNION = "union"  # 工会
    LEGAL = "legal"  # 司法
    SOCIAL_SECURITY = "social_security"  # 人社
    EMERGENCY = "emergency"  # 应急
    DISPATCH_DESK = "dispatch_desk"  # 派单审核


class Urgency(StrEnum):
    """P1 is the emergency (design.md 2: emergency <=> P1 <=> queue emergency)."""

    P1 = "P1"  # 特急
    P2 = "P2"  # 紧急
    P3 = "P3"  # 一般
    P4 = "P4"  # 咨询

    @property
    def rank(self) -> int:
        """1 is the most urgent."""
        return int(self.value[1])


class DemandType(StrEnum):
    """What the caller wants (domain.md 2.3)."""

    CONSULT = "Q"  # 咨询
    HELP = "H"  # 求助
    COMPLAINT = "C"  # 投诉
    REPORT = "R"  # 举报
    LEGAL_AID = "L"  # 法律援助申请
    SUGGESTION = "S"  # 意见建议
    PRAISE = "P"  # 表扬
    EMERGENCY = "E"  # 紧急事件
    INVALID = "X"  # 无效


class Level(StrEnum):
    """The three levels of the unions."""

    PROVINCE = "province"  # 省
    CITY = "city"  # 市
    COUNTY = "county"  # 县


class Channel(StrEnum):
    """How a plea came in."""

    PHONE = "phone"
    APP = "app"
    WEB = "web"
    IMPORT = "import"
    SYSTEM = "system"
    OFFLINE = "offline"
    LETTER = "letter"


class Role(StrEnum):
    """Who somebody is at work (domain.md 3.5)."""

    OPERATOR = "operator"  # 接线员
    DISPATCHER = "dispatcher"  # 派单员
    STAFF = "staff"  # 科室经办
    LEADER = "leader"  # 科室负责人
    SUPERVISOR = "supervisor"  # 督办
    CALLBACK = "callback"  # 回访质检
    ANALYST = "analyst"  # 研判
    ADMIN = "admin"  # 系统管理
    AUDITOR = "auditor"  # 审计
    WALL = "wall"  # 大屏: numbers only
    SYSTEM = "system"  # the program itself


class ClockKind(StrEnum):
    """What a clock measures; each has its own owner and its own stop."""

    DISPATCH = "dispatch"  # until a department has it
    CONFIRM = "confirm"  # until a human confirmed the system's P1
    ACCEPT = "accept"  # 签收
    FINISH = "finish"  # 办结 (for P1: first feedback)
    RETURN_DECISION = "return_decision"  # 退单审核
    CALL_BACK = "call_back"  # 回访
    FIRST_CONTACT = "first_contact"  # 首次联系: somebody speaks to the caller
    EXTENSION = "extension"  # 延期审批
    CO_HANDLE = "co_handle"  # 会办: a co-unit's answer; one for each child task
    PAUSE = "pause"  # 挂起期限: until the work goes on
    FOLLOW_UP = "follow_up"  # 续报: the next report of an emergency
    LETTER_REPLY = "letter_reply"  # 来信答复: a letter is answered in writing


class PauseReason(StrEnum):
    """What a ticket may wait for with its clocks stopped; nothing else (domain.md 3.3)."""

    CALLER_PAPERS = "caller_papers"  # 待来电人补充材料
    APPRAISAL = "appraisal"  # 待鉴定、检测
    LEGAL_PROCEDURE = "legal_procedure"  # 诉讼、仲裁进行中
    AGREED_DATE = "agreed_date"  # 与来电人约定的日期


class Difficulty(StrEnum):
    """What a supervisor may say of a matter that can't be done in the ordinary time (domain.md 1.1, 3.3)."""

    HARD = "hard"  # 难点
    COMPLEX = "complex"  # 特别复杂


class ContactWay(StrEnum):
    """How a department reached the caller; never a number (domain.md 3.4)."""

    PHONE = "phone"  # 电话
    VISIT = "visit"  # 上门、面谈
    MESSAGE = "message"  # 短信或 APP
    LETTER = "letter"  # 书面


class QualityFault(StrEnum):
    """What a second look at the handling finds wrong."""

    NOT_CONTACTED = "not_contacted"  # 未联系来电人
    UNANSWERED = "unanswered"  # 答非所问、未回应诉求
    NO_LAW = "no_law"  # 政策法律依据有误或缺失
    UNTRUE = "untrue"  # 办理情况与事实不符
    MANNER = "manner"  # 态度、用语问题
    FORM = "form"  # 表单不完整、不规范


class CallKind(StrEnum):
    """A call that makes no ticket of its own."""

    SILENT = "silent"  # 无声
    WRONG = "wrong"  # 误拨
    HARASSING = "harassing"  # 骚扰
    TEST = "test"  # 测试
    CHASE = "chase"  # 催办: it went to the caller's open ticket
    RELAPSE = "relapse"  # 复发: it brought the caller's ended ticket back
