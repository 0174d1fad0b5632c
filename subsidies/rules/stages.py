"""项目制分段结算 (20号 七(二); R154; DR-08, DR-17): what was paid is taken off, the last stage settles."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from foundation.policy.statements import Line, Warning
from foundation.policy.types import Parameters
from subsidies.rules import clauses
from subsidies.rules.confirmed import Attendee
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.figures import grouped_yuan
from subsidies.rules.rates import RateInForce
from subsidies.rules.selection import Selection


def stages_add_up(parameters: Parameters) -> bool:
    """Whether a person's stages count together (DR-08), or each for itself (`cap_scope`)."""
    return parameters.choice("cap_scope") == "class"


def _count_together(case: SubsidyCase, parameters: Parameters) -> bool:
    """Earlier draws of 企业职工 are other occupations or years: they refuse a row or nothing (DR-11)."""
    return case.category is not Category.ENTERPRISE_STAFF and stages_add_up(parameters)


class Till:
    """What each person is owed now, given what earlier stages have paid (DR-08, DR-17)."""

    def __init__(self, case: SubsidyCase, in_force: RateInForce, parameters: Parameters) -> None:
        self._case, self._in_force = case, in_force
        self._days: dict[str, Fraction] = {}
        self._fen: dict[str, int] = {}
        for prior in case.prior_claims if _count_together(case, parameters) else ():
            days = Fraction(0) if case.whole_class else prior.paid_days
            self._days[prior.person] = self._days.get(prior.person, Fraction(0)) + days
            self._fen[prior.person] = self._fen.get(prior.person, 0) + prior.paid_fen

    def days(self, person: str, days: Fraction) -> Fraction:
        """The days on the ladder: those of this stage after those of the earlier ones."""
        return days + self._days.get(person, Fraction(0))

    def paid(self, person: str) -> int:
        """Fen that earlier stages have paid to this person."""
        return self._fen.get(person, 0)

    def owed(self, one: Attendee, share: Fraction = Fraction(1)) -> int:
        """Days run on over the stages, what was paid is taken off; below zero only when settling."""
        person = one.trainee.person
        fen = floor(self._in_force.entitlement(self.days(person, one.days)) * share) - self.paid(person)
        return fen if self._case.final_stage else max(fen, 0)

    def amounts(self, selection: Selection) -> tuple[tuple[str, int], ...]:
        """Fen by key in the order of the roster; in the last stage with what the unpaid give back."""
        rows = self._case.trainees or ()
        fens = {one.place: self.owed(one, share) for one, share in selection.paid}
        for place, row in enumerate(rows):
            if self._case.final_stage and place not in fens and self.paid(row.person):
                fens[place] = -self.paid(row.person)
        return tuple((rows[place].key, fens[place]) for place in sorted(fens))

    def settlement_lines(self, amounts: tuple[tuple[str, int], ...]) -> tuple[Line, ...]:
        """DR-17: the last stage settles the difference between the whole class and all that was paid."""
        if not self._case.final_stage:
            return ()
        over, under = (sum(fen for _, fen in amounts if (fen < 0) is negative) for negative in (True, False))
        paid = sum(self.paid(row.person) for row in self._case.trainees or ())
        whole = over + under + paid
        line = Line(
            code="R_STAGE_SETTLEMENT",
            title="分段清算",
            formula=f"全班应付 {grouped_yuan(whole)} 元 − 此前各段已付 {grouped_yuan(paid)} 元",
            detail=f"最后一段对全部时段统一清算：补付 {grouped_yuan(under)} 元，扣回 {grouped_yuan(-over)} 元",
            clause=clauses.STAGES,
            inputs=(("全班应付(分)", str(whole)), ("此前已付(分)", str(paid))),
            result_text=f"{grouped_yuan(over + under)} 元",
            amount_fen=over + under,
        )
        return (line,)


def absent_warnings(case: SubsidyCase) -> tuple[Warning, ...]:
    """Somebody drew money in an earlier stage and is not in the last roster: a person must look."""
    if not case.final_stage:
        return ()
    present = {row.person for row in case.trainees or ()}
    gone = sorted({prior.person for prior in case.prior_claims if prior.paid_fen} - present)
    if not gone:
        return ()
    text = f"{'、'.join(gone)} 此前已领补贴但不在本段名册内，未列入清算，请逐人核对"
    return (Warning("W_STAGE_PERSON_ABSENT", text),)
