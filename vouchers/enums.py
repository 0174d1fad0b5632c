"""Voucher kinds, states and verbs (C3): 申请 - 发券 - 培训（评价）- 兑现 - 核销."""

from __future__ import annotations

from django.db import models

from foundation.core.display import StateTag


class VoucherKind(models.TextChoices):
    TRAINING = "training", "培训券"
    EVALUATION = "evaluation", "评价券"


class VoucherState(models.TextChoices):
    REQUESTED = "requested", "已申请"
    ISSUED = "issued", "已发券"
    BOUND = "bound", "已绑定班级"
    IN_TRAINING = "in_training", "培训中"
    COMPLETED = "completed", "已完训"
    EVALUATED = "evaluated", "已评价"
    REDEEMED = "redeemed", "已兑现"
    WRITTEN_OFF = "written_off", "已核销"
    VOIDED = "voided", "作废"
    EXPIRED = "expired", "过期"
    RETURNED = "returned", "退回"


class VoucherAccount(models.TextChoices):
    """The accounts of the ledger: the quota, from which a voucher is made out, and one for each state."""

    QUOTA = "quota", "额度"
    REQUESTED = "requested", "已申请"
    ISSUED = "issued", "已发券"
    BOUND = "bound", "已绑定班级"
    IN_TRAINING = "in_training", "培训中"
    COMPLETED = "completed", "已完训"
    EVALUATED = "evaluated", "已评价"
    REDEEMED = "redeemed", "已兑现"
    WRITTEN_OFF = "written_off", "已核销"
    VOIDED = "voided", "作废"
    EXPIRED = "expired", "过期"
    RETURNED = "returned", "退回"


class VoucherVerb(models.TextChoices):
    ISSUE = "issue", "发券"
    RETURN = "return", "退回"
    BIND = "bind", "绑定班级"
    BEGIN_TRAINING = "begin_training", "开始培训"
    COMPLETE = "complete", "完成培训"
    EVALUATE = "evaluate", "完成评价"
    REDEEM = "redeem", "兑现"
    WRITE_OFF = "write_off", "核销"
    VOID = "void", "作废"
    EXPIRE = "expire", "过期"


VOUCHER_TAGS = {
    VoucherState.REQUESTED: StateTag("已申请", "info"),
    VoucherState.ISSUED: StateTag("已发券", "ok"),
    VoucherState.BOUND: StateTag("已绑定班级", "ok"),
    VoucherState.IN_TRAINING: StateTag("培训中", "run"),
    VoucherState.COMPLETED: StateTag("已完训", "ok"),
    VoucherState.EVALUATED: StateTag("已评价", "ok"),
    VoucherState.REDEEMED: StateTag("已兑现", "ok"),
    VoucherState.WRITTEN_OFF: StateTag("已核销", "ok"),
    VoucherState.VOIDED: StateTag("已作废", "mute", "slash-circle"),
    VoucherState.EXPIRED: StateTag("过期", "mute", "slash-circle"),
    VoucherState.RETURNED: StateTag("退回", "warn", "arrow-return-left"),
}

DEAD_STATES = frozenset({VoucherState.VOIDED, VoucherState.EXPIRED, VoucherState.RETURNED})
CLOSED_STATES = DEAD_STATES | {VoucherState.WRITTEN_OFF}
REDEEMED_STATES = frozenset({VoucherState.REDEEMED, VoucherState.WRITTEN_OFF})
