"""Questions about one trainee in a class (C2, second half)."""

from __future__ import annotations

from django.urls import reverse

from classes.enums import BEFORE_TEACHING, CallResult, ClassState, EmploymentKind
from classes.models import Enrolment
from classes.queries.callbacks import call_of, is_covered
from classes.queries.pinned import parameters_of
from classes.queries.results import employment_terms, missing_proofs, pass_marks, passes, proof_of
from foundation.accounts.actor import Actor
from foundation.accounts.duties import met_by
from foundation.accounts.enums import Role
from foundation.core import clock
from foundation.core.reasons import BY_NOBODY, BY_TIME, Reason, say_who
from foundation.core.workdays import add_months

_UNDER_WAY = frozenset(
    {
        ClassState.APPROVED,
        ClassState.FILED,
        ClassState.SYSTEM_CONFIRMED,
        ClassState.VOUCHERS_MADE,
        ClassState.IN_TRAINING,
        ClassState.SUSPENDED,
        ClassState.TAUGHT,
    }
)
_BEFORE_ACCEPTANCE = frozenset({ClassState.EXAMINED, ClassState.ACCEPTANCE_FAILED})


def class_is_under_way(record: Enrolment, actor: Actor) -> Reason | None:
    """Is the class approved and not yet examined? Afterwards nobody leaves it any more (A61)."""
    if record.training_class.state in _UNDER_WAY:
        return None
    return Reason(
        "enrolment.class_is_over",
        f"本班现为“{record.training_class.state_tag.label}”，考试成绩确认后不再办理退班",
        link=record.training_class.get_absolute_url(),
    )


def class_has_begun(record: Enrolment, actor: Actor) -> Reason | None:
    """Has the first class day come? Before it the approved list is changed by a 变更单 and in no other way (A61)."""
    training_class = record.training_class
    is_waiting = training_class.state in BEFORE_TEACHING and clock.today() < training_class.starts_on
    if actor.has_role(Role.SYSTEM) or not is_waiting:
        return None
    return Reason(
        "enrolment.class_not_begun",
        f"{training_class.starts_on:%Y-%m-%d} 开班，开班前的人员变更请填变更单，经承办人、部门负责人、局领导审批",
        "文人社字〔2026〕8号 表2",
        reverse("classes:change_new", args=[training_class.pk]),
    )


def scores_reach_pass_marks(record: Enrolment, actor: Actor) -> Reason | None:
    """Do the scores reach the pass marks, as the reading pinned on the class asks? (A05)"""
    marks = pass_marks(record.training_class)
    if passes(record, marks):
        return None
    return Reason(
        "enrolment.scores_too_low",
        f"成绩没有达到合格线：{marks.words}",
        link=reverse("classes:exam", args=[record.training_class_id]),
    )


def retake_is_left(record: Enrolment, actor: Actor) -> Reason | None:
    """Has this person a retake left? (A05: once)"""
    limit = parameters_of(record.training_class).whole("retake_limit")
    if record.retakes < limit:
        return None
    return Reason("enrolment.no_retake_left", f"补考限 {limit} 次，{record}已补考 {record.retakes} 次")


def acceptance_has_not_begun(record: Enrolment, actor: Actor) -> Reason | None:
    """Is the class examined and its acceptance not yet under way? (A05)"""
    if record.training_class.state in _BEFORE_ACCEPTANCE:
        return None
    return Reason(
        "enrolment.acceptance_has_begun",
        f"本班现为“{record.training_class.state_tag.label}”，补考须在确认成绩之后、申请结业验收之前登记",
        "文人社字〔2026〕8号 二(7)",
        record.training_class.get_absolute_url(),
    )


def proofs_are_complete(record: Enrolment, actor: Actor) -> Reason | None:
    """Are all papers uploaded that this road to employment demands? (8号 三(三)1–3, A57, A58)"""
    proof = proof_of(record)
    link = reverse("classes:employment_edit", args=[record.pk])
    if proof is None:
        message = "还没有填写就业情况，请先填写就业方式、单位和起始日期"
        return Reason("employment.not_declared", message, "文人社字〔2026〕8号 三(三)", link)
    terms = employment_terms(record.training_class)
    months, started = terms.first_pay_months, proof.started_on
    if proof.kind == EmploymentKind.ENTERPRISE and clock.today() < add_months(started, months):
        message = (
            f"就业不满 {months} 个月（{started:%Y-%m-%d} 起），满 {months} 个月、取得工资表和考勤表后再提交"
        )
        return Reason("employment.less_than_a_month", message, "文人社字〔2026〕8号 三(三)", link)
    missing = missing_proofs(proof, terms)
    if not missing:
        return None
    names = "、".join(paper.label for paper in missing)
    return Reason("employment.proofs_missing", f"还差：{names}，请补传", "文人社字〔2026〕8号 三(三)", link)


def proofs_can_be_opened(record: Enrolment, actor: Actor) -> Reason | None:
    """Can every kind of paper that was handed in be looked at, none with a virus in it? (8号 三(三))"""
    proof = proof_of(record)
    if proof is None:
        return None
    readable = {each.document for each in proof.handed_in}
    lost = dict.fromkeys(
        each.get_document_display() for each in proof.files.all() if each.document not in readable
    )
    if not lost:
        return None
    message = f"{'、'.join(lost)}查出病毒，打不开，请退回，由机构移除后重新上传"
    link = reverse("classes:employment_edit", args=[record.pk])
    return Reason("employment.proof_infected", message, "文人社字〔2026〕8号 三(三)", link)


def contract_is_long_enough(record: Enrolment, actor: Actor) -> Reason | None:
    """In an enterprise: does the labour contract run for as many months as asked, six or more? (8号 三(三)1)"""
    proof = proof_of(record)
    if (
        proof is None
        or proof.kind != EmploymentKind.ENTERPRISE
        or not (proof.contract_from and proof.contract_to)
    ):
        return None
    months = employment_terms(record.training_class).contract_months
    # A contract from 1 July to 31 December is one of six months: its last day is the day before the anniversary.
    if (proof.contract_to - add_months(proof.contract_from, months)).days >= -1:
        return None
    return Reason(
        "employment.contract_too_short",
        f"劳动合同为 {proof.contract_from:%Y-%m-%d} 至 {proof.contract_to:%Y-%m-%d}，"
        f"不满 {months} 个月，请补充 {months} 个月以上的合同",
        "文人社字〔2026〕8号 三(三)1",
        reverse("classes:employment_edit", args=[record.pk]),
    )


def callback_is_settled(record: Enrolment, actor: Actor) -> Reason | None:
    """Was there a draw with this person in it and, if the lot fell on him, did the call bear the proof out? (F6)"""
    page = reverse("classes:callbacks", args=[record.training_class_id])
    if not is_covered(record):
        return Reason(
            "employment.not_in_a_draw", "还没有抽取电话回访名单，请先抽取，再核实就业证明", link=page
        )
    call = call_of(record.pk)
    if call is None:
        return None
    # A call about what was handed in before, perhaps another employer, says nothing of what is handed in now.
    heard = call.result if call.called_at and call.called_at >= record.state_since else ""
    if heard == CallResult.CONFIRMED:
        return None
    if heard == CallResult.DENIED:
        return Reason("employment.callback_denied", "电话回访不属实，不能核实，请退回就业证明", link=page)
    message = "这次提交后还没有回访属实（抽中或回访过的须再回访），请回访并登记结果后再核实"
    return Reason("employment.callback_missing", message, link=page)


say_who(BY_NOBODY, "enrolment.class_is_over", "enrolment.no_retake_left", "enrolment.acceptance_has_begun")
say_who(BY_TIME, "employment.less_than_a_month")
met_by((Role.TRAINING_OFFICER,), "enrolment.scores_too_low")
met_by(
    (Role.INSTITUTION_MANAGER,),
    "enrolment.class_not_begun",
    "employment.not_declared",
    "employment.proofs_missing",
    "employment.contract_too_short",
)
met_by(
    (Role.INSPECTOR, Role.INSPECTION_HEAD),
    "employment.not_in_a_draw",
    "employment.callback_denied",
    "employment.callback_missing",
    "employment.proof_infected",
)
