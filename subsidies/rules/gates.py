"""拨付条件 (DR-16): what must be true before any amount is paid; every shut gate is named.

The order is that of the work: acceptance, institution, filing with the city, signatures, notice.
"""

from __future__ import annotations

from foundation.policy.statements import Line
from foundation.policy.types import Clause, Parameters
from subsidies.rules import clauses
from subsidies.rules.facts import SubsidyCase


def shut_gates(case: SubsidyCase, parameters: Parameters) -> tuple[Line, ...]:
    """The gates that are shut, in order; empty when the claim may be paid."""
    judged = (
        _acceptance(case),
        _institution(case, parameters),
        _city_filing(case),
        _signatures(case, parameters),
        _notice(case, parameters),
    )
    return tuple(line for line in judged if line is not None)


def _acceptance(case: SubsidyCase) -> Line | None:
    """8号 二(9)、四(三): material is examined and accepted first."""
    match case.gates.acceptance:
        case "pending":
            text = "档案资料尚未经人社部门审核验收，验收后再申请"
            return _shut("B_ACCEPTANCE_PENDING", text, clauses.CLAIM_AFTER_ACCEPTANCE)
        case "failed":
            text = "档案资料验收不合格，补足资料并重新验收后再申请"
            return _shut("B_ACCEPTANCE_FAILED", text, clauses.MATERIAL_REJECTED)
    return None


def _institution(case: SubsidyCase, parameters: Parameters) -> Line | None:
    """8号 三(三)、五: a cancelled institution is never paid; a suspended one for what ended before (A26)."""
    gates = case.gates
    if gates.institution_status == "cancelled":
        return _shut("B_INSTITUTION_CANCELLED", "培训机构已被取消培训资格", clauses.FABRICATION)
    spared = gates.class_finished_before_suspension and (
        parameters.choice("suspension_scope") == "later_classes"
    )
    if gates.institution_status == "suspended" and not spared:
        text = "培训机构本年度培训资格已暂停，暂停前已结束的班次除外"
        return _shut("B_INSTITUTION_SUSPENDED", text, clauses.FALSE_EMPLOYMENT_PROOF)
    return None


def _city_filing(case: SubsidyCase) -> Line | None:
    """20号 七(二): 订单式、项目制 are filed with the city before they open; 护工订单 likewise (DR-06)."""
    if not case.is_order_like or case.gates.city_report_filed is not False:
        return None
    text = "开班前未向市人社、财政部门联合报备"
    return _shut("B_CITY_REPORT_MISSING", text, clauses.ORDER_AND_PROJECT)


def _signatures(case: SubsidyCase, parameters: Parameters) -> Line | None:
    """20号 五(三): two persons or more sign (R178)."""
    needed, signed = parameters.whole("min_reviewers"), case.gates.reviewers
    if signed is None or signed >= needed:
        return None
    text = f"已有 {signed} 人审查签字，须 {needed} 人以上"
    return _shut("B_TWO_REVIEWERS", text, clauses.SIGNATURES_AND_NOTICE)


def _notice(case: SubsidyCase, parameters: Parameters) -> Line | None:
    """20号 五(三): published for five working days or more (R191)."""
    needed, published = parameters.whole("notice_working_days"), case.gates.notice_working_days
    if published is None or published >= needed:
        return None
    text = f"已公示 {published} 个工作日，须满 {needed} 个工作日"
    return _shut("B_NOTICE_TOO_SHORT", text, clauses.SIGNATURES_AND_NOTICE)


def _shut(code: str, text: str, clause: Clause) -> Line:
    return Line(code=code, title="拨付条件", formula=text, clause=clause, heads=0, amount_fen=0)
