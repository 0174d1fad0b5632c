"""核减顺序 (DR-05, DR-07, DR-15): which persons are paid when there are more than heads to pay.

First whoever the employment rule leaves out, in the order of the roster; then, for the cut, those who
failed, then the fewest valid days, then the last in the roster. Everybody left out is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from foundation.policy.statements import Exclusion, Heads
from foundation.policy.types import Parameters
from subsidies.rules.confirmed import Attendee
from subsidies.rules.employment import EmploymentRule
from subsidies.rules.figures import decimal

_SortKey = Callable[[Attendee], tuple[Fraction | int | bool, ...]]

# Who goes first stands first. Amounts grow with the days, so the days stand for them.
_CUT_ORDER: dict[str, _SortKey] = {
    "failed_days_roster": lambda one: (one.trainee.passed is not False, one.days, -one.place),
    "highest_amount": lambda one: (-one.days, -one.place),
}
_ORDER_WORDS = {
    "failed_days_roster": "按天数由少到多、名册由后到前核减",
    "highest_amount": "按金额由高到低、名册由后到前核减",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is paid, each with his share of a head (1, but for one person under rounding `exact`)."""

    paid: tuple[tuple[Attendee, Fraction], ...]
    excluded: tuple[Exclusion, ...]


def choose_payable(
    people: tuple[Attendee, ...], heads: Heads, rule: EmploymentRule, parameters: Parameters
) -> Selection:
    """The persons who fill `heads`, in the order of the roster, and the others with the reason."""
    jobless = [one for one in people if rule.only_employed and not one.trainee.employed]
    eligible = [one for one in people if not rule.only_employed or one.trainee.employed]
    order = parameters.choice("cut_order")
    leaving = sorted(eligible, key=_CUT_ORDER[order])
    surplus = max(len(eligible) - ceil(heads), 0)
    dropped, kept = leaving[:surplus], leaving[surplus:]
    shares = {one.place: Fraction(1) for one in kept}
    if heads != floor(heads):
        shares[kept[0].place] = Fraction(heads) - floor(heads)
    return Selection(
        paid=tuple((one, shares[one.place]) for one in eligible if one.place in shares),
        excluded=(*map(_without_work, jobless), *(_cut(one, rule, order) for one in dropped)),
    )


def _without_work(one: Attendee) -> Exclusion:
    text = f"{one.trainee.label} 未就业，就业率不足时只付已就业人员"
    return Exclusion(one.key, "R_EMPLOYMENT_SHORTFALL", text)


def _cut(one: Attendee, rule: EmploymentRule, order: str) -> Exclusion:
    person = one.trainee.label
    if rule.pays_none:
        return Exclusion(one.key, "R_CARE_EMPLOYMENT_REQUIRED", f"{person} 所在护工班就业率未达到规定")
    failed = order == "failed_days_roster" and one.trainee.passed is False
    why = "未合格" if failed else f"有效 {decimal(one.days)} 天，{_ORDER_WORDS[order]}"
    return Exclusion(one.key, "R_PASS_RATE_SHORTFALL", f"{person} 因合格率核减：{why}")
