"""应付人数 in bare numbers (8号 四(二); 20号 七(二); DR-01 … DR-08, DR-15): what is decided, before it is said.

The sheet puts lines and words to these decisions, the recomputation of many classes needs only the figures.
Thresholds are compared on integers; a part of a head exists only where rounding is `exact`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from foundation.policy.statements import Heads
from foundation.policy.types import Parameters
from subsidies.rules.facts import ORDER_LIKE, Category
from subsidies.rules.taken import taken

_SHORTFALL: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "points": lambda threshold, rate: threshold - rate,
    "relative": lambda threshold, rate: (threshold - rate) / threshold,
    "unpassed": lambda _threshold, rate: 1 - rate,
}
_ROUNDING: dict[str, Callable[[Fraction], Heads]] = {
    "ceil": ceil,
    "floor": floor,
    "half_up": lambda exact: floor(exact + Fraction(1, 2)),
    "exact": lambda exact: exact,
}
# Who goes first stands first.
_LEAVING: dict[str, Callable[[bool | None, Fraction, int], tuple[Fraction | int, ...]]] = {
    "failed_days_roster": lambda passed, days, _fen: (passed is not False, days),
    "highest_amount": lambda _passed, days, fen: (-fen, -days),
    "average": lambda _passed, _days, _fen: (),
}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """不达比例, taken of 核实人数 exactly, and the heads that are cut for it."""

    share: Fraction
    exact: Fraction
    heads: Heads


@dataclass(frozen=True, slots=True)
class EmploymentLimit:
    """What the employment rule leaves; the default is a class that it does not touch.

    `only_employed`: the payable are the employed. `pays_none`: 护工订单 under the stricter reading.
    """

    only_employed: bool = False
    pays_none: bool = False
    employed: int = 0


UNLIMITED = EmploymentLimit()


def is_reached(part: int, whole: int, threshold: Fraction, parameters: Parameters) -> bool:
    """Whether part ÷ whole, of a whole above 0, comes up to the threshold (A06: reaching it exactly is enough)."""
    if taken(parameters, "threshold_comparison") == "whole_percent":
        part, whole = (2 * 100 * part + whole) // (2 * whole), 100
    return part * threshold.denominator >= whole * threshold.numerator


def has_pass_rule(category: Category, approved: int | None, parameters: Parameters) -> bool:
    """8号 四(二) speaks of every class with a 开班审批表 (A23); a certificate is not a class."""
    if category is Category.CERTIFICATE or not parameters.flag("pass_rule"):
        return False
    if category is not Category.ENTERPRISE_STAFF:
        return True
    return approved is not None and taken(parameters, "staff_pass_rule") == "approval_form"


def has_employment_rule(category: Category, parameters: Parameters) -> bool:
    """20号 七(二): only 订单式、项目制 and 护工订单 have an employment rule (A11: or the pass rate alone decides)."""
    return category in ORDER_LIKE and parameters.flag("emp_rule") and not yields_to_pass_rule(parameters)


def yields_to_pass_rule(parameters: Parameters) -> bool:
    """A11, read strictly: where 8号 四(二) is in force it is the only 80 % rule."""
    return parameters.choice("dual_rule_mode") == "pass_rate_only" and parameters.flag("pass_rule")


def pass_shortfall(passed: int, approved: int, verified: int, parameters: Parameters) -> Shortfall | None:
    """The cut for the pass rate (DR-01 … DR-03), never more than 核实人数; None where the rate is reached."""
    threshold = parameters.fraction("pass_threshold")
    if is_reached(passed, approved, threshold, parameters):
        return None
    share = _SHORTFALL[parameters.choice("shortfall_mode")](threshold, Fraction(passed, approved))
    exact = share * verified
    return Shortfall(share, exact, min(_ROUNDING[parameters.choice("deduction_rounding")](exact), verified))


def employment_base(verified: int, approved: int | None, parameters: Parameters) -> int:
    """培训人数, of which the employment rate is taken (DR-05)."""
    return (approved or 0) if parameters.choice("emp_base") == "approved" else verified


def limit_by_employment(
    category: Category, employed: int, base: int, parameters: Parameters
) -> EmploymentLimit:
    """Whether only the employed are paid (DR-05, DR-06); 0 ÷ 0 is not below the threshold, it is nothing."""
    if base == 0:
        return EmploymentLimit(only_employed=True)
    if is_reached(employed, base, parameters.fraction("emp_threshold"), parameters):
        return EmploymentLimit(employed=employed)
    pays_none = category is Category.CARE_ORDER and parameters.choice("care_below_80") == "pay_none"
    return EmploymentLimit(only_employed=True, pays_none=pays_none, employed=employed)


def heads_after_cut(verified: int, cut: Heads) -> Heads:
    """核实 − 核减."""
    return max(verified - cut, 0)


def payable_heads(verified: int, cut: Heads, limit: EmploymentLimit, parameters: Parameters) -> Heads:
    """应付人数 (DR-07): 核实 − 核减; where the employment rule bites, the lower of that and the employed."""
    if limit.pays_none:
        return 0
    if not limit.only_employed:
        return heads_after_cut(verified, cut)
    if parameters.choice("dual_rule_mode") == "cumulative":
        return max(limit.employed - cut, 0)
    return min(heads_after_cut(verified, cut), limit.employed)


def surplus(eligible: int, heads: Heads) -> int:
    """How many of the eligible must go, so that the rest fill `heads`."""
    return max(eligible - ceil(heads), 0)


def part_of_a_head(heads: Heads) -> Fraction | None:
    """What the one person draws who fills the part of a head under rounding `exact`; None for whole heads."""
    return None if heads == floor(heads) else Fraction(heads) - floor(heads)


def is_spread(eligible: int, heads: Heads, parameters: Parameters) -> bool:
    """A20: whether nobody leaves, and each of the eligible is paid heads ÷ eligible of his amount."""
    return parameters.choice("cut_order") == "average" and heads < eligible


def leaving_rank(
    passed: bool | None, days: Fraction, fen: int, parameters: Parameters
) -> tuple[Fraction | int, ...]:
    """Who leaves first ranks lowest (DR-15); among equals the last in the roster goes. `fen`: what he adds if paid."""
    return _LEAVING[parameters.choice("cut_order")](passed, days, fen)


def whole_fen(entitlement: Fraction, heads: Heads = 1) -> int:
    """Fen for so many heads of one entitlement; parts of a fen are dropped (DR-08)."""
    return floor(entitlement * heads)
