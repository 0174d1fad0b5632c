"""One person's amount in figures (20号 七(二), 三(一); DR-08, DR-17): days, rate, cap, what was paid before.

The sheet says once how the class came to its heads; each paid person's own row says how his fen came about.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from foundation.policy.rates import LadderRate
from foundation.policy.statements import Statement
from foundation.policy.types import Parameters
from subsidies.rules.facts import Category, SubsidyCase, Trainee
from subsidies.rules.figures import decimal, grouped_yuan
from subsidies.rules.heads import is_spread
from subsidies.rules.ladder import ladder_words, valid_days
from subsidies.rules.rates import RateInForce, rate_in_force
from subsidies.rules.stages import Till


def explain_amounts(case: SubsidyCase, statement: Statement, parameters: Parameters) -> dict[str, str]:
    """By key of the roster: `10 天 × 150 元 ＋ 8 天 × 100 元 ＝ 2,300 元`, for whoever is paid or gives back."""
    in_force = rate_in_force(case.category, parameters)
    if in_force is None or statement.status != "ok":
        return {}
    till = Till(case, in_force, parameters)
    unpaid = {gone.key for gone in statement.excluded}
    amounts = dict(statement.amounts)
    share = _common_share(statement, unpaid, parameters)
    words: dict[str, str] = {}
    for row in case.trainees or ():
        if row.key in amounts and row.key not in words:
            fen = amounts[row.key]
            if row.key in unpaid or not row.verified:
                words[row.key] = f"不应付，扣回此前已付 {grouped_yuan(-fen)} 元"
            elif case.category is Category.CERTIFICATE:
                words[row.key] = _certificate(row, fen)
            else:
                own = (
                    valid_days(row, case, parameters)
                    if isinstance(in_force.rate, LadderRate)
                    else Fraction(0)
                )
                words[row.key] = _amount(row.person, own, fen, till, in_force, share)
    return words


def _common_share(statement: Statement, unpaid: set[str], parameters: Parameters) -> Fraction | None:
    """The part of his amount that everybody is paid where the cut falls on all alike (A20)."""
    paid = sum(1 for key, _ in statement.amounts if key not in unpaid)
    heads = statement.payable_heads
    if heads is None or not is_spread(paid, heads, parameters):
        return None
    return Fraction(heads) / paid


def _certificate(row: Trainee, fen: int) -> str:
    amount = f"每人 {grouped_yuan(fen)} 元"
    return f"{row.level} 级取证，{amount}" if row.level else amount


def _amount(
    person: str, own: Fraction, fen: int, till: Till, in_force: RateInForce, share: Fraction | None
) -> str:
    if isinstance(in_force.rate, LadderRate):
        words = ladder_words(in_force.rate, till.days(person, own))
    else:
        words = f"每人 {grouped_yuan(floor(in_force.entitlement(own)))} 元"
    whole, paid = floor(till.entitlement(person, own)), till.paid(person)
    if whole < floor(in_force.entitlement(till.days(person, own))):
        words = f"{words}，扣除本年度其他班次已付后，限额内 {grouped_yuan(whole)} 元"
    if share is not None and paid and not till.is_settling:
        return f"（{words} − 此前已付 {grouped_yuan(paid)} 元）× {decimal(share)} ＝ {grouped_yuan(fen)} 元"
    if share is not None:
        words = f"（{words}）× {decimal(share)}"
    elif fen not in (whole - paid, max(whole - paid, 0)):  # rounding `exact`: a part of one person (DR-03)
        words = f"（{words}）× {decimal(Fraction(fen + paid, whole))}" if whole else words
    if paid:
        words = f"{words} − 此前已付 {grouped_yuan(paid)} 元"
    elif words == f"每人 {grouped_yuan(fen)} 元":
        return words
    return f"{words} ＝ {grouped_yuan(fen)} 元"
