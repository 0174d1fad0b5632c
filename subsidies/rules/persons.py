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
    words: dict[str, str] = {}
    for row in case.trainees or ():
        if row.key in amounts and row.key not in words:
            fen = amounts[row.key]
            if row.key in unpaid or not row.verified:
                words[row.key] = f"不应付，扣回此前已付 {grouped_yuan(-fen)} 元"
            else:
                words[row.key] = _amount(row, fen, case, till, in_force, parameters)
    return words


def _amount(
    row: Trainee, fen: int, case: SubsidyCase, till: Till, in_force: RateInForce, parameters: Parameters
) -> str:
    rate, days = in_force.rate, Fraction(0)
    if isinstance(rate, LadderRate):
        days = till.days(row.person, valid_days(row, case, parameters))
        words = ladder_words(rate, days)
    elif case.category is Category.CERTIFICATE:
        return (
            f"{row.level} 级取证，每人 {grouped_yuan(fen)} 元"
            if row.level
            else f"每人 {grouped_yuan(fen)} 元"
        )
    else:
        words = f"每人 {grouped_yuan(floor(in_force.entitlement(days)))} 元"
    whole, paid = floor(in_force.entitlement(days)), till.paid(row.person)
    if fen not in (whole - paid, max(whole - paid, 0)):  # rounding `exact`: a part of one person (DR-03)
        words = f"（{words}）× {decimal(Fraction(fen + paid, whole))}" if whole else words
    if paid:
        words = f"{words} − 此前已付 {grouped_yuan(paid)} 元"
    elif words == f"每人 {grouped_yuan(fen)} 元":
        return words
    return f"{words} ＝ {grouped_yuan(fen)} 元"
