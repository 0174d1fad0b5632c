"""States and verbs of acceptance (C6), of the claim (C7) and of its held lines, and the kinds of fund entries."""

from __future__ import annotations

from django.db import models

from foundation.core.display import StateTag


class AcceptanceState(models.TextChoices):
    DRAFT = "draft", "整理中"
    SUBMITTED = "submitted", "已提交"
    TRAINING_CONFIRMED = "training_confirmed", "业务已确认"
    INSPECTION_CONFIRMED = "inspection_confirmed", "监督已确认"
    APPROVED = "approved", "领导已批准"
    SYSTEM_CONFIRMED = "system_confirmed", "系统已确认"
    RECEIVED = "received", "资料已接收"
    RETURNED = "returned", "退回补正"


class AcceptanceVerb(models.TextChoices):
    SUBMIT = "submit", "提交档案验收报告"
    CONFIRM_TRAINING = "confirm_training", "培训业务小组确认"
    CONFIRM_INSPECTION = "confirm_inspection", "监督检查小组确认"
    APPROVE = "approve", "分管领导批准"
    CONFIRM_IN_SYSTEM = "confirm_in_system", "系统信息确认"
    RECEIVE = "receive", "申请资料接收"
    RETURN_FOR_CORRECTION = "return_for_correction", "退回补正"


ACCEPTANCE_TAGS = {
    AcceptanceState.DRAFT: StateTag("整理中", "mute", "pencil"),
    AcceptanceState.SUBMITTED: StateTag("待业务确认", "info"),
    AcceptanceState.TRAINING_CONFIRMED: StateTag("待监督确认", "info"),
    AcceptanceState.INSPECTION_CONFIRMED: StateTag("待批准", "info"),
    AcceptanceState.APPROVED: StateTag("待系统确认", "info"),
    AcceptanceState.SYSTEM_CONFIRMED: StateTag("待资料接收", "info"),
    AcceptanceState.RECEIVED: StateTag("验收合格", "ok"),
    AcceptanceState.RETURNED: StateTag("退回补正", "warn", "arrow-return-left"),
}


class ClaimState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已申请"
    FIRST_REVIEWED = "first_reviewed", "一审"
    SECOND_REVIEWED = "second_reviewed", "二审"
    DEPUTY_APPROVED = "deputy_approved", "分管已批"
    DIRECTOR_APPROVED = "director_approved", "局领导已批"
    PUBLISHED = "published", "公示中"
    OBJECTED = "objected", "异议处理"
    NOTICE_CLOSED = "notice_closed", "公示期满"
    SENT_TO_FINANCE = "sent_to_finance", "送财政"
    PAID = "paid", "已拨付"
    PAYMENT_FAILED = "payment_failed", "拨付失败"
    WRITTEN_OFF = "written_off", "已核销"
    CONCLUDED = "concluded", "办结"
    RECOVERED = "recovered", "追回"
    RETURNED = "returned", "退回补正"


class ClaimVerb(models.TextChoices):
    SUBMIT = "submit", "提交补贴申请"
    PASS_FIRST_REVIEW = "pass_first_review", "一审通过"
    PASS_SECOND_REVIEW = "pass_second_review", "二审通过"
    APPROVE_AS_DEPUTY = "approve_as_deputy", "分管领导批准"
    APPROVE_AS_DIRECTOR = "approve_as_director", "局领导批准"
    RETURN_FOR_CORRECTION = "return_for_correction", "退回补正"
    PUBLISH = "publish", "发布公示"
    OPEN_OBJECTION = "open_objection", "受理异议"
    DISMISS_OBJECTION = "dismiss_objection", "异议不成立"
    UPHOLD_OBJECTION = "uphold_objection", "异议成立"
    CLOSE_NOTICE = "close_notice", "公示期满"
    RETURN_AFTER_DISPUTE = "return_after_dispute", "本人异议成立，退回重算"
    SEND_TO_FINANCE = "send_to_finance", "送财政拨付"
    RECORD_PAYMENT = "record_payment", "登记拨付"
    RECORD_FAILURE = "record_failure", "登记拨付失败"
    RESEND = "resend", "更正账户后重送"
    WRITE_OFF = "write_off", "核销"
    CONCLUDE = "conclude", "办结"
    RECOVER = "recover", "追回"


CLAIM_TAGS = {
    ClaimState.DRAFT: StateTag("草稿", "mute", "pencil"),
    ClaimState.SUBMITTED: StateTag("待一审", "info"),
    ClaimState.FIRST_REVIEWED: StateTag("待二审", "info"),
    ClaimState.SECOND_REVIEWED: StateTag("待批准", "info"),
    ClaimState.DEPUTY_APPROVED: StateTag("待局领导批准", "info"),
    ClaimState.DIRECTOR_APPROVED: StateTag("待公示", "info"),
    ClaimState.PUBLISHED: StateTag("公示中", "pub"),
    ClaimState.OBJECTED: StateTag("有异议", "pub", "chat-left-text-fill"),
    ClaimState.NOTICE_CLOSED: StateTag("公示期满", "pub"),
    ClaimState.SENT_TO_FINANCE: StateTag("待拨付", "info"),
    ClaimState.PAID: StateTag("已拨付", "ok"),
    ClaimState.PAYMENT_FAILED: StateTag("拨付失败", "danger"),
    ClaimState.WRITTEN_OFF: StateTag("已核销", "ok"),
    ClaimState.CONCLUDED: StateTag("办结", "ok"),
    ClaimState.RECOVERED: StateTag("追回", "danger"),
    ClaimState.RETURNED: StateTag("退回补正", "warn", "arrow-return-left"),
}

IN_REVIEW = frozenset(
    {
        ClaimState.SUBMITTED,
        ClaimState.FIRST_REVIEWED,
        ClaimState.SECOND_REVIEWED,
        ClaimState.DEPUTY_APPROVED,
        ClaimState.DIRECTOR_APPROVED,
    }
)
IN_NOTICE = frozenset({ClaimState.PUBLISHED, ClaimState.OBJECTED})
AWAITING_PAYMENT = frozenset(
    {ClaimState.NOTICE_CLOSED, ClaimState.SENT_TO_FINANCE, ClaimState.PAYMENT_FAILED}
)
PAID_STATES = frozenset({ClaimState.PAID, ClaimState.WRITTEN_OFF, ClaimState.CONCLUDED})
EDITABLE_STATES = frozenset({ClaimState.DRAFT, ClaimState.RETURNED})


class HeldState(models.TextChoices):
    HELD = "held", "暂缓"
    SENT = "sent", "待补付"
    PAID = "paid", "已补付"
    STRUCK = "struck", "不予支付"


class HeldVerb(models.TextChoices):
    SEND = "send", "送财政补付"
    RECORD_PAYMENT = "record_payment", "登记补付"
    RECORD_FAILURE = "record_failure", "登记补付失败"
    STRIKE = "strike", "不予支付"
    DROP = "drop", "随整单追回，不予支付"


HELD_TAGS = {
    HeldState.HELD: StateTag("暂缓支付", "warn"),
    HeldState.SENT: StateTag("待补付", "info"),
    HeldState.PAID: StateTag("已补付", "ok"),
    HeldState.STRUCK: StateTag("不予支付", "danger"),
}
OPEN_HELD = frozenset({HeldState.HELD, HeldState.SENT})


class DifferenceState(models.TextChoices):
    """差异说明 (五源对账)."""

    SUBMITTED = "submitted", "待认定"
    ACCEPTED = "accepted", "说明属实"
    REJECTED = "rejected", "不予认可"


class DifferenceVerb(models.TextChoices):
    ACCEPT = "accept", "认定说明属实"
    REJECT = "reject", "不予认可"


DIFFERENCE_TAGS = {
    DifferenceState.SUBMITTED: StateTag("说明待认定", "info"),
    DifferenceState.ACCEPTED: StateTag("说明属实", "ok"),
    DifferenceState.REJECTED: StateTag("不予认可", "danger"),
}


class ObjectionState(models.TextChoices):
    OPEN = "open", "待核查"
    DISMISSED = "dismissed", "不成立"
    UPHELD = "upheld", "成立"


class FundEntryKind(models.TextChoices):
    CARRY_OVER = "carry_over", "上年结转"
    ALLOTMENT = "allotment", "上级下达"
    COUNTY_MATCH = "county_match", "县级配套"
    PAYMENT = "payment", "补贴拨付"
    PAYMENT_RETURNED = "payment_returned", "拨付退回"
    RECOVERY = "recovery", "追回"


INCOME_KINDS = frozenset({FundEntryKind.CARRY_OVER, FundEntryKind.ALLOTMENT, FundEntryKind.COUNTY_MATCH})


class ForecastBasis(models.TextChoices):
    """What a forecast rests on: nothing known yet, what is on record, or the claim itself."""

    FULL = "full", "按满额预计"
    FACTS = "facts", "按现有事实"
    CLAIM = "claim", "按申领"


class ImpactKind(models.TextChoices):
    """How a class stands to a proposed parameter: it will be governed by it, or is shown for information only."""

    PENDING = "pending", "未批准，将适用"
    PINNED = "pinned", "已批准，仅供参考"
    CLAIMED = "claimed", "已申领，仅供参考"
