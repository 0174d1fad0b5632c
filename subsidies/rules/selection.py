"""核减顺序 (DR-05, DR-07, DR-15): which persons are paid when there are more than heads to pay.

First whoever the employment rule leaves out, in the order of the roster; then, for the cut, those who
failed, then the fewest valid days, then the last in the roster. Everybody left out is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from foundation.policy.statements import Exclusion, Heads
from foundation.policy.types import Parameters
from subsidies.rules.confirmed import Attendee
from subsidies.rules.figures import decimal
from subsidies.rules.heads import EmploymentLimit, is_spread, leaving_rank, part_of_a_head, surplus

_ORDER_WORDS = {
    "failed_days_roster": "按天数由少到多、名册由后到前核减",
    "highest_amount": "按金额由高到低、名册由后到前核减",
    "average": "",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is paid, each with his share of a head (1, but for one person under rounding `exact`).

    `is_spread`: the cut falls on everybody alike (A20), and what is dropped of one fen goes to the next person.
    """

    paid: tuple[tuple[Attendee, Fraction], ...]
    excluded: tuple[Exclusion, ...]
    is_spread: bool = False


def choose_payable(
    people: tuple[Attendee, ...],
    heads: Heads,
    limit: EmploymentLimit,
    parameters: Parameters,
    worth: Callable[[Attendee], int],
) -> Selection:
    """The persons who fill `heads`, in the order of the roster, and the others with the reason.

    `worth`: the fen by which the claim grows when this person is paid.
    """
    jobless = [one for one in people if limit.only_employed and not one.trainee.employed]
    eligible = [one for one in people if not limit.only_employed or one.trainee.employed]
    if is_spread(len(eligible), heads, parameters) and not limit.pays_none:
        share = Fraction(heads) / len(eligible)
        alike = tuple((one, share) for one in eligible)
        return Selection(alike, tuple(map(_without_work, jobless)), is_spread=True)
    gone, part = surplus(len(eligible), heads), part_of_a_head(heads)
    leaving = eligible
    if gone or part is not None:
        leaving = sorted(
            eligible,
            key=lambda one: (*leaving_rank(one.trainee.passed, one.days, worth(one), parameters), -one.place),
        )
    dropped, kept = leaving[:gone], leaving[gone:]
    shares = {one.place: Fraction(1) for one in kept}
    if part is not None:
        shares[kept[0].place] = part
    order = parameters.choice("cut_order")
    return Selection(
        paid=tuple((one, shares[one.place]) for one in eligible if one.place in shares),
        excluded=(*map(_without_work, jobless), *(_cut(one, limit, order) for one in dropped)),
    )


def _without_work(one: Attendee) -> Exclusion:
    text = f"{one.trainee.label} 未就业，就业率不足时只付已就业人员"
    return Exclusion(one.key, "R_EMPLOYMENT_SHORTFALL", text)


def _cut(one: Attendee, limit: EmploymentLimit, order: str) -> Exclusion:
    person = one.trainee.label
    if limit.pays_none:
        return Exclusion(one.key, "R_CARE_EMPLOYMENT_REQUIRED", f"{person} 所在护工班就业率未达到规定")
    failed = order == "failed_days_roster" and one.trainee.passed is False
    why = "未合格" if failed else f"有效 {decimal(one.days)} 天，{_ORDER_WORDS[order]}"
    return Exclusion(one.key, "R_PASS_RATE_SHORTFALL", f"{person} 因合格率核减：{why}")
