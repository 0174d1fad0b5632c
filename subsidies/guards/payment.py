"""What must be true before money is promised, published and paid (20号 五(三)、七; trust F14–F17)."""

from __future__ import annotations

from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core import clock
from foundation.core.calendar_years import load_calendar
from foundation.core.errors import Invalid
from foundation.core.money import format_yuan
from foundation.core.reasons import BY_TIME, Reason, say_who
from institutions.queries import account_obstacle
from subsidies.enums import HeldState
from subsidies.guards.acceptance import open_finding
from subsidies.models import HeldLine, SubsidyClaim
from subsidies.queries.calculation import content_digest, unconfirmed_standard
from subsidies.queries.disputed import frozen_lines
from subsidies.queries.fund import free_balance
from subsidies.queries.held import only_held_lines_have_money, to_hold
from subsidies.queries.notice import working_days_of
from vouchers.enums import VoucherState
from vouchers.models import Voucher

NOTICE = "文人社字〔2024〕20号 五(三)"
FUND = "文人社字〔2024〕20号 七(一)"
DISPUTED = "文人社字〔2024〕20号 六"


def no_serious_finding_stops_payment(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is every serious finding of the inspections settled before money moves? (8号 二(4); C5)"""
    return open_finding(record.training_class, "批准和拨付补贴")


def fund_is_sufficient(record: SubsidyClaim | HeldLine, actor: Actor) -> Reason | None:
    """Does the year's account hold the amount, beyond what is promised to others? (20号 七)"""
    year = clock.today().year
    free, wanted = free_balance(year, besides=record), record.promised_fen
    if free >= wanted:
        return None
    message = (
        f"{year} 年专账可用资金 {format_yuan(max(free, 0))} 元，不足应付的 {format_yuan(wanted)} 元，"
        "请规划财务股先登记到位资金或申请上级补足"
    )
    return Reason("fund.insufficient", message, FUND)


def calendar_is_known(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Are the working days of the whole notice period known? (20号 五(三); A51)"""
    try:
        load_calendar().payable_from(clock.today(), working_days_of(record))
    except Invalid as refusal:
        return Reason(refusal.code, refusal.message, NOTICE)
    return None


def notice_period_is_over(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Have five working days or more passed since publication, the last of them wholly? (20号 五(三); A47)"""
    notice = record.notice
    if notice is None:
        return Reason("notice.missing", "还没有公示，请先发布公示", NOTICE, record.get_absolute_url())
    if clock.today() >= notice.payable_from:
        return None
    message = f"公示到 {notice.closes_on:%-m月%-d日} 期满，{notice.payable_from:%-m月%-d日} 起才能办理"
    return Reason("notice.still_running", message, NOTICE, notice.get_absolute_url())


def standard_is_confirmed(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Has the bureau confirmed a standard carried over from a document that has run out? (A12)"""
    pending = unconfirmed_standard(record)
    if pending is None:
        return None
    message = (
        f"补贴标准沿用{pending.clause.cite()}，局里确认继续适用后才能公示；请在政策参数中提出并由第二人启用"
    )
    link = reverse("policy:parameter_page", args=[pending.key])
    return Reason("claim.standard_unconfirmed", message, pending.clause.cite(), link)


def no_objection_is_open(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is every objection to the notice decided? (20号 五(三); C7)"""
    waiting = record.objections.open().count()
    if waiting == 0:
        return None
    message = f"还有 {waiting} 件公示异议没有结论，请监督检查小组先核查"
    return Reason("objection.open", message, NOTICE, record.get_absolute_url())


def no_upheld_dispute_waits(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Was no dispute of somebody who is paid decided for him before sending? Then all is calculated anew. (20号 六)"""
    upheld = [line for line in frozen_lines(record) if line.is_upheld]
    if not upheld:
        return None
    named = "、".join(line.words for line in upheld)
    message = f"{named}的本人异议已成立，请监督检查小组退回重算，不能送拨"
    return Reason("claim.dispute_upheld", message, DISPUTED, upheld[0].dispute.get_absolute_url())


def somebody_can_be_paid(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is there anybody with money who does not dispute his line? His line alone is held back. (20号 六; N20)"""
    frozen = to_hold(record)
    if not only_held_lines_have_money(record, frozen):
        return None
    message = "有金额的各行都因本人异议暂缓，没有可以拨付的金额，请等异议结论"
    link = frozen[0].dispute.get_absolute_url() if frozen else record.get_absolute_url()
    return Reason("claim.every_line_disputed", message, DISPUTED, link)


def a_dispute_was_upheld(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Was a dispute of somebody who is paid decided for him? Only then the claim is calculated anew. (N20)"""
    if any(line.is_upheld for line in frozen_lines(record)):
        return None
    return Reason("claim.no_dispute_upheld", "没有已成立的本人异议，不需要退回重算", DISPUTED)


def content_is_as_signed(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is the claim, to the last person and fen, what the director has signed? (trust F9)"""
    if record.signed_digest and record.signed_digest == record.digest == content_digest(record):
        return None
    message = "申领单内容与局领导审签时不一致，不能拨付，请报告系统管理员核查"
    return Reason("claim.content_changed", message, NOTICE, record.get_absolute_url())


def account_change_is_approved(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is the institution's account settled: no change open, none confirmed within the cooling time? (trust F15)"""
    return account_obstacle(record.institution_id)


def payee_is_as_sent(record: SubsidyClaim | HeldLine, actor: Actor) -> Reason | None:
    """Is the account to which the money was sent still the institution's approved one? (trust F15)"""
    institution = record.institution
    sent = record.payee_account.reveal(record) if record.payee_account else ""
    present = institution.bank_account.reveal(institution) if institution.bank_account else ""
    if sent and sent == present:
        return None
    message = "送拨后机构账户有变更，请登记拨付失败，由规划财务股更正账户后重送"
    return Reason("claim.account_changed", message, "", institution.get_absolute_url())


def every_paid_voucher_is_written_off(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is every voucher redeemed with this claim written off, so that the loop is closed? (20号 六; A38)"""
    waiting = Voucher.objects.filter(claim_id=record.pk, state=VoucherState.REDEEMED).count()
    if waiting == 0:
        return None
    return Reason("claim.vouchers_not_written_off", f"还有 {waiting} 张电子券没有核销", DISPUTED)


def no_line_is_held_back(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is every line that was held back paid or struck? Until then the claim is not concluded. (20号 六; N20)"""
    waiting = record.held_lines.open().select_related("dispute")
    numbers = [line.dispute.number for line in waiting]
    if not numbers:
        return None
    message = f"还有 {len(numbers)} 行暂缓支付（{'、'.join(numbers)}），补付或不予支付后才能办结"
    return Reason("claim.line_held_back", message, DISPUTED, record.get_absolute_url())


def no_supplement_is_on_its_way(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is no held line of it with 财政局 at this moment? What may be paid any hour cannot be taken back yet. (A27)"""
    sent = record.held_lines.filter(state=HeldState.SENT).first()
    if sent is None:
        return None
    message = "有暂缓行已送财政补付，请先登记补付或补付失败，再追回"
    return Reason("claim.supplement_on_its_way", message, FUND, sent.get_absolute_url())


say_who(BY_TIME, "notice.still_running")
met_by(
    (Role.FINANCE_OFFICER,),
    "fund.insufficient",
    "claim.account_changed",
    "claim.line_held_back",
    "claim.supplement_on_its_way",
    "claim.vouchers_not_written_off",
)
met_by((Role.TRAINING_OFFICER,), "notice.missing")
met_by(
    (Role.INSPECTION_HEAD,),
    "objection.open",
    "claim.dispute_upheld",
    "claim.every_line_disputed",
    "claim.no_dispute_upheld",
)
met_by((Role.TRAINING_OFFICER, Role.TRAINING_HEAD), "claim.standard_unconfirmed")
met_by((Role.SYSTEM_ADMINISTRATOR,), "calendar.year_unknown", "policy.none_in_force")
