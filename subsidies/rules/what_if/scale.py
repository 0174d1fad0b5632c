"""A claim weighed again and again: what it comes to when some rows, or the counts, were other than they are.

A search tries hundreds of changes; the whole statement with its words is written only for what is found. The rules
are the same ones: who is confirmed, how many heads, who leaves first, what each is owed. Whatever is not plain
(企业职工, whose rows look at each other, or a cut that is spread over everybody) is weighed by the whole calculation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from math import ceil

from foundation.policy.statements import Heads
from foundation.policy.types import Parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.confirmed import Attendee, Confirmed, confirm_heads
from subsidies.rules.employment import decide_employment, decide_heads
from subsidies.rules.facts import Category, SubsidyCase, Trainee
from subsidies.rules.heads import EmploymentLimit, leaving_rank, part_of_a_head, surplus
from subsidies.rules.pass_rate import decide_pass_rate, limit_to_passed
from subsidies.rules.passes import with_passes
from subsidies.rules.rates import RateInForce
from subsidies.rules.stages import Till
from subsidies.rules.taken import taken
from subsidies.rules.what_if.changes import with_rows

_SPREAD = "average"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One confirmed person: the fen by which the claim grows when he is paid, and when he leaves (lowest first)."""

    one: Attendee
    fen: int
    rank: tuple[int | Fraction, ...]

    @property
    def passed(self) -> bool:
        return bool(self.one.trainee.passed)

    @property
    def employed(self) -> bool:
        return bool(self.one.trainee.employed)


class Scale:
    """Weighs one claim; `now` is what it comes to as it stands, in fen."""

    def __init__(self, case: SubsidyCase, in_force: RateInForce, parameters: Parameters) -> None:
        self.case, self.in_force, self.parameters = with_passes(case, parameters), in_force, parameters
        self.only_passed = parameters.flag("payable_requires_pass")
        self.is_by_row = _is_by_row(self.case, parameters)
        self.is_plain = self.is_by_row and parameters.choice("cut_order") != _SPREAD
        self._till = Till(self.case, in_force, parameters)
        self._heads: dict[tuple[int, int, int], tuple[Heads, EmploymentLimit]] = {}
        self._sums: dict[int | None, list[int]] = {}
        self._seen: dict[tuple[int, Trainee], Weighed | None] = {}
        self.confirmed = confirm_heads(self.case, in_force, parameters)
        self.people = {one.place: self._weighed(one) for one in self.confirmed.people or ()}
        self.now = self.amount({})

    def amount(self, changed: Mapping[int, Trainee]) -> int:
        """Fen with these rows in the place of those of the roster; a claim that cannot be calculated is worth 0."""
        if self.is_plain and self.case.trainees is not None:
            people = {**self.people, **{place: self.weigh(place, row) for place, row in changed.items()}}
            return self._given_back + self._total([one for one in people.values() if one is not None])
        return amount_of(with_rows(self.case, dict(changed)) if changed else self.case, self.parameters)

    def weigh(self, place: int, row: Trainee) -> Weighed | None:
        """The person as he would be counted with this row; None where he would not be in 核实人数."""
        if (place, row) not in self._seen:
            alone = confirm_heads(self._alone(row), self.in_force, self.parameters)
            found = [self._weighed(replace(one, place=place)) for one in alone.people or ()]
            self._seen[place, row] = found[0] if found else None
        return self._seen[place, row]

    def heads(self, verified: int, passed: int, employed: int) -> tuple[Heads, EmploymentLimit]:
        """应付人数 for these counts, by the rules themselves; counts below 核实 are those of the confirmed."""
        counts = (verified, passed, employed)
        if counts not in self._heads:
            confirmed = Confirmed(verified, passed, employed)
            cut = decide_pass_rate(self.case, confirmed, self.parameters)
            rule = decide_employment(self.case, confirmed, self.parameters)
            number, _ = decide_heads(confirmed, cut, rule, self.parameters)
            self._heads[counts] = number, rule.limit
        return self._heads[counts]

    @cached_property
    def limit_now(self) -> EmploymentLimit:
        """What the employment rule leaves as the claim stands."""
        confirmed = limit_to_passed(self.confirmed, self.parameters)
        return self.heads(confirmed.verified, confirmed.passed or 0, confirmed.employed or 0)[1]

    @cached_property
    def looks_at_passes(self) -> bool:
        """Whether one more pass can matter: somebody is cut for the pass rate, or only who passed is paid."""
        cut = decide_pass_rate(self.case, self.confirmed, self.parameters)
        return self.only_passed or cut.heads > 0

    def bound(self, more_passed: int, more_employed: int) -> int:
        """At most so much could come of so many more passes and proofs, whoever they are; a quick look ahead."""
        verified = self.confirmed.verified
        if self.only_passed:
            return self._given_back + self._richest(None)[-1]
        passed = (self.confirmed.passed or 0) + more_passed
        employed = (self.confirmed.employed or 0) + more_employed
        number, limit = self.heads(verified, passed, employed)
        sums = self._richest(more_employed if limit.only_employed else None)
        return self._given_back + sums[min(ceil(number), len(sums) - 1)]

    @cached_property
    def is_alike(self) -> bool:
        """Everybody adds the same, so that it does not matter who leaves."""
        return len({one.fen for one in self.people.values()}) <= 1

    def follows_days(self, others: Iterable[Weighed] = ()) -> bool:
        """Whether more days always mean more fen: not where earlier stages have paid some people and not others."""
        fens: dict[Fraction, set[int]] = {}
        for each in (*self.people.values(), *others):
            fens.setdefault(each.one.days, set()).add(each.fen)
        steps = [sorted(fens[days]) for days in sorted(fens)]
        alike = all(len(step) == 1 for step in steps)
        return alike and all(low[0] <= high[0] for low, high in pairwise(steps))

    def _alone(self, row: Trainee) -> SubsidyCase:
        return with_passes(replace(self.case, trainees=(row,)), self.parameters)

    def _weighed(self, one: Attendee) -> Weighed:
        fen = self._till.worth(one)
        rank = leaving_rank(one.trainee.passed, one.days, fen, self.parameters)
        return Weighed(one, fen, (*map(_in_halves, rank), -one.place))

    def _total(self, people: list[Weighed]) -> int:
        """What the people who fill the heads add up to; the last of them may fill part of one (DR-03)."""
        heads = [one for one in people if one.passed or not self.only_passed]
        passed = sum(one.passed for one in people)
        number, limit = self.heads(len(heads), passed, sum(one.employed for one in heads))
        paid = [one for one in heads if one.employed or not limit.only_employed]
        gone, part = surplus(len(paid), number), part_of_a_head(number)
        if gone or part is not None:
            paid = sorted(paid, key=lambda one: one.rank)[gone:]
        total = sum(one.fen for one in paid)
        return total if part is None else total - paid[0].fen + self._part(paid[0], part)

    def _part(self, last: Weighed, part: Fraction) -> int:
        owed = self._till.owed(last.one, part)
        return owed + last.fen - self._till.owed(last.one)

    @cached_property
    def _given_back(self) -> int:
        """What everybody gives back where nobody is paid in the last stage (DR-17); 0 or below."""
        rows = self.case.trainees if self._till.is_settling else None
        return -sum(self._till.paid(row.person) for row in rows or ())

    def _richest(self, more_employed: int | None) -> list[int]:
        """The sums of the one, the two, the three … who add most: of all, or of the employed and so many more."""
        if more_employed not in self._sums:
            fens: dict[bool, list[int]] = {True: [], False: []}
            for one in self.people.values():
                fens[one.employed or more_employed is None].append(one.fen)
            others = sorted(fens[False], reverse=True)[: more_employed or 0]
            self._sums[more_employed] = [0, *accumulate(sorted([*fens[True], *others], reverse=True))]
        return self._sums[more_employed]


def amount_of(case: SubsidyCase, parameters: Parameters) -> int:
    """Fen of the whole calculation; a claim that is faulty or blocked is worth 0."""
    return calculate_subsidy(case, parameters).total_fen or 0


def _is_by_row(case: SubsidyCase, parameters: Parameters) -> bool:
    """Whether each person is confirmed or not for himself, whoever else is on the list."""
    is_refused_elsewhere = taken(parameters, "yearly_limit") == "block" and any(
        row.other_kinds for row in case.trainees or ()
    )
    return case.category is not Category.ENTERPRISE_STAFF and not is_refused_elsewhere


def _in_halves(value: Fraction | bool | int) -> int | Fraction:
    """The same order on whole numbers where days come in halves: comparing fractions is slow."""
    doubled = Fraction(value) * 2
    return doubled.numerator if doubled.denominator == 1 else doubled
