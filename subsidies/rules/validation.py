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
from subsidies.rules import clauses, employment, pass_rate
from subsidies.rules.certificate import refusal
from subsidies.rules.enterprise_staff import missing_staff_fields
from subsidies.rules.facts import Category, HeadCounts, SubsidyCase, Trainee
from subsidies.rules.rates import RateInForce, rate_in_force, standard_key, suits

Faults = Iterable[Line]
Place = tuple[str, int] | None
"""A list of the entry (`trainees`, `prior_claims`) and the row in it, counted from 1."""
ROSTER, PRIOR = "trainees", "prior_claims"
WHO_ENTERS = "由培训业务小组在“政策参数”中提出，部门负责人或局领导启用"


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


def fault(
    code: str, text: str, clause: Clause = clauses.INPUT_FAULT, field: str = "", place: Place = None
) -> Line:
    """One fault; `field` names the entry to be mended and `place` its row, so that a form can point at it."""
    where = [("field", field)] if field else []
    if place is not None:
        where += [("list", place[0]), ("row", str(place[1]))]
    return Line(code=code, title="填报差错", formula=text, clause=clause, inputs=tuple(where))


def missing_days(text: str, field: str, place: Place = None) -> Line:
    """A ladder cannot be climbed without days (20号 七(二))."""
    return fault("E_DAYS_MISSING", text, clauses.ORDER_AND_PROJECT, field, place)


def needs_passes(case: SubsidyCase, parameters: Parameters) -> bool:
    """Whether the number of passes decides anything in this claim."""
    return pass_rate.applies(case, parameters) or (
        parameters.flag("payable_requires_pass") and case.category is not Category.CERTIFICATE
    )


def needs_employment(case: SubsidyCase, parameters: Parameters) -> bool:
    """Whether the number of employed decides anything in this claim."""
    return employment.applies(case, parameters)


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
    needed = {
        "passed": ("合格", needs_passes(case, parameters)),
        "employed": ("就业", needs_employment(case, parameters)),
    }
    for field, (word, is_needed) in needed.items():
        for row, one in enumerate(trainees, start=1):
            if is_needed and one.verified and getattr(one, field) is None:
                text = f"{one.label} 未填是否{word}"
                yield fault("E_COUNT_MISSING", text, field=field, place=(ROSTER, row))
    if case.category is Category.ENTERPRISE_STAFF:
        for text, field, place in missing_staff_fields(case, parameters):
            yield fault("E_FIELD_MISSING", text, field=field, place=place)


def _negative_figures(case: SubsidyCase, parameters: Parameters) -> Faults:
    del parameters
    figures: list[tuple[str, Fraction | int | None, str, Place]] = [
        ("开班审批表人数", case.approved, "approved_count", None),
        ("核实人数", case.counts.verified, "verified_count", None),
        ("合格人数", case.counts.passed, "passed_count", None),
        ("就业人数", case.counts.employed, "employed_count", None),
        ("培训天数", case.training_days, "training_days", None),
    ]
    for place, row in enumerate(case.trainees or (), start=1):
        figures.append((f"{row.label} 的有效天数", row.attended_days, "attended_days", (ROSTER, place)))
    for place, prior in enumerate(case.prior_claims, start=1):
        figures.append((f"第 {place} 条已付记录的天数", prior.paid_days, "paid_days", (PRIOR, place)))
        figures.append((f"第 {place} 条已付记录的金额", prior.paid_fen, "paid_fen", (PRIOR, place)))
    for name, figure, field, where in figures:
        if figure is not None and figure < 0:
            yield fault("E_NEGATIVE_COUNT", f"{name}为负数", field=field, place=where)


def _impossible_counts(case: SubsidyCase, parameters: Parameters) -> Faults:
    del parameters
    approved, counts = case.approved, case.counts
    if approved == 0 and case.category is not Category.CERTIFICATE:
        yield fault("E_ZERO_APPROVED", "开班审批表人数为 0，无法计算合格率", field="approved_count")
    if case.trainees is not None:
        return
    if _exceeds(counts.verified, approved):
        text = f"核实 {counts.verified} 人，多于审批 {approved} 人"
        yield fault("E_VERIFIED_GT_APPROVED", text, field="verified_count")
    if _exceeds(counts.passed, approved):
        text = f"合格 {counts.passed} 人，多于审批 {approved} 人"
        yield fault("E_PASSED_GT_APPROVED", text, field="passed_count")
    if _exceeds(counts.employed, counts.verified):
        text = f"就业 {counts.employed} 人，多于核实 {counts.verified} 人"
        yield fault("E_EMPLOYED_GT_VERIFIED", text, field="employed_count")


def _exceeds(part: int | None, whole: int | None) -> bool:
    """A negative number is a fault of its own; it does not make the others wrong as well."""
    return part is not None and whole is not None and part > whole >= 0


def _impossible_roster(case: SubsidyCase, parameters: Parameters) -> Faults:
    del parameters
    if case.trainees is None:
        return
    if case.category is not Category.CERTIFICATE and _exceeds(len(case.trainees), case.approved):
        text = f"名册 {len(case.trainees)} 人，多于审批 {case.approved} 人"
        yield fault("E_ROSTER_GT_APPROVED", text, field="approved_count")
    if case.category is Category.ENTERPRISE_STAFF:
        return
    seen = Counter(trainee.key for trainee in case.trainees)
    last = {trainee.key: place for place, trainee in enumerate(case.trainees, start=1)}
    for key, times in seen.items():
        if times > 1:
            text = f"{key} 在名册中出现 {times} 次"
            yield fault("E_DUPLICATE_TRAINEE", text, field="id", place=(ROSTER, last[key]))


def _missing_days(case: SubsidyCase, parameters: Parameters) -> Faults:
    in_force = rate_in_force(case.category, parameters)
    if in_force is None or not isinstance(in_force.rate, LadderRate):
        return
    if case.training_days is None:
        yield missing_days("按天计算的补贴未填培训天数", "training_days")
    if parameters.choice("day_basis") == "attended":
        for place, trainee in enumerate(case.trainees or (), start=1):
            if trainee.verified and trainee.attended_days is None:
                yield missing_days(f"{trainee.label} 未填有效天数", "attended_days", (ROSTER, place))


def _rate_faults(case: SubsidyCase, parameters: Parameters) -> Faults:
    """DR-14: no rate, no amount."""
    in_force = rate_in_force(case.category, parameters)
    if in_force is None:
        yield _no_rate(case.category, parameters)
    elif not suits(case.category, in_force.rate):
        yield fault("E_RATE_UNSUITABLE", "该类补贴不能按这种标准计算", clauses.RATE, field="rate")
    else:
        yield from _missing_levels(case, in_force, parameters)


def _no_rate(category: Category, parameters: Parameters) -> Line:
    """What must be entered, by whom, and where."""
    key = standard_key(category, parameters)
    if key in parameters:
        what = f"{parameters[key].clause.cite()}的补贴标准不再沿用，须重新录入“{category.value}补贴标准”"
    else:
        what = f"文件没有印出{category.value}的补贴标准，须录入“{category.value}补贴标准”"
    return fault("E_RATE_NOT_CONFIGURED", f"{what}：{WHO_ENTERS}", clauses.RATE, field="rate")


def _missing_levels(case: SubsidyCase, in_force: RateInForce, parameters: Parameters) -> Faults:
    if not isinstance(in_force.rate, LevelRate):
        return
    for trainee in case.trainees or ():
        unpriced = in_force.rate.fen_for(trainee.level) is None
        if unpriced and refusal(trainee, parameters) is None:
            text = (
                f"{trainee.label} 的等级“{trainee.level}”没有补贴标准，须补充“{case.category.value}补贴标准”"
            )
            yield fault("E_RATE_NOT_CONFIGURED", f"{text}：{WHO_ENTERS}", clauses.RATE, field="rate")
