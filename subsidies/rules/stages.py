"""项目制分段结算 (20号 七(二); R154; DR-08, DR-17): what was paid is taken off, the last stage settles."""

from __future__ import annotations

from fractions import Fraction

from foundation.policy.rates import LadderRate
from foundation.policy.statements import Line, Warning
from foundation.policy.types import Parameters
from subsidies.rules import clauses
from subsidies.rules.confirmed import Attendee
from subsidies.rules.facts import Category, PriorClaim, SubsidyCase
from subsidies.rules.figures import grouped_yuan
from subsidies.rules.heads import whole_fen
from subsidies.rules.rates import RateInForce
from subsidies.rules.selection import Selection
from subsidies.rules.taken import taken


def stages_add_up(parameters: Parameters) -> bool:
    """Whether a person's stages count together (DR-08), or each for itself (`cap_scope`)."""
    return parameters.choice("cap_scope") != "stage"


def stages_are_settled(parameters: Parameters) -> bool:
    """Whether the last stage settles all of them (DR-17), or stands for itself like the others (A18, A19)."""
    return stages_add_up(parameters) and taken(parameters, "staged_emp_check") != "each_stage"


def _count_together(case: SubsidyCase, parameters: Parameters) -> bool:
    """Earlier draws of 企业职工 are other occupations or years: they refuse a row or nothing (DR-11)."""
    return case.category is not Category.ENTERPRISE_STAFF and stages_add_up(parameters)


def _days_of(prior: PriorClaim, case: SubsidyCase, together: bool) -> Fraction:
    """What an earlier stage adds to the days of a row. Rows of the whole class hold them already: there they are
    taken off again where each stage stands for itself.
    """
    if together:
        return Fraction(0) if case.whole_class else prior.paid_days
    return -prior.paid_days if case.whole_class else Fraction(0)


def settles(case: SubsidyCase, parameters: Parameters) -> bool:
    """Whether this claim settles all stages of its class (DR-17)."""
    return case.final_stage and taken(parameters, "staged_emp_check") != "each_stage"


class Till:
    """What each person is owed now, given what earlier stages have paid (DR-08, DR-17)."""

    def __init__(self, case: SubsidyCase, in_force: RateInForce, parameters: Parameters) -> None:
        self._case, self._in_force = case, in_force
        self.is_settling = settles(case, parameters)
        self._days: dict[str, Fraction] = {}
        self._fen: dict[str, int] = {}
        own = [prior for prior in case.prior_claims if not prior.other_class]
        together = _count_together(case, parameters)
        for prior in own:
            self._days[prior.person] = self._days.get(prior.person, Fraction(0)) + _days_of(
                prior, case, together
            )
            self._fen[prior.person] = self._fen.get(prior.person, 0) + (prior.paid_fen if together else 0)
        self._elsewhere = _drawn_elsewhere(case, parameters)
        self.is_first = not own and not self._elsewhere

    def days(self, person: str, days: Fraction) -> Fraction:
        """The days on the ladder: those of this stage after those of the earlier ones, or its own alone."""
        return max(days + self._days.get(person, Fraction(0)), Fraction(0))

    def paid(self, person: str) -> int:
        """Fen that earlier stages have paid to this person."""
        return self._fen.get(person, 0)

    def entitlement(self, person: str, days: Fraction) -> Fraction:
        """Exact fen for all stages up to now, below what other classes have left of a yearly cap (A18)."""
        exact = self._in_force.entitlement(self.days(person, days))
        if isinstance(self._in_force.rate, LadderRate) and person in self._elsewhere:
            return min(exact, Fraction(max(self._in_force.rate.cap_fen - self._elsewhere[person], 0)))
        return exact

    def owed(self, one: Attendee, share: Fraction = Fraction(1)) -> int:
        """Days run on over the stages, what was paid is taken off; below zero only when settling."""
        return self._less_paid(one, whole_fen(self.entitlement(one.trainee.person, one.days), share))

    def worth(self, one: Attendee) -> int:
        """The fen by which the claim grows when this person is paid; when settling, the whole class."""
        return self.owed(one) + (self.paid(one.trainee.person) if self.is_settling else 0)

    def amounts(self, selection: Selection) -> tuple[tuple[str, int], ...]:
        """Fen by key in the order of the roster; in the last stage with what the unpaid give back."""
        rows = self._case.trainees or ()
        fens = self._shares(selection) if selection.is_spread else {}
        fens |= {one.place: self.owed(one, share) for one, share in selection.paid if one.place not in fens}
        for place, row in enumerate(rows):
            if self.is_settling and place not in fens and self.paid(row.person):
                fens[place] = -self.paid(row.person)
        return tuple((rows[place].key, fens[place]) for place in sorted(fens))

    def _shares(self, selection: Selection) -> dict[int, int]:
        """Everybody his share; what is dropped of one fen goes on, so that the parts are the whole (A20).

        A stage shares out what it adds; the last one, which settles, what the whole class comes to.
        """
        fens: dict[int, int] = {}
        rest = Fraction(0)
        for one, share in selection.paid:
            person = one.trainee.person
            paid = self.paid(person)
            whole = self.entitlement(person, one.days)
            exact = (whole if self.is_settling else max(whole - paid, Fraction(0))) * share + rest
            rest = exact - whole_fen(exact)
            fens[one.place] = whole_fen(exact) - (paid if self.is_settling else 0)
        return fens

    def _less_paid(self, one: Attendee, fen: int) -> int:
        less = fen - self.paid(one.trainee.person)
        return less if self.is_settling else max(less, 0)

    def absent_warnings(self) -> tuple[Warning, ...]:
        """Somebody drew money in an earlier stage and is not in the last roster: a person must look."""
        if not self.is_settling:
            return ()
        present = {row.person for row in self._case.trainees or ()}
        drew = {one.person for one in self._case.prior_claims if one.paid_fen and not one.other_class}
        gone = sorted(drew - present)
        if not gone:
            return ()
        text = f"{'、'.join(gone)} 此前已领补贴但不在本段名册内，未列入清算，请逐人核对"
        return (Warning("W_STAGE_PERSON_ABSENT", text),)

    def settlement_lines(self, amounts: tuple[tuple[str, int], ...]) -> tuple[Line, ...]:
        """DR-17: the last stage settles the difference between the whole class and all that was paid."""
        if not self.is_settling:
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


def _drawn_elsewhere(case: SubsidyCase, parameters: Parameters) -> dict[str, int]:
    """Fen by person that other classes of the same year have paid, where the cap is that of a year (A18)."""
    fens: dict[str, int] = {}
    if parameters.choice("cap_scope") != "person_year":
        return fens
    year = case.ends_on.year if case.ends_on else None
    for prior in case.prior_claims:
        if prior.other_class and (year is None or prior.year in (None, year)):
            fens[prior.person] = fens.get(prior.person, 0) + prior.paid_fen
    return fens
