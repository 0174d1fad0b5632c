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
from subsidies.rules.figures import decimal, percent
from subsidies.rules.pass_rate import PassRateCut


@dataclass(frozen=True, slots=True)
class EmploymentRule:
    """What the employment rule says of a class; the default is a class to which it does not apply.

    `only_employed`: the payable are the employed. `pays_none`: 护工订单 under the stricter reading.
    """

    only_employed: bool = False
    pays_none: bool = False
    employed: int = 0
    lines: tuple[Line, ...] = ()
    warnings: tuple[Warning, ...] = ()


def decide_employment(case: SubsidyCase, confirmed: Confirmed, parameters: Parameters) -> EmploymentRule:
    """Whether 80 % are employed, and what follows if not."""
    if not (case.is_order_like and parameters.flag("emp_rule")):
        return EmploymentRule()
    employed, base = confirmed.employed or 0, _base(case, confirmed, parameters)
    threshold = parameters.fraction("emp_threshold")
    if base == 0:
        return EmploymentRule(only_employed=True, lines=(_nobody_to_count(parameters),))
    if employed * threshold.denominator >= base * threshold.numerator:
        return _met(employed, base, parameters)
    line = _short_line(employed, base, parameters)
    if case.category is not Category.CARE_ORDER:
        return EmploymentRule(only_employed=True, employed=employed, lines=(line,))
    return EmploymentRule(
        only_employed=True,
        pays_none=parameters.choice("care_below_80") == "pay_none",
        employed=employed,
        lines=(line, _care_line(threshold)),
        warnings=(_care_warning(employed, base),),
    )


def decide_heads(
    confirmed: Confirmed, cut: PassRateCut, rule: EmploymentRule, parameters: Parameters
) -> tuple[Heads, tuple[Line, ...]]:
    """应付人数 (DR-07): 核实 − 核减; where the employment rule bites, the lower of that and the employed."""
    after_cut = max(confirmed.verified - cut.heads, 0)
    if rule.pays_none:
        return 0, ()
    if not rule.only_employed:
        return after_cut, ()
    if parameters.choice("dual_rule_mode") == "cumulative":
        heads = max(rule.employed - cut.heads, 0)
        return heads, _both_rules(f"就业 {rule.employed} 人 − 核减 {decimal(cut.heads)} 人", heads, cut)
    heads = min(after_cut, rule.employed)
    return heads, _both_rules(f"{decimal(after_cut)} 人与 {rule.employed} 人，取较低者", heads, cut)


def _base(case: SubsidyCase, confirmed: Confirmed, parameters: Parameters) -> int:
    if parameters.choice("emp_base") == "approved":
        return case.approved or 0
    return confirmed.verified


def _met(employed: int, base: int, parameters: Parameters) -> EmploymentRule:
    rate, threshold = Fraction(employed, base), parameters.fraction("emp_threshold")
    line = _line(
        "R_EMPLOYMENT_MET",
        f"{_quotient(employed, base)}，达到 {percent(threshold)}，按培训人数全额",
        "不减人",
        parameters,
        intermediate=str(rate),
        inputs=_inputs(employed, base, threshold),
    )
    if rate > threshold:
        return EmploymentRule(employed=employed, lines=(line,))
    text = f"就业率恰为 {percent(threshold)}，少就业一人即按实际就业人数"
    return EmploymentRule(
        employed=employed, lines=(line,), warnings=(Warning("W_EMPLOYMENT_ON_THRESHOLD", text),)
    )


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
        pending=parameters["emp_rule"].pending_confirmation,
    )


def _care_line(threshold: Fraction) -> Line:
    text = f"护工订单培训后的就业率须达到培训人数的 {percent(threshold)}"
    return Line("R_CARE_EMPLOYMENT_REQUIRED", "护工订单", text, clauses.CARE_ORDER)


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
