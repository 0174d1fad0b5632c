"""补贴标准: which rate is in force for a category, and on what it rests (R150, R151, R161, DR-14).

A rate configured for the category comes first; then the two that are printed. Where there is neither,
there is no rate: the claim is refused, never paid at a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from foundation.policy.rates import FlatRate, LadderRate, LevelRate, Rate
from foundation.policy.statements import Warning
from foundation.policy.types import Clause, Parameters
from subsidies.rules.facts import ORDER_LIKE, Category


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
    """The rate for this category, or None where nobody has set one (DR-14)."""
    configured = f"rate.{category.value}"
    if configured in parameters:
        return _resting_on(configured, parameters.rate(category.value), parameters)
    if category in ORDER_LIKE and "ladder" in parameters:
        return _resting_on("ladder", parameters.ladder(), parameters)
    if category is Category.ENTERPRISE_STAFF and "staff_rate" in parameters:
        return _resting_on("staff_rate", FlatRate(parameters.whole("staff_rate")), parameters)
    return None


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


def _resting_on(key: str, rate: Rate, parameters: Parameters) -> RateInForce:
    row = parameters[key]
    return RateInForce(rate, row.clause, row.pending_confirmation)
