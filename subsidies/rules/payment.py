"""应付补贴 (20号 七(二); DR-08): heads become fen.

An amount is exact until it is paid; then parts of a fen are dropped, and the line says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from foundation.policy.rates import FlatRate, LadderRate
from foundation.policy.statements import Heads, Line, Warning
from foundation.policy.types import Parameters
from subsidies.rules import ladder
from subsidies.rules.confirmed import Confirmed
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.figures import decimal, grouped_yuan
from subsidies.rules.heads import whole_fen
from subsidies.rules.rates import RateInForce
from subsidies.rules.selection import Selection
from subsidies.rules.stages import Till


@dataclass(frozen=True, slots=True)
class Payment:
    """What is paid for a class, in fen; `per_head_fen` is None where the amounts differ."""

    total_fen: int
    full_fen: int
    per_head_fen: int | None
    amounts: tuple[tuple[str, int], ...] = ()
    lines: tuple[Line, ...] = ()
    warnings: tuple[Warning, ...] = ()


def pay_counts(
    case: SubsidyCase, entitled: Confirmed, heads: Heads, in_force: RateInForce, parameters: Parameters
) -> Payment:
    """Every head the same amount: the flat rate, or the class days on the ladder (DR-08)."""
    days = ladder.counted_days(case.training_days or Fraction(0), parameters)
    per_head = whole_fen(in_force.entitlement(days))
    exact = per_head * Fraction(heads)
    total = whole_fen(Fraction(per_head), heads)
    line = _total_line(
        in_force,
        f"{decimal(heads)} 人 × {grouped_yuan(per_head)} 元",
        total,
        entitled.verified * per_head,
        exact,
    )
    return Payment(
        total_fen=total,
        full_fen=entitled.verified * per_head,
        per_head_fen=per_head,
        lines=(rate_line(case, in_force, days), line),
    )


def pay_roster(
    case: SubsidyCase,
    entitled: Confirmed,
    selection: Selection,
    in_force: RateInForce,
    till: Till,
) -> Payment:
    """Each person his own amount; in the last stage, whoever drew too much gives it back (DR-17)."""
    amounts = till.amounts(selection)
    total = sum(fen for _, fen in amounts)
    full = sum(till.owed(one) for one in entitled.people or ())
    each = _common_amount(amounts, in_force)
    formula = f"{len(amounts)} 人金额合计" if each is None else f"{len(amounts)} 人 × {grouped_yuan(each)} 元"
    if selection.is_spread:
        share = selection.paid[0][1]
        formula = f"{len(amounts)} 人金额合计（每人按应得金额的 {decimal(share)} 支付）"
    return Payment(
        total_fen=total,
        full_fen=full,
        per_head_fen=each,
        amounts=amounts,
        lines=(
            _roster_rate_line(case, entitled, in_force, till),
            *till.settlement_lines(amounts),
            _total_line(in_force, formula, total, full),
        ),
        warnings=till.absent_warnings(),
    )


def _common_amount(amounts: tuple[tuple[str, int], ...], in_force: RateInForce) -> int | None:
    """What everybody gets, where all get the same; with nobody paid, the flat rate if there is one."""
    alike = {fen for _, fen in amounts}
    if not alike and isinstance(in_force.rate, FlatRate):
        return in_force.rate.per_head_fen
    return alike.pop() if len(alike) == 1 else None


def rate_line(case: SubsidyCase, in_force: RateInForce, days: Fraction) -> Line:
    """The line of the rate, where every head has the same days."""
    if isinstance(in_force.rate, LadderRate):
        return ladder.class_line(in_force, in_force.rate, days)
    return _flat_line(case, in_force)


def _roster_rate_line(case: SubsidyCase, entitled: Confirmed, in_force: RateInForce, till: Till) -> Line:
    """One standard where everybody has the same days and nothing was paid before; else person by person."""
    days = {one.days for one in entitled.people or ()}
    if isinstance(in_force.rate, LadderRate) and (len(days) != 1 or not till.is_first):
        return ladder.person_line(in_force, in_force.rate)
    return rate_line(case, in_force, days.pop() if days else Fraction(0))


def _flat_line(case: SubsidyCase, in_force: RateInForce) -> Line:
    fen = floor(in_force.entitlement(Fraction(0)))
    who = "企业职工" if case.category is Category.ENTERPRISE_STAFF else ""
    return Line(
        code="R_FLAT_RATE",
        title="人均标准",
        formula=f"{who}每人 {grouped_yuan(fen)} 元",
        clause=in_force.clause,
        inputs=(("每人定额(分)", str(fen)),),
        result_text=f"每人 {grouped_yuan(fen)} 元",
        amount_fen=fen,
        pending=in_force.pending,
    )


def _total_line(
    in_force: RateInForce, formula: str, total: int, full: int, exact: Fraction | None = None
) -> Line:
    less = f"全额为 {grouped_yuan(full)} 元，少付 {grouped_yuan(full - total)} 元" if full > total else ""
    return Line(
        code="S_TOTAL",
        title="应付补贴",
        formula=formula,
        detail=less,
        clause=in_force.clause,
        intermediate=str(exact) if exact is not None else "",
        rounding=ladder.whole_fen(exact) if exact is not None else "",
        result_text=f"{grouped_yuan(total)} 元",
        amount_fen=total,
    )
