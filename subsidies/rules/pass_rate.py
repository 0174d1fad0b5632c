"""合格率核减 (8号 四(一)、四(二); R155; DR-01 … DR-04).

合格率 is taken of the number on the 开班审批表; below the threshold, 不达比例 × 核实人数 heads are cut.
The threshold is compared on integers, never on a displayed percentage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from foundation.policy.statements import Exclusion, Heads, Line, Warning
from foundation.policy.types import Parameters
from subsidies.rules import clauses
from subsidies.rules.confirmed import Confirmed, count_employed
from subsidies.rules.facts import SubsidyCase
from subsidies.rules.figures import decimal, percent, points, reached
from subsidies.rules.heads import Shortfall, has_pass_rule, pass_shortfall

_ROUNDING_WORDS = {
    "ceil": "不足一人按一人",
    "floor": "不足一人舍去",
    "half_up": "四舍五入",
    "exact": "不取整",
}


@dataclass(frozen=True, slots=True)
class PassRateCut:
    """核减人数 for the pass rate alone, with its line; nothing where the rule does not apply."""

    heads: Heads = 0
    lines: tuple[Line, ...] = ()
    warnings: tuple[Warning, ...] = ()


def applies(case: SubsidyCase, parameters: Parameters) -> bool:
    """Whether the pass rate decides anything in this claim."""
    return has_pass_rule(case.category, case.approved, parameters)


def limit_to_passed(confirmed: Confirmed, parameters: Parameters) -> Confirmed:
    """`payable_requires_pass` (A03): 核实 is narrowed to those who passed, before the cut is taken."""
    if not parameters.flag("payable_requires_pass"):
        return confirmed
    text = "参数“只付合格人员”已启用，核实人数限于合格者"
    line = Line("R_ONLY_PASSED_VERIFIED", "核实人数", text, clauses.CLAIM_AFTER_ACCEPTANCE)
    if confirmed.people is None:
        verified = min(confirmed.verified, confirmed.passed or 0)
        employed = None if confirmed.employed is None else min(confirmed.employed, verified)
        return replace(confirmed, verified=verified, employed=employed, lines=(*confirmed.lines, line))
    failed = [one for one in confirmed.people if not one.trainee.passed]
    dropped = tuple(Exclusion(one.key, line.code, f"{one.trainee.label} 未合格") for one in failed)
    kept = tuple(one for one in confirmed.people if one.trainee.passed)
    return replace(
        confirmed,
        verified=len(kept),
        employed=count_employed(kept),
        people=kept,
        excluded=(*confirmed.excluded, *dropped),
        lines=(*confirmed.lines, line),
    )


def decide_pass_rate(case: SubsidyCase, confirmed: Confirmed, parameters: Parameters) -> PassRateCut:
    """Whether 80 % are reached, and how many heads are cut if not."""
    if not applies(case, parameters) or not case.approved:
        return PassRateCut()
    passed, approved = confirmed.passed or 0, case.approved
    shortfall = pass_shortfall(passed, approved, confirmed.verified, parameters)
    if shortfall is None:
        return _met(passed, approved, parameters.fraction("pass_threshold"))
    return _short(passed, approved, confirmed.verified, shortfall, parameters)


def paid_without_pass(heads: Heads, confirmed: Confirmed) -> tuple[Warning, ...]:
    """DR-04: more heads paid than passed is lawful, but two persons must know and sign."""
    if confirmed.passed is None or heads <= confirmed.passed:
        return ()
    text = f"应付 {decimal(heads)} 人多于合格 {confirmed.passed} 人，须说明并两人签字"
    return (Warning("W_PAID_WITHOUT_PASS", text),)


def _met(passed: int, approved: int, threshold: Fraction) -> PassRateCut:
    rate = Fraction(passed, approved)
    line = Line(
        code="R_PASS_RATE_MET",
        title="合格率",
        formula=f"合格 {passed} 人 ÷ 审批 {approved} 人 ＝ {percent(rate)}"
        f"，{reached(rate, threshold)} {percent(threshold)}，不核减",
        detail="以开班审批表人数为基数",
        clause=clauses.PASS_RATE_MET,
        inputs=_inputs(passed, approved, threshold),
        intermediate=str(rate),
        result_text="不核减",
        heads=0,
    )
    if rate != threshold:
        return PassRateCut(lines=(line,))
    text = f"合格率恰为 {percent(threshold)}，少合格一人即须核减"
    return PassRateCut(lines=(line,), warnings=(Warning("W_PASS_RATE_ON_THRESHOLD", text),))


def _short(
    passed: int, approved: int, verified: int, shortfall: Shortfall, parameters: Parameters
) -> PassRateCut:
    threshold, rate = parameters.fraction("pass_threshold"), Fraction(passed, approved)
    exact, cut = shortfall.exact, shortfall.heads
    rounding = parameters.choice("deduction_rounding")
    rounded = "" if exact.denominator == 1 else f"，{_ROUNDING_WORDS[rounding]}"
    line = Line(
        code="R_PASS_RATE_SHORTFALL",
        title="合格率核减",
        formula=f"合格 {passed} 人 ÷ 审批 {approved} 人 ＝ {percent(rate)}"
        f"，比 {percent(threshold)} 低 {points(threshold - rate)}",
        detail=f"不达比例 {percent(shortfall.share)} × 核实 {verified} 人 ＝ {decimal(exact)}{rounded}"
        f"，核减 {decimal(cut)} 人",
        clause=clauses.PASS_RATE_SHORTFALL,
        inputs=(*_inputs(passed, approved, threshold), ("核实人数", str(verified))),
        intermediate=str(exact),
        rounding=_ROUNDING_WORDS[rounding],
        result_text=f"减 {decimal(cut)} 人",
        heads=cut,
    )
    return PassRateCut(heads=cut, lines=(line,))


def _inputs(passed: int, approved: int, threshold: Fraction) -> tuple[tuple[str, str], ...]:
    return ("合格人数", str(passed)), ("审批人数", str(approved)), ("合格率标准", str(threshold))
