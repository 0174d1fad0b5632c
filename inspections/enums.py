"""Inspections and rectifications (C5)."""

from __future__ import annotations

from django.db import models

from foundation.core.display import StateTag


class InspectionKind(models.TextChoices):
    ON_SITE = "on_site", "现场检查"
    VIDEO = "video", "视频调阅"


class InspectionState(models.TextChoices):
    PLANNED = "planned", "待检查"
    RECORDED = "recorded", "已登记"
    CLEAR = "clear", "无问题"
    RECTIFYING = "rectifying", "已下发整改"
    REPLIED = "replied", "已回复"
    CLOSED = "closed", "已销号"
    OVERDUE = "overdue", "逾期"
    ESCALATED = "escalated", "已约谈上报"
    WITHDRAWN = "withdrawn", "已撤销"


class InspectionVerb(models.TextChoices):
    RECORD = "record", "登记检查情况"
    WITHDRAW = "withdraw", "撤销任务"
    CONCLUDE_CLEAR = "conclude_clear", "无问题办结"
    ISSUE_RECTIFICATION = "issue_rectification", "下发整改通知"
    REPLY = "reply", "回复整改"
    CLOSE = "close", "复查销号"
    REJECT_REPLY = "reject_reply", "整改不合格"
    MARK_OVERDUE = "mark_overdue", "整改逾期"
    ESCALATE = "escalate", "约谈上报"


INSPECTION_TAGS = {
    InspectionState.PLANNED: StateTag("待检查", "info"),
    InspectionState.RECORDED: StateTag("已登记", "info"),
    InspectionState.CLEAR: StateTag("无问题", "ok"),
    InspectionState.RECTIFYING: StateTag("整改中", "run", "arrow-repeat"),
    InspectionState.REPLIED: StateTag("待复查", "info"),
    InspectionState.CLOSED: StateTag("已销号", "ok"),
    InspectionState.OVERDUE: StateTag("逾期", "solid-danger"),
    InspectionState.ESCALATED: StateTag("已约谈上报", "danger"),
    InspectionState.WITHDRAWN: StateTag("已撤销", "mute", "slash-circle"),
}

OPEN_RECTIFICATION = frozenset(
    {
        InspectionState.RECORDED,
        InspectionState.RECTIFYING,
        InspectionState.REPLIED,
        InspectionState.OVERDUE,
        InspectionState.ESCALATED,
    }
)
CONCLUDED = frozenset({InspectionState.CLEAR, InspectionState.CLOSED})


class Severity(models.TextChoices):
    GENERAL = "general", "一般"
    SERIOUS = "serious", "严重"


class FileKind(models.TextChoices):
    """What a file of an inspection is."""

    PHOTO = "photo", "现场照片"
    TEACHER_SIGNATURE = "teacher_sign", "代课老师签字"
    CLASS_HEAD_SIGNATURE = "head_sign", "跟班老师签字"
    REPLY = "reply", "整改材料"


class SuspicionOutcome(models.TextChoices):
    """What 监督检查小组 makes of a 数据疑点 or a 雷同线索."""

    EXPLAINED = "explained", "有合理原因，不再核查"
    INSPECTED = "inspected", "安排检查核实"
    FINDING = "finding", "查实，已下发整改"
    REFERRED = "referred", "报局领导处理"


NAMES_AN_INSPECTION = frozenset({SuspicionOutcome.INSPECTED, SuspicionOutcome.FINDING})
SUSPICION_TAGS = {
    SuspicionOutcome.EXPLAINED: StateTag("有合理原因", "ok"),
    SuspicionOutcome.INSPECTED: StateTag("检查核实中", "run"),
    SuspicionOutcome.FINDING: StateTag("查实整改", "danger"),
    SuspicionOutcome.REFERRED: StateTag("已报局领导", "warn"),
}


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", "请假"
    UNEXCUSED = "unexcused", "无故"
    SIGNED_BUT_AWAY = "signed_but_away", "已签到，人不在"
