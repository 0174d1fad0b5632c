"""暂缓支付 (20号 六; N20): one disputed line is held back, everybody else is paid now. Pure; amounts in fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foundation.policy.statements import Line, Statement
from subsidies.rules import clauses
from subsidies.rules.facts import SubsidyCase
from subsidies.rules.figures import grouped_yuan


@dataclass(frozen=True, slots=True)
class HeldAmount:
    """What is held back of one person's line, and under which dispute."""

    who: str
    dispute: str
    fen: int

    @property
    def words(self) -> str:
        return f"{self.who} {grouped_yuan(self.fen)} 元（异议 {self.dispute}）"


def due_now(total_fen: int, held: Sequence[HeldAmount]) -> int:
    """What is sent with the claim itself; below zero only where a last stage takes money back (DR-17)."""
    return total_fen - sum(each.fen for each in held)


def explain_sending(total_fen: int, held: Sequence[HeldAmount]) -> tuple[Line, ...]:
    """应付 X = 本次拨付 Y + 暂缓 Z, beside the statement, which stays as it was signed. Nothing held: no line."""
    if not held:
        return ()
    back, now = sum(each.fen for each in held), due_now(total_fen, held)
    names = Line(
        code="S_HELD_BACK",
        title="暂缓支付",
        formula=f"{'、'.join(each.words for each in held)}，共 {len(held)} 人",
        detail="本人异议没有结论前不付；不成立的另行补付，成立的不予支付；其他人照付",
        clause=clauses.VOUCHERS,
        inputs=tuple((f"{each.dispute}(分)", str(each.fen)) for each in held),
        result_text=f"{grouped_yuan(back)} 元",
        heads=len(held),
        amount_fen=back,
        order=1,
    )
    sent = Line(
        code="S_SENT_NOW",
        title="本次拨付",
        formula=f"应付 {grouped_yuan(total_fen)} 元 ＝ 本次拨付 {grouped_yuan(now)} 元 ＋ 暂缓 {grouped_yuan(back)} 元",
        clause=clauses.SIGNATURES_AND_NOTICE,
        inputs=(("应付(分)", str(total_fen)), ("暂缓(分)", str(back))),
        result_text=f"{grouped_yuan(now)} 元",
        amount_fen=now,
        order=2,
    )
    return names, sent


def without(case: SubsidyCase, place: int) -> SubsidyCase:
    """The same case with the person at this place of the roster not confirmed: as if his dispute came first."""
    rows = [
        replace(each, verified=each.verified and at != place) for at, each in enumerate(case.trainees or ())
    ]
    return replace(case, trainees=tuple(rows))


def others_change(signed: Statement, recalculated: Statement, key: str) -> bool:
    """Whether anybody besides this row would get another amount: then what was paid must be looked at (80 % rule)."""
    before, after = dict(signed.amounts), dict(recalculated.amounts)
    before.pop(key, None)
    after.pop(key, None)
    return before != after
