"""What must be true before a claim is handed in and reviewed (8号 二(9)、四; 20号 五(三); domain C7)."""

from __future__ import annotations

from django.urls import reverse

from classes.enums import ClassState
from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.reasons import BY_NOBODY, BY_TIME, Reason, say_who
from foundation.policy.statements import Statement
from inspections.queries import sole_inspector_id
from institutions.enums import InstitutionState
from subsidies.enums import EDITABLE_STATES
from subsidies.models import SubsidyClaim
from subsidies.queries.calculation import calculate_claim, content_digest, stored_statement
from subsidies.queries.claim_facts import is_received
from subsidies.queries.replaying import replays
from subsidies.queries.stages import earlier_claims, later_claims, not_wholly_paid
from trainees.queries import group_applications, unsettled

AFTER_ACCEPTANCE = "文人社字〔2026〕8号 二(9)"
TWO_SIGNATURES = "文人社字〔2024〕20号 五(三)"
STAGES = "文人社字〔2024〕20号 七(二)"
NAMED_AT_ONCE = 3


def class_is_accepted(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is the class accepted, all five steps signed? A claim comes after acceptance. (8号 二(9))"""
    training_class = record.training_class
    if training_class.state in {ClassState.ACCEPTED, ClassState.CLAIMING} and is_received(training_class):
        return None
    message = "结业验收办结（申请资料已接收）后才能申请补贴"
    return Reason("claim.class_not_accepted", message, AFTER_ACCEPTANCE, training_class.get_absolute_url())


def institution_may_claim(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is the institution neither cancelled nor, for what ended later, suspended? (8号 三(三)、五; A26)"""
    institution = record.institution
    link = institution.get_absolute_url()
    if institution.state == InstitutionState.CANCELLED:
        message = "培训机构已被取消培训资格，不再拨付补贴"
        return Reason("claim.institution_cancelled", message, "文人社字〔2026〕8号 五", link)
    if institution.state != InstitutionState.SUSPENDED or _ended_before(record):
        return None
    message = "培训机构本年度培训资格已暂停，只有暂停前已结束的班次可以继续"
    return Reason("claim.institution_suspended", message, "文人社字〔2026〕8号 三(三)", link)


def _ended_before(record: SubsidyClaim) -> bool:
    suspended = record.institution.suspended_at
    return suspended is not None and record.training_class.ends_on < clock.local(suspended).date()


def payee_account_is_known(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Does the institution have a registered bank account? Training is paid to the institution. (A28)"""
    institution = record.institution
    if institution.bank_account and institution.bank_account_name and institution.bank_name:
        return None
    message = "机构还没有登记户名、开户行和账号，请先在机构资料中补齐"
    return Reason("claim.account_missing", message, "", institution.get_absolute_url())


def amount_can_be_calculated(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Does the calculation find every fact, a rate in force, and somebody to pay? (8号 四; DR-13, DR-14)"""
    if record.state not in EDITABLE_STATES:
        return None
    try:
        statement = calculate_claim(record).statement
    except Invalid as refusal:
        return Reason(refusal.code, refusal.message, "", record.training_class.get_absolute_url())
    return _why_not(statement, record)


def _why_not(statement: Statement, record: SubsidyClaim) -> Reason | None:
    link = record.training_class.get_absolute_url()
    if statement.status != "ok":
        first = statement.lines[0]
        found = "；".join(line.text for line in statement.lines[:NAMED_AT_ONCE])
        clause = first.clause.cite() if first.clause else ""
        return Reason("claim.not_calculable", f"还不能测算：{found}", clause, link)
    if not _comes_to_something(statement, record):
        return Reason(
            "claim.nothing_payable", "按现有核实、合格、就业情况，应付金额为 0，没有可申领的补贴", "", link
        )
    return None


def _comes_to_something(statement: Statement, record: SubsidyClaim) -> bool:
    """Money, or, for a later stage, a settlement: nothing is left to pay, or something is to be given back."""
    if statement.total_fen and statement.total_fen > 0:
        return True
    return record.stage > 1 or (record.is_staged and bool(statement.payable_heads))


def earlier_stages_are_paid(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is every earlier stage of the class paid, so that it can be taken off? (20号 七(二); DR-08)"""
    earlier = earlier_claims(record)
    missing = record.stage - 1 - len(earlier)
    waiting = next(iter(not_wholly_paid(earlier)), None)
    if not missing and waiting is None:
        return None
    link = (waiting or record).get_absolute_url()
    message = "前面时段的补贴还没有付清（未拨付、有暂缓支付的行，或已追回），付清后才能提交本段"
    return Reason("claim.earlier_stage_unpaid", message, STAGES, link)


def no_later_stage_rests_on_it(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is there no later stage from which this one's payment was taken off? (DR-17; A27)"""
    later = next((claim for claim in later_claims(record) if claim.state not in EDITABLE_STATES), None)
    if later is None:
        return None
    message = f"第 {later.stage} 段（{later.number}）已按本段已付金额测算，请先退回或追回该段，再追回本段"
    return Reason("claim.later_stage_rests_on_it", message, STAGES, later.get_absolute_url())


def statement_replays(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Computed anew from its snapshot, is the claim the same to the fen, line by line, person by person? (B.3)"""
    if replays(record):
        return None
    if content_digest(record) != record.digest:
        return _changed(record)
    message = "按申领时的数据重新测算，结果与申领单不一致，请退回机构重新提交"
    return Reason("claim.does_not_replay", message, TWO_SIGNATURES, record.get_absolute_url())


def everybody_paid_is_clear(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is every finding about the people of the class decided, and none against somebody who is paid? (20号 六)"""
    paid = set(record.people.filter(is_paid=True).values_list("enrolment__application_id", flat=True))
    matters = unsettled(group_applications(record.training_class_id))
    waiting = [matter for matter in matters if matter.is_open]
    against = [matter for matter in matters if not matter.is_open and matter.application_id in paid]
    found = waiting or against
    if not found:
        return None
    code = "claim.hit_open" if waiting else "claim.hit_blocking"
    remedy = "未认定，请先认定" if waiting else "认定不符合，请退回机构重新提交，这些人不再计入"
    named = "、".join(str(matter) for matter in found[:NAMED_AT_ONCE])
    message = f"申领比对有 {len(found)} 条{remedy}：{named}"
    link = reverse("trainees:group_detail", args=[record.training_class_id])
    return Reason(code, message, "文人社字〔2024〕20号 六", link)


def pays_more_than_passed(record: SubsidyClaim) -> str:
    """Lawful, but two people must know it, say why, and sign. (A03, DR-04)"""
    found = (w.text for w in stored_statement(record).warnings if w.code == "W_PAID_WITHOUT_PASS")
    return next((f"本件{text}，请写明理由" for text in found), "")


def _changed(record: SubsidyClaim) -> Reason:
    message = "申领单内容与提交时的校验值不一致，请停止办理并报告系统管理员"
    return Reason("claim.content_changed", message, TWO_SIGNATURES, record.get_absolute_url())


def reviewer_did_not_inspect_alone(record: SubsidyClaim, actor: Actor) -> Reason | None:
    """Is the reviewer somebody else than the one person who inspected this class? (20号 五(三); A65)"""
    if actor.user_id is None or sole_inspector_id(record.training_class) != actor.user_id:
        return None
    message = "本班只有您一人检查过，审核签字须由另一人办理"
    return Reason("claim.reviewer_inspected_alone", message, TWO_SIGNATURES, record.get_absolute_url())


say_who(BY_NOBODY, "claim.nothing_payable", "claim.institution_cancelled")
say_who(BY_TIME, "claim.institution_suspended")
say_who("由另一名经办人办理", "claim.reviewer_inspected_alone")
met_by((Role.INSTITUTION_MANAGER,), "claim.account_missing", "claim.not_calculable")
met_by((Role.QUALIFICATION_OFFICER,), "claim.hit_open", "claim.hit_blocking")
met_by((Role.DEPUTY_DIRECTOR,), "claim.class_not_accepted")
met_by((Role.FINANCE_OFFICER,), "claim.earlier_stage_unpaid", "claim.later_stage_rests_on_it")
met_by((Role.SYSTEM_ADMINISTRATOR,), "claim.does_not_replay", "claim.content_changed")
