"""就业率核定 (20号 七(二)、三(三); R152, R153; DR-05 … DR-07), and the meeting of both 80 % rules.

At or above the threshold 培训人数 is paid in full; below it, the employed. 培训人数 is 核实人数.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from foundation.policy.statements import Heads, Line, Warning
from foundation.policy.types import Parameters
from subsidies.rules import clauses
from subsidies.rules.confirmed import Confirmed
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.figures import decimal, percent, reached
from subsidies.rules.heads import (
    UNLIMITED,
    EmploymentLimit,
    employment_base,
    has_employment_rule,
    heads_after_cut,
    limit_by_employment,
    payable_heads,
    yields_to_pass_rule,
)
from subsidies.rules.pass_rate import PassRateCut
from subsidies.rules.taken import is_awaiting, taken

RESTS_ON = ("emp_rule", "emp_threshold")


@dataclass(frozen=True, slots=True)
class EmploymentRule:
    """What the employment rule says of a class; the default is a class to which it does not apply."""

    limit: EmploymentLimit = UNLIMITED
    lines: tuple[Line, ...] = ()
    warnings: tuple[Warning, ...] = ()


def applies(case: SubsidyCase, parameters: Parameters) -> bool:
    """Whether the employment rate decides anything in this claim; of a stage, whether already now (A19)."""
    if not has_employment_rule(case.category, parameters):
        return False
    return not (case.is_interim and taken(parameters, "staged_emp_check") == "final_only")


def decide_employment(case: SubsidyCase, confirmed: Confirmed, parameters: Parameters) -> EmploymentRule:
    """Whether 80 % are employed, and what follows if not."""
    if not applies(case, parameters):
        return EmploymentRule(lines=_not_applied(case, parameters))
    employed, base = confirmed.employed or 0, employment_base(confirmed.verified, case.approved, parameters)
    limit = limit_by_employment(case.category, employed, base, parameters)
    if base == 0:
        return EmploymentRule(limit, lines=(_nobody_to_count(parameters),))
    if not limit.only_employed:
        return _met(limit, base, parameters)
    line = _short_line(employed, base, parameters)
    if case.category is not Category.CARE_ORDER:
        return EmploymentRule(limit, lines=(line,))
    return EmploymentRule(
        limit,
        lines=(line, _care_line(parameters)),
        warnings=(_care_warning(employed, base),),
    )


def decide_heads(
    confirmed: Confirmed, cut: PassRateCut, rule: EmploymentRule, parameters: Parameters
) -> tuple[Heads, tuple[Line, ...]]:
    """应付人数 (DR-07), with a line of its own where both rules bite."""
    limit = rule.limit
    heads = payable_heads(confirmed.verified, cut.heads, limit, parameters)
    if limit.pays_none or not limit.only_employed:
        return heads, ()
    if parameters.choice("dual_rule_mode") == "cumulative":
        return heads, _both_rules(f"就业 {limit.employed} 人 − 核减 {decimal(cut.heads)} 人", heads, cut)
    after_cut = heads_after_cut(confirmed.verified, cut.heads)
    return heads, _both_rules(f"{decimal(after_cut)} 人与 {limit.employed} 人，取较低者", heads, cut)


def _met(limit: EmploymentLimit, base: int, parameters: Parameters) -> EmploymentRule:
    employed = limit.employed
    rate, threshold = Fraction(employed, base), parameters.fraction("emp_threshold")
    line = _line(
        "R_EMPLOYMENT_MET",
        f"{_quotient(employed, base)}，{reached(rate, threshold)} {percent(threshold)}，按培训人数全额",
        "不减人",
        parameters,
        intermediate=str(rate),
        inputs=_inputs(employed, base, threshold),
    )
    if rate != threshold:
        return EmploymentRule(limit, lines=(line,))
    text = f"就业率恰为 {percent(threshold)}，少就业一人即按实际就业人数"
    return EmploymentRule(limit, lines=(line,), warnings=(Warning("W_EMPLOYMENT_ON_THRESHOLD", text),))


def _short_line(employed: int, base: int, parameters: Parameters) -> Line:
    threshold = parameters.fraction("emp_threshold")
    return _line(
        "R_EMPLOYMENT_SHORTFALL",
        f"{_quotient(employed, base)}，低于 {percent(threshold)}，按实际就业人数",
        f"{employed} 人",
        parameters,
        intermediate=str(Fraction(employed, base)),
        inputs=_inputs(employed, base, threshold),
        heads=employed,
    )


def _nobody_to_count(parameters: Parameters) -> Line:
    """0 ÷ 0 is not below 80 %, it is nothing: no head, no care warning (DR-05)."""
    text = "核实 0 人，没有可核定的就业率"
    return _line("R_EMPLOYMENT_SHORTFALL", text, "0 人", parameters, heads=0)


def _line(
    code: str,
    formula: str,
    result: str,
    parameters: Parameters,
    intermediate: str = "",
    inputs: tuple[tuple[str, str], ...] = (),
    heads: int | None = None,
) -> Line:
    return Line(
        code=code,
        title="就业率核定",
        formula=formula,
        clause=clauses.ORDER_AND_PROJECT,
        inputs=inputs,
        intermediate=intermediate,
        result_text=result,
        heads=heads,
        pending=is_awaiting(parameters, *RESTS_ON),
    )


def _not_applied(case: SubsidyCase, parameters: Parameters) -> tuple[Line, ...]:
    """A class that has an employment rule says why it was not used: read away (A11), or left to the end (A19)."""
    if not (case.is_order_like and parameters.flag("emp_rule")):
        return ()
    if yields_to_pass_rule(parameters):
        text, clause = "按本次采用的口径，只执行合格率核减，就业率不影响人数", clauses.LOWER_OF_TWO
    else:
        text, clause = "按本次采用的口径，本段不核定就业率，末段统一核定", clauses.STAGES
    return (Line("S_EMPLOYMENT_NOT_APPLIED", "就业率核定", text, clause, result_text="不减人"),)


def _care_line(parameters: Parameters) -> Line:
    threshold = parameters.fraction("emp_threshold")
    text = f"护工订单培训后的就业率须达到培训人数的 {percent(threshold)}"
    pending = is_awaiting(parameters, "emp_threshold")
    return Line("R_CARE_EMPLOYMENT_REQUIRED", "护工订单", text, clauses.CARE_ORDER, pending=pending)


def _care_warning(employed: int, base: int) -> Warning:
    text = f"护工订单就业率未达到规定：{_quotient(employed, base)}，转整改和信用处理"
    return Warning("W_CARE_EMPLOYMENT_NOT_MET", text)


def _both_rules(formula: str, heads: Heads, cut: PassRateCut) -> tuple[Line, ...]:
    """A line of its own only where both rules bite."""
    if not cut.heads:
        return ()
    line = Line(
        code="S_BOTH_RULES",
        title="两项 80% 同时不达",
        formula=formula,
        clause=clauses.LOWER_OF_TWO,
        result_text=f"{decimal(heads)} 人",
        heads=heads,
    )
    return (line,)


def _quotient(employed: int, base: int) -> str:
    return f"就业 {employed} 人 ÷ 培训 {base} 人 ＝ {percent(Fraction(employed, base))}"


def _inputs(employed: int, base: int, threshold: Fraction) -> tuple[tuple[str, str], ...]:
    return ("就业人数", str(employed)), ("培训人数", str(base)), ("就业率标准", str(threshold))
