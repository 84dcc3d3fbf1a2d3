"""What the figures of an evaluation are called, on the command line, in the card and on the page."""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "parent": "一级类别正确率",
    "code": "二级类别正确率",
    "queue": "分派队列正确率",
    "demand_type": "诉求类型正确率",
    "urgency": "紧急程度正确率",
    "emergency_recall": "紧急事件召回率",
    "emergency_precision": "紧急事件精确率",
    "among_alternatives": "正确类别在备选之中",
    "abstained": "转派单审核占比",
    "parent_when_sure": "自动分派部分的正确率",
    "faithfulness": "删去三个最强理由后概率下降",
    "macro_f1": "一级类别宏平均 F1",
    "false_per_1000": "每千条误报",
    "ece": "置信度误差 (ECE)",
    "coverage_95": "95% 正确率下可自动分派占比",
    "coverage_90": "90% 正确率下可自动分派占比",
}
