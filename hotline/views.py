"""How values are shown to people: Chinese labels, Beijing time, time left. The only place with local time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.domain.words import (
    ClockKind,
    ContactWay,
    DemandType,
    Difficulty,
    PauseReason,
    QualityFault,
    Queue,
    Urgency,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")

QUEUE_LABELS: Mapping[str, str] = {
    Queue.UNION: "工会",
    Queue.LEGAL: "司法",
    Queue.SOCIAL_SECURITY: "人社",
    Queue.EMERGENCY: "应急",
    Queue.DISPATCH_DESK: "派单审核台",
}
URGENCY_LABELS: Mapping[str, str] = {
    Urgency.P1: "特急",
    Urgency.P2: "紧急",
    Urgency.P3: "一般",
    Urgency.P4: "咨询",
}
DEMAND_LABELS: Mapping[str, str] = {
    DemandType.CONSULT: "咨询",
    DemandType.HELP: "求助",
    DemandType.COMPLAINT: "投诉",
    DemandType.REPORT: "举报",
    DemandType.LEGAL_AID: "法律援助",
    DemandType.SUGGESTION: "意见建议",
    DemandType.PRAISE: "表扬",
    DemandType.EMERGENCY: "紧急事件",
    DemandType.INVALID: "无效",
}
CLOCK_LABELS: Mapping[str, str] = {
    ClockKind.DISPATCH: "派单",
    ClockKind.CONFIRM: "确认特急",
    ClockKind.ACCEPT: "签收",
    ClockKind.FINISH: "办结",
    ClockKind.RETURN_DECISION: "退单审核",
    ClockKind.CALL_BACK: "回访",
    ClockKind.FIRST_CONTACT: "首次联系",
    ClockKind.EXTENSION: "延期审批",
    ClockKind.CO_HANDLE: "会办答复",
    ClockKind.PAUSE: "挂起",
    ClockKind.FOLLOW_UP: "续报",
    ClockKind.LETTER_REPLY: "来信答复",
}
STEP_LABELS: Mapping[str, str] = {
    "reminder": "临期提醒",
    "yellow": "黄牌",
    "orange": "橙牌",
    "red": "红牌",
    "criticism": "书面通报",
}
EVENT_LABELS: Mapping[str, str] = {
    "received": "登记受理",
    "triaged": "自动研判",
    "sent_to_review": "转派单审核",
    "dispatched": "派单",
    "transferred": "改派",
    "accepted": "签收",
    "return_requested": "申请退单",
    "return_decided": "退单审核",
    "consultation_opened": "转会商",
    "designated": "指定承办",
    "answered": "直接答复",
    "rejected": "不予受理",
    "assist_asked": "发起会办",
    "assist_answered": "会办答复",
    "contacted": "联系来电人",
    "extension_requested": "申请延期",
    "extension_decided": "延期审批",
    "suspended": "挂起",
    "resumed": "恢复办理",
    "replied": "答复",
    "called_back": "回访",
    "quality_checked": "质检",
    "rework_ordered": "重办",
    "closed": "办结",
    "reopened": "重新办理",
    "attached": "添加附件",
    "attachment_taken": "下载附件",
    "attachment_withdrawn": "撤回附件",
    "relapse_of": "复发，关联原工单",
    "relapsed": "复发，已登记新工单",
    "duplicate_suspected": "登记人认为与已有工单重复",
    "merged": "并单",
    "archived": "归档",
    "merged_in": "并入其他工单",
    "raised": "提级",
    "lowered": "降级",
    "confirmed": "确认特急",
    "chased": "催办",
    "handed_over": "移交应急力量",
    "opinion_given": "会商意见",
    "supervised": "督办通知",
    "reported": "续报",
    "stood_down": "解除险情",
    "marked": "标记难点",
    "limit_near": "法定时效提示",
    "escalated": "升级督办",
    "emergency_announced": "特急通报",
    "repaired": "系统补正",
    "recounted": "按官方日历重算时限",
    "fact_added": "登记日期事实",
    "fact_withdrawn": "撤销日期事实",
    "handed_on": "移交承办",
}
FLAG_GROUPS: Mapping[str, str] = {
    "life": "生命危险",
    "violence": "暴力胁迫",
    "collective": "群体行动",
    "flight": "欠薪逃匿",
    "accident": "事故伤亡",
    "minors": "童工",
    "media": "舆情",
    "hazard": "事故隐患",
    "weak": "弱信号",
}


def local_time(at: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """Beijing time, or a dash."""
    return at.astimezone(SHANGHAI).strftime(form) if at else "—"


def time_left(due_at: datetime, now: datetime) -> str:
    """ "还剩 3小时" or "已超时 2天4小时": two units are as exact as anybody needs."""
    left = due_at - now
    word = "还剩" if left >= timedelta(0) else "已超时"
    return f"{word} {spelled(abs(left))}"


def spelled(span: timedelta) -> str:
    """A span in the two largest units."""
    minutes = int(span.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{minutes}分" if minutes else f"{hours}小时"
    return f"{minutes}分" if minutes else "不到1分"


PAUSE_LABELS: Mapping[str, str] = {
    PauseReason.CALLER_PAPERS: "待来电人补充材料",
    PauseReason.APPRAISAL: "待鉴定、检测",
    PauseReason.LEGAL_PROCEDURE: "诉讼、仲裁进行中",
    PauseReason.AGREED_DATE: "与来电人约定日期",
}
QUALITY_LABELS: Mapping[str, str] = {
    QualityFault.NOT_CONTACTED: "未联系来电人",
    QualityFault.UNANSWERED: "答非所问、未回应诉求",
    QualityFault.NO_LAW: "政策法律依据有误或缺失",
    QualityFault.UNTRUE: "办理情况与事实不符",
    QualityFault.MANNER: "态度、用语问题",
    QualityFault.FORM: "表单不完整、不规范",
}
DIFFICULTY_LABELS: Mapping[str, str] = {
    Difficulty.HARD: "难点",
    Difficulty.COMPLEX: "特别复杂",
}
CONTACT_LABELS: Mapping[str, str] = {
    ContactWay.PHONE: "电话",
    ContactWay.VISIT: "上门、面谈",
    ContactWay.MESSAGE: "短信或 APP",
    ContactWay.LETTER: "书面答复",
}
NOTE_LABELS: Mapping[str, str] = {
    "answer": "直接答复",
    "rejection": "不予受理告知",
    "dispatch": "派单说明",
    "return": "退单理由",
    "return_decision": "退单审核意见",
    "designation": "指定承办理由",
    "transfer": "改派说明",
    "assist_question": "会办事项",
    "assist_answer": "会办答复（内部）",
    "contact": "联系记录",
    "extension_request": "延期理由",
    "extension_decision": "延期审批意见",
    "extension_told": "延期告知",
    "suspension": "挂起说明",
    "resumption": "恢复说明",
    "reply": "公开答复",
    "reply_internal": "办理情况（内部）",
    "consultation": "会商事由",
    "opinion": "会商意见",
    "quality_check": "质检意见",
    "ruling": "办结裁定",
    "call_back": "回访记录",
    "rework": "重办理由",
    "reopen": "重新办理理由",
    "merge": "并单说明",
    "raise": "提级理由",
    "lower": "降级理由",
    "chase": "催办",
    "hand_over": "移交记录",
    "attachment_withdrawn": "撤回附件的原因",
    "supervision": "督办通知",
    "report": "续报",
    "stand_down": "解除险情说明",
    "mark": "标记难点理由",
    "mark_told": "办理期限告知",
}


def nearness(due_at: datetime, now: datetime) -> str:
    """overdue, soon (an hour), today or later: a word for the group header and the chip's style."""
    if due_at < now:
        return "overdue"
    if due_at - now < timedelta(hours=1):
        return "soon"
    same_day = due_at.astimezone(SHANGHAI).date() == now.astimezone(SHANGHAI).date()
    return "today" if same_day else "later"
