"""有效天数与阶梯补贴 (20号 七(二); R151; DR-08, DR-09): which days count, and what they earn."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from foundation.policy.rates import LadderRate
from foundation.policy.statements import Line
from foundation.policy.types import Parameters
from subsidies.rules.facts import SubsidyCase, Trainee
from subsidies.rules.figures import decimal, grouped_yuan
from subsidies.rules.rates import RateInForce


def counted_days(days: Fraction, parameters: Parameters) -> Fraction:
    """Days as they count: in halves, or in whole days where `half_days` is off (DR-10)."""
    return days if parameters.flag("half_days") else Fraction(floor(days))


def attended_days(trainee: Trainee, case: SubsidyCase, parameters: Parameters) -> Fraction:
    """The person's own days, never more than the approved days (DR-09)."""
    days = counted_days(trainee.attended_days or Fraction(0), parameters)
    return days if case.training_days is None else min(days, counted_days(case.training_days, parameters))


def valid_days(trainee: Trainee, case: SubsidyCase, parameters: Parameters) -> Fraction:
    """The days that are paid: the person's own, or the class's where the basis is switched (DR-08)."""
    if parameters.choice("day_basis") == "class" and case.training_days is not None:
        return counted_days(case.training_days, parameters)
    return attended_days(trainee, case, parameters)


def exceeds_approved_days(trainee: Trainee, case: SubsidyCase, parameters: Parameters) -> bool:
    """Whether signed days beyond the approved ones were left out (DR-09)."""
    if parameters.choice("day_basis") == "class" or case.training_days is None:
        return False
    signed = counted_days(trainee.attended_days or Fraction(0), parameters)
    return signed > counted_days(case.training_days, parameters)


def class_line(in_force: RateInForce, ladder: LadderRate, days: Fraction) -> Line:
    """One line for a class in which everybody has the same days: 10 天 × 150 元 ＋ 8 天 × 100 元."""
    fen = floor(ladder.amount(days))
    capped = ladder.amount(days) < sum(count * rate for count, rate in ladder.slices(days))
    limit = f"最高 {grouped_yuan(ladder.cap_fen)} 元"
    return Line(
        code="R_LADDER",
        title="人均标准",
        formula=_steps(ladder, days),
        detail=f"培训 {decimal(days)} 天，" + (f"超过部分不付，{limit}" if capped else f"未超过{limit}"),
        clause=in_force.clause,
        inputs=(("培训天数", str(days)), ("最高限额(分)", str(ladder.cap_fen))),
        intermediate=str(ladder.amount(days)),
        rounding=whole_fen(ladder.amount(days)),
        result_text=f"每人 {grouped_yuan(fen)} 元",
        amount_fen=fen,
        pending=in_force.pending,
    )


def person_line(in_force: RateInForce, ladder: LadderRate) -> Line:
    """One line for a class in which each person is paid for his own days (DR-08)."""
    return Line(
        code="R_LADDER",
        title="人均标准",
        formula="按每人有效天数分别计算",
        detail=f"{_tiers(ladder)}，每人最高 {grouped_yuan(ladder.cap_fen)} 元，逐人金额见人员明细",
        clause=in_force.clause,
        inputs=(("最高限额(分)", str(ladder.cap_fen)),),
        pending=in_force.pending,
    )


def ladder_words(ladder: LadderRate, days: Fraction) -> str:
    """One person's days on the ladder, with the cap where it bites."""
    is_capped = ladder.amount(days) < sum(count * rate for count, rate in ladder.slices(days))
    limit = f"，最高 {grouped_yuan(ladder.cap_fen)} 元" if is_capped else ""
    return f"{_steps(ladder, days)}{limit}"


def whole_fen(exact: Fraction) -> str:
    """How an exact amount became whole fen; "" where it already was."""
    return "" if exact.denominator == 1 else "不足一分舍去"


def _steps(ladder: LadderRate, days: Fraction) -> str:
    slices = ladder.slices(days)
    if not slices:
        return "没有培训天数"
    return " ＋ ".join(f"{decimal(count)} 天 × {grouped_yuan(fen)} 元" for count, fen in slices)


def _tiers(ladder: LadderRate) -> str:
    """第 1 天至第 10 天每天 150 元，第 11 天起每天 100 元."""
    words: list[str] = []
    first = 1
    for tier in ladder.tiers:
        span = f"第 {first} 天起" if tier.upto_day is None else f"第 {first} 天至第 {tier.upto_day} 天"
        words.append(f"{span}每天 {grouped_yuan(tier.fen_per_day)} 元")
        first = (tier.upto_day or 0) + 1
    return "，".join(words)
