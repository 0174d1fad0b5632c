"""补贴标准: which rate is in force for a category, and on what it rests (R150, R151, R161, DR-14).

A rate configured for the category comes first; then the two that are printed. Where there is neither,
there is no rate: the claim is refused, never paid at a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from foundation.policy.rates import FlatRate, LadderRate, LevelRate, Rate
from foundation.policy.statements import Warning
from foundation.policy.types import Clause, ParameterMistyped, Parameters
from subsidies.rules.facts import ORDER_LIKE, Category
from subsidies.rules.taken import is_awaiting, taken

STAFF_RATE = "staff_rate"


@dataclass(frozen=True, slots=True)
class RateInForce:
    """A rate with its clause; `pending` while the bureau has not confirmed that it is carried over."""

    rate: Rate
    clause: Clause
    pending: bool

    def entitlement(self, days: Fraction) -> Fraction:
        """Exact fen for one person with so many days; a flat rate does not look at days."""
        if isinstance(self.rate, LadderRate):
            return self.rate.amount(days)
        if isinstance(self.rate, FlatRate):
            return Fraction(self.rate.per_head_fen)
        raise TypeError(self.rate)


def rate_in_force(category: Category, parameters: Parameters) -> RateInForce | None:
    """The rate for this category, or None where nobody has set one (DR-14) or it may not be carried over (A12)."""
    key = standard_key(category, parameters)
    if key not in parameters or must_be_entered_anew(key, parameters):
        return None
    row = parameters[key]
    rate = FlatRate(parameters.whole(key)) if key == STAFF_RATE else row.value
    if not isinstance(rate, LadderRate | FlatRate | LevelRate):
        raise ParameterMistyped(key, "rate")
    return RateInForce(rate, row.clause, row.pending_confirmation)


def standard_key(category: Category, parameters: Parameters) -> str:
    """Which parameter holds the standard of a category: a configured rate before one of the two that are printed."""
    configured = f"rate.{category.value}"
    if configured in parameters:
        return configured
    if category in ORDER_LIKE:
        return "ladder"
    return STAFF_RATE if category is Category.ENTERPRISE_STAFF else configured


def must_be_entered_anew(key: str, parameters: Parameters) -> bool:
    """A12, read strictly: a standard of a document that has run out is no standard until it is entered again."""
    return taken(parameters, "carried_rates") == "enter_anew" and is_awaiting(parameters, key)


def suits(category: Category, rate: Rate) -> bool:
    """Whether a rate of this kind can be applied: levels belong to certificates, days to classes."""
    if category is Category.CERTIFICATE:
        return isinstance(rate, FlatRate | LevelRate)
    if category is Category.ENTERPRISE_STAFF:
        return isinstance(rate, FlatRate)
    return isinstance(rate, FlatRate | LadderRate)


def pending_warnings(in_force: RateInForce) -> tuple[Warning, ...]:
    """A12: a rate carried over from a document that has run out is shown until it is confirmed."""
    if not in_force.pending:
        return ()
    return (Warning("W_RATE_PENDING", f"补贴标准沿用{in_force.clause.cite()}，本年度是否继续适用待局里确认"),)
