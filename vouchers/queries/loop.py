"""闭环表: every voucher that is not closed, why it is not, and who can do something about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from classes.enums import ClassState
from foundation.accounts.actor import Actor
from foundation.core import clock
from vouchers.enums import CLOSED_STATES, VoucherState
from vouchers.models import Voucher
from vouchers.queries.lists import vouchers_for_list

INSTITUTION, QUALIFICATION, TRAINING, SYSTEM = "培训机构", "资格审核小组", "培训业务小组", "系统按日自动办理"


@dataclass(frozen=True)
class Wait:
    """What an open voucher waits for and whose turn it is; `is_stuck` where the usual course does not help."""

    reason: str
    whose: str
    is_stuck: bool = False


@dataclass(frozen=True)
class LoopLine:
    """One voucher that is not closed, and what it waits for."""

    voucher: Voucher
    wait: Wait
    days: int

    @property
    def waits_for(self) -> str:
        return self.wait.reason

    @property
    def needs_attention(self) -> bool:
        return self.wait.is_stuck


def loop_vouchers(actor: Actor) -> QuerySet[Voucher]:
    """Every voucher that is not closed, oldest state first."""
    return still_open(vouchers_for_list(actor))


def still_open(vouchers: QuerySet[Voucher]) -> QuerySet[Voucher]:
    """Of these, what the loop still owes, oldest state first."""
    return vouchers.exclude(state__in=CLOSED_STATES).order_by("state_since", "number")


def loop_line(voucher: Voucher) -> LoopLine:
    """What an open voucher waits for, whose turn it is, and since how many days (闭环表)."""
    class_state = voucher.training_class.state if voucher.training_class else ""
    wait = decide_wait(voucher.state, class_state, voucher.valid_to)
    return LoopLine(voucher, wait, (clock.today() - clock.local(voucher.state_since).date()).days)


def decide_wait(state: str, class_state: str, valid_to: date) -> Wait:
    """Why a voucher in `state`, in a class in `class_state` ("" for none), is not closed."""
    if state == VoucherState.ISSUED and valid_to < clock.today():
        return Wait("已过有效期，次日自动转为过期", SYSTEM, is_stuck=True)
    if not class_state:
        return _WITHOUT_CLASS[VoucherState(state)]
    if class_state in {ClassState.TERMINATED, ClassState.SUSPENDED}:
        return Wait(f"班次{ClassState(class_state).label}，须先处理班次", TRAINING, is_stuck=True)
    if state in {VoucherState.COMPLETED, VoucherState.EVALUATED}:
        return _AFTER_TEACHING.get(ClassState(class_state), Wait("等机构申领补贴", INSTITUTION))
    return _IN_CLASS.get(VoucherState(state), Wait("随班次办理", TRAINING))


_WITHOUT_CLASS = {
    VoucherState.REQUESTED: Wait("等发券", QUALIFICATION),
    VoucherState.ISSUED: Wait("等开班后绑定班级", INSTITUTION),
}
_IN_CLASS = {
    VoucherState.REQUESTED: Wait("等发券", TRAINING),
    VoucherState.BOUND: Wait("等开班", INSTITUTION),
    VoucherState.IN_TRAINING: Wait("培训中，等教学完成", INSTITUTION),
    VoucherState.REDEEMED: Wait("已兑现，等拨付后核销", "财政局"),
}
_AFTER_TEACHING = {
    ClassState.TAUGHT: Wait("等考试", INSTITUTION),
    ClassState.EXAMINED: Wait("等提交结业验收", INSTITUTION),
    ClassState.AWAITING_ACCEPTANCE: Wait("结业验收中", "结业验收小组"),
    ClassState.ACCEPTANCE_FAILED: Wait("验收不合格，等机构补正", INSTITUTION, is_stuck=True),
    ClassState.ACCEPTED: Wait("等机构申领补贴", INSTITUTION),
    ClassState.CLAIMING: Wait("补贴审核、拨付中，有本人异议的暂缓", TRAINING),
    ClassState.PAID: Wait("未列入补贴，将作废", SYSTEM),
    ClassState.ARCHIVED: Wait("未列入补贴，将作废", SYSTEM),
}
