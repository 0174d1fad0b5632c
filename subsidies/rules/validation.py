"""填报差错 (DR-13): numbers that cannot be true are refused, all of them at once, and nothing is computed.

Only one excess is forgiven: more passed than verified, but not more than approved, is clipped elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction

from foundation.policy.rates import LadderRate, LevelRate
from foundation.policy.statements import Line
from foundation.policy.types import Clause, Parameters
from subsidies.rules import clauses, pass_rate
from subsidies.rules.certificate import refusal
from subsidies.rules.facts import Category, HeadCounts, SubsidyCase, Trainee
from subsidies.rules.rates import RateInForce, rate_in_force, suits

Faults = Iterable[Line]


def find_faults(case: SubsidyCase, parameters: Parameters) -> tuple[Line, ...]:
    """Every fault of the input, each once, in the order in which they should be mended."""
    checks: tuple[Callable[[SubsidyCase, Parameters], Faults], ...] = (
        _missing_counts,
        _negative_figures,
        _impossible_counts,
        _impossible_roster,
        _missing_days,
        _rate_faults,
    )
    return tuple(fault for check in checks for fault in check(case, parameters))


def fault(code: str, text: str, clause: Clause = clauses.INPUT_FAULT, field: str = "") -> Line:
    """One fault; `field` names the entry to be mended, so that a form can point at it."""
    inputs = (("field", field),) if field else ()
    return Line(code=code, title="填报差错", formula=text, clause=clause, inputs=inputs)


def missing_days(text: str, field: str) -> Line:
    """A ladder cannot be climbed without days (20号 七(二))."""
    return fault("E_DAYS_MISSING", text, clauses.ORDER_AND_PROJECT, field)


def needs_passes(case: SubsidyCase, parameters: Parameters) -> bool:
    """Whether the number of passes decides anything in this claim."""
    return pass_rate.applies(case, parameters) or (
        parameters.flag("payable_requires_pass") and case.category is not Category.CERTIFICATE
    )


def needs_employment(case: SubsidyCase, parameters: Parameters) -> bool:
    """20号 七(二): only 订单式、项目制 and 护工订单 have an employment rule."""
    return case.is_order_like and parameters.flag("emp_rule")


def _missing_counts(case: SubsidyCase, parameters: Parameters) -> Faults:
    may_lack_approval = case.category in {Category.CERTIFICATE, Category.ENTERPRISE_STAFF}
    if case.approved is None and not may_lack_approval:
        yield fault("E_COUNT_MISSING", "未填开班审批表人数", field="approved_count")
    if case.trainees is not None:
        yield from _missing_marks(case.trainees, case, parameters)
    elif case.category is Category.CERTIFICATE:
        yield fault("E_COUNT_MISSING", "取证补贴须逐人填报", field="trainees")
    else:
        yield from _missing_class_counts(case.counts, case, parameters)


def _missing_class_counts(counts: HeadCounts, case: SubsidyCase, parameters: Parameters) -> Faults:
    if counts.verified is None:
        yield fault("E_COUNT_MISSING", "未填核实人数", field="verified_count")
    if counts.passed is None and needs_passes(case, parameters):
        yield fault("E_COUNT_MISSING", "未填合格人数", field="passed_count")
    if counts.employed is None and needs_employment(case, parameters):
        yield fault("E_COUNT_MISSING", "未填就业人数", field="employed_count")


def _missing_marks(trainees: tuple[Trainee, ...], case: SubsidyCase, parameters: Parameters) -> Faults:
    verified = [trainee for trainee in trainees if trainee.verified]
    if needs_passes(case, parameters):
        for trainee in (one for one in verified if one.passed is None):
            yield fault("E_COUNT_MISSING", f"{trainee.label} 未填是否合格", field="passed")
    if needs_employment(case, parameters):
        for trainee in (one for one in verified if one.employed is None):
            yield fault("E_COUNT_MISSING", f"{trainee.label} 未填是否就业", field="employed")
    if case.category is Category.ENTERPRISE_STAFF:
        yield from _missing_staff_fields(trainees)


def _missing_staff_fields(trainees: tuple[Trainee, ...]) -> Faults:
    """DR-11 cannot be judged without occupation, level and the year of the class end."""
    named = {"occupation": "工种", "level": "等级", "class_end": "结业日期"}
    for trainee in trainees:
        for field, name in named.items():
            if not getattr(trainee, field):
                yield fault("E_FIELD_MISSING", f"{trainee.label} 未填{name}", field=field)


def _negative_figures(case: SubsidyCase, parameters: Parameters) -> Faults:
    del parameters
    figures: dict[str, Fraction | int | None] = {
        "开班审批表人数": case.approved,
        "核实人数": case.counts.verified,
        "合格人数": case.counts.passed,
        "就业人数": case.counts.employed,
        "培训天数": case.training_days,
    }
    figures |= {f"{row.label} 的有效天数": row.attended_days for row in case.trainees or ()}
    for place, row in enumerate(case.prior_claims, start=1):
        figures[f"第 {place} 条已付记录的天数"] = row.paid_days
        figures[f"第 {place} 条已付记录的金额"] = row.paid_fen
    for name, figure in figures.items():
        if figure is not None and figure < 0:
            yield fault("E_NEGATIVE_COUNT", f"{name}为负数")


def _impossible_counts(case: SubsidyCase, parameters: Parameters) -> Faults:
    del parameters
    approved, counts = case.approved, case.counts
    if approved == 0 and case.category is not Category.CERTIFICATE:
        yield fault("E_ZERO_APPROVED", "开班审批表人数为 0，无法计算合格率")
    if case.trainees is not None:
        return
    if _exceeds(counts.verified, approved):
        yield fault("E_VERIFIED_GT_APPROVED", f"核实 {counts.verified} 人，多于审批 {approved} 人")
    if _exceeds(counts.passed, approved):
        yield fault("E_PASSED_GT_APPROVED", f"合格 {counts.passed} 人，多于审批 {approved} 人")
    if _exceeds(counts.employed, counts.verified):
        yield fault("E_EMPLOYED_GT_VERIFIED", f"就业 {counts.employed} 人，多于核实 {counts.verified} 人")


def _exceeds(part: int | None, whole: int | None) -> bool:
    """A negative number is a fault of its own; it does not make the others wrong as well."""
    return part is not None and whole is not None and part > whole >= 0


def _impossible_roster(case: SubsidyCase, parameters: Parameters) -> Faults:
    del parameters
    if case.trainees is None:
        return
    if case.category is not Category.CERTIFICATE and _exceeds(len(case.trainees), case.approved):
        text = f"名册 {len(case.trainees)} 人，多于审批 {case.approved} 人"
        yield fault("E_ROSTER_GT_APPROVED", text)
    if case.category is Category.ENTERPRISE_STAFF:
        return
    seen = Counter(trainee.key for trainee in case.trainees)
    for key, times in seen.items():
        if times > 1:
            yield fault("E_DUPLICATE_TRAINEE", f"{key} 在名册中出现 {times} 次")


def _missing_days(case: SubsidyCase, parameters: Parameters) -> Faults:
    in_force = rate_in_force(case.category, parameters)
    if in_force is None or not isinstance(in_force.rate, LadderRate):
        return
    if case.training_days is None:
        yield missing_days("按天计算的补贴未填培训天数", "training_days")
    if parameters.choice("day_basis") == "attended":
        for trainee in case.trainees or ():
            if trainee.verified and trainee.attended_days is None:
                yield missing_days(f"{trainee.label} 未填有效天数", "attended_days")


def _rate_faults(case: SubsidyCase, parameters: Parameters) -> Faults:
    """DR-14: no rate, no amount."""
    in_force = rate_in_force(case.category, parameters)
    if in_force is None:
        text = "文件没有印出该类补贴标准，须先在政策参数中配置"
        yield fault("E_RATE_NOT_CONFIGURED", text, clauses.RATE, field="rate")
    elif not suits(case.category, in_force.rate):
        yield fault("E_RATE_UNSUITABLE", "该类补贴不能按这种标准计算", clauses.RATE, field="rate")
    else:
        yield from _missing_levels(case, in_force, parameters)


def _missing_levels(case: SubsidyCase, in_force: RateInForce, parameters: Parameters) -> Faults:
    if not isinstance(in_force.rate, LevelRate):
        return
    for trainee in case.trainees or ():
        unpriced = in_force.rate.fen_for(trainee.level) is None
        if unpriced and refusal(trainee, parameters) is None:
            text = f"{trainee.label} 的等级“{trainee.level}”没有配置补贴标准"
            yield fault("E_RATE_NOT_CONFIGURED", text, clauses.RATE, field="rate")
