"""The calculation of a class in cohorts: figures only, for thousands of classes in a breath (B.4).

Heads and fen come from the same functions as the sheet (`heads`, `ladder`, `rates`, `gates`). Whatever is not plain,
a fault, a shut gate, a mark that is missing, goes through the row rule itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from foundation.policy.rates import LadderRate
from foundation.policy.statements import Heads
from foundation.policy.types import Parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.cohorts import (
    OPEN_GATES,
    Cohort,
    CountedClass,
    Figures,
    figures_of,
    person_of,
    readings_need_names,
)
from subsidies.rules.confirmed import is_below_minimum
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.gates import shut_gates
from subsidies.rules.heads import (
    UNLIMITED,
    EmploymentLimit,
    employment_base,
    has_employment_rule,
    has_pass_rule,
    is_spread,
    leaving_rank,
    limit_by_employment,
    part_of_a_head,
    pass_shortfall,
    payable_heads,
    surplus,
    whole_fen,
)
from subsidies.rules.ladder import valid_days
from subsidies.rules.rates import rate_in_force, suits


@dataclass(frozen=True, slots=True)
class _Worth:
    """What the half-days of one person come to in a class of so many days."""

    days: Fraction
    exact: Fraction
    fen: int
    is_below: bool


_Weighed = tuple[Cohort, _Worth]


class CohortRule:
    """The rules of one category under one set of parameters, kept ready for many classes."""

    def __init__(self, category: Category, parameters: Parameters) -> None:
        self.category, self.parameters = category, parameters
        self._in_force = rate_in_force(category, parameters)
        self._has_rate = self._in_force is not None and suits(category, self._in_force.rate)
        self._only_passed = parameters.flag("payable_requires_pass")
        self._worths: dict[Fraction, dict[int, _Worth]] = {}

    @cached_property
    def needs_names(self) -> bool:
        """Whether counting is not enough under these readings, once people are verified."""
        return readings_need_names(self.parameters)

    @cached_property
    def looks_at_days(self) -> bool:
        """Whether two people can differ in nothing but their days; if not, days need not be read at all."""
        is_ladder = self._in_force is not None and isinstance(self._in_force.rate, LadderRate)
        return is_ladder or self.parameters.optional_fraction("min_attendance_rate") is not None

    def figures(self, counted: CountedClass) -> Figures:
        """Exactly what `calculate_subsidy` comes to for this class."""
        if not self._is_plain(counted):
            return figures_of(calculate_subsidy(counted.as_case(), self.parameters))
        entitled = self._entitled(counted)
        confirmed = [pair for pair in entitled if pair[0].passed] if self._only_passed else entitled
        verified = sum(each.heads for each, _ in confirmed)
        cut = self._cut(counted, entitled, verified)
        limit = self._limit(counted, confirmed, verified)
        heads = payable_heads(verified, cut, limit, self.parameters)
        return Figures(
            status="ok",
            payable_heads=heads,
            deduction_heads=cut,
            total_fen=self._total(confirmed, heads, limit),
            full_fen=sum(each.heads * worth.fen for each, worth in entitled),
        )

    def _is_plain(self, counted: CountedClass) -> bool:
        """No fault and no shut gate is possible; everything else is for the row rule to say."""
        approved, days = counted.approved, counted.training_days
        if not self._has_rate or not approved or approved < 0 or days is None or days < 0:
            return False
        heads = 0
        for each in counted.cohorts:
            heads += each.heads
            if each.passed is None or each.employed is None or each.half_days is None or each.half_days < 0:
                return False
        return heads <= approved and (counted.gates == OPEN_GATES or not self._has_shut_gate(counted))

    def _has_shut_gate(self, counted: CountedClass) -> bool:
        case = SubsidyCase(counted.policy, counted.category, counted.approved, gates=counted.gates)
        return bool(shut_gates(case, self.parameters))

    def _entitled(self, counted: CountedClass) -> list[_Weighed]:
        """核实人数, each with what his days are worth."""
        class_days = counted.training_days or Fraction(0)
        known = self._worths.setdefault(class_days, {})
        found: list[_Weighed] = []
        for each in counted.cohorts:
            if not each.verified:
                continue
            halves = each.half_days or 0
            worth = known.get(halves)
            if worth is None:
                worth = known[halves] = self._worth(each, class_days)
            if not worth.is_below:
                found.append((each, worth))
        return found

    def _worth(self, each: Cohort, class_days: Fraction) -> _Worth:
        person, case = person_of("", each), SubsidyCase("", self.category, training_days=class_days)
        days = valid_days(person, case, self.parameters)
        exact = self._in_force.entitlement(days) if self._in_force else Fraction(0)
        return _Worth(days, exact, whole_fen(exact), is_below_minimum(person, case, self.parameters))

    def _cut(self, counted: CountedClass, entitled: list[_Weighed], verified: int) -> Heads:
        approved = counted.approved or 0
        if not has_pass_rule(self.category, approved, self.parameters):
            return 0
        passed = sum(each.heads for each, _ in entitled if each.passed)
        shortfall = pass_shortfall(passed, approved, verified, self.parameters)
        return shortfall.heads if shortfall else 0

    def _limit(self, counted: CountedClass, confirmed: list[_Weighed], verified: int) -> EmploymentLimit:
        if not has_employment_rule(self.category, self.parameters):
            return UNLIMITED
        employed = sum(each.heads for each, _ in confirmed if each.employed)
        base = employment_base(verified, counted.approved, self.parameters)
        return limit_by_employment(self.category, employed, base, self.parameters)

    def _total(self, confirmed: list[_Weighed], heads: Heads, limit: EmploymentLimit) -> int:
        """Whoever stays is paid his own days; the order in which people leave is that of the sheet (DR-15)."""
        eligible = [pair for pair in confirmed if pair[0].employed] if limit.only_employed else confirmed
        number = sum(each.heads for each, _ in eligible)
        if is_spread(number, heads, self.parameters) and not limit.pays_none:
            exact = sum((each.heads * worth.exact for each, worth in eligible), Fraction(0))
            return whole_fen(exact / number, heads)
        if heads == number:
            return sum(each.heads * worth.fen for each, worth in eligible)
        return self._after_leaving(eligible, surplus(number, heads), part_of_a_head(heads))

    def _after_leaving(self, eligible: list[_Weighed], leaving: int, part: Fraction | None) -> int:
        """`part` is what the next in line draws of a head, if not a whole one."""
        total = 0
        for each, worth in sorted(eligible, key=self._rank):
            stays = each.heads - min(leaving, each.heads)
            leaving -= each.heads - stays
            if stays and part is not None:
                total += whole_fen(worth.exact, part) - worth.fen
                part = None
            total += stays * worth.fen
        return total

    def _rank(self, pair: _Weighed) -> tuple[Fraction | int, ...]:
        return leaving_rank(pair[0].passed, pair[1].days, pair[1].fen, self.parameters)
