"""还差多少 (A09): what could still raise a claim, the smallest of each kind, and what it would then come to.

Every figure here comes from `calculate_subsidy` itself; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from foundation.policy.statements import Heads, Line, Statement
from foundation.policy.types import Clause, Parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.facts import Category, SubsidyCase
from subsidies.rules.figures import decimal, grouped_yuan
from subsidies.rules.rates import RateInForce, rate_in_force
from subsidies.rules.what_if.certificates import lacking_papers
from subsidies.rules.what_if.changes import Change, Kind, Together
from subsidies.rules.what_if.counts import count_drafts
from subsidies.rules.what_if.drafts import Draft, certificate_drafts, roster_drafts
from subsidies.rules.what_if.further import all_papers, further_drafts
from subsidies.rules.what_if.gates import Opening, opening
from subsidies.rules.what_if.scale import Scale

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One change and what the claim would come to with it; amounts in fen.

    `people` are those whom the change concerns, `waiting` all of whom it could be, as the sheet names them.
    Where `is_proven`, no smaller change of this kind raises the amount.
    """

    kind: Kind
    change: Change
    size: int
    words: str
    clause: Clause | None
    payable_heads: Heads
    total_fen: int
    gain_fen: int
    people: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    is_proven: bool = True

    @property
    def result(self) -> str:
        """多付 4,600 元（应付 46 人）."""
        return f"多付 {grouped_yuan(self.gain_fen)} 元（应付 {decimal(self.payable_heads)} 人）"

    @property
    def summary(self) -> str:
        return f"{self.words}，{self.result}"


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a claim is from more: `now_fen` is what it comes to, for a blocked one once `opening` is done.

    `obstacles`: what keeps it from any figure and what no change of the facts mends — a fault of the input,
    a rate that nobody has set, an institution that has been cancelled.
    """

    now_fen: int | None = None
    opening: Step | None = None
    steps: tuple[Step, ...] = ()
    further: tuple[Step, ...] = ()
    obstacles: tuple[Line, ...] = ()

    @property
    def is_highest(self) -> bool:
        """Nothing that can be changed would raise it."""
        return not (self.obstacles or self.opening or self.steps)


def distance(case: SubsidyCase, parameters: Parameters, barred: frozenset[str] = NOBODY) -> Distance:
    """The smallest change of each kind that raises the amount. `barred` (keys) can never be confirmed: 退班."""
    now = calculate_subsidy(case, parameters)
    in_force = rate_in_force(case.category, parameters)
    if now.status == "error" or in_force is None:
        return Distance(obstacles=now.lines)
    found = opening(case, parameters)
    if found.shut:
        return Distance(obstacles=found.shut)
    search = _Search(in_force, parameters, barred)
    if now.status == "ok":
        return search.distance(case, now)
    opened = found.change.apply(case)
    then = calculate_subsidy(opened, parameters)
    return _after_opening(found, search.distance(opened, then), then, case)


def _after_opening(found: Opening, rest: Distance, then: Statement, case: SubsidyCase) -> Distance:
    """What is paid once every gate is open, and what would raise that."""
    draft = Draft(Kind.GATES, found.change, len(found.words), "，".join(found.words))
    return replace(
        rest,
        opening=replace(_step(draft, then, 0, case), clause=found.clause),
        steps=tuple(_on_top(step, found.change) for step in rest.steps),
        further=tuple(_on_top(step, found.change) for step in rest.further),
    )


def _on_top(step: Step, papers: Change) -> Step:
    return replace(step, change=Together((papers, step.change)))


@dataclass(frozen=True, slots=True)
class _Search:
    """Under which rate and readings, and for whom, a claim that may be paid is looked at."""

    in_force: RateInForce
    parameters: Parameters
    barred: frozenset[str]

    def distance(self, case: SubsidyCase, now: Statement) -> Distance:
        total = now.total_fen or 0
        nearest, beyond = self._drafts(case)
        steps = tuple(self._raising(nearest, case, total))
        known = {step.total_fen for step in steps}
        further = {
            step.total_fen: step
            for step in reversed(list(self._raising(beyond, case, total)))
            if step.total_fen not in known
        }
        return Distance(total, steps=steps, further=tuple(further[fen] for fen in sorted(further)))

    def _drafts(self, case: SubsidyCase) -> tuple[Iterable[Draft], Iterable[Draft]]:
        """The smallest of each kind, and what lies beyond."""
        if case.category is Category.CERTIFICATE:
            lacking = lacking_papers(case, self.parameters, self.barred)
            return certificate_drafts(lacking), all_papers(lacking)
        scale = Scale(case, self.in_force, self.parameters)
        drafts = count_drafts(scale) if case.trainees is None else roster_drafts(scale, self.barred)
        return drafts, further_drafts(scale)

    def _raising(self, drafts: Iterable[Draft], case: SubsidyCase, now: int) -> Iterator[Step]:
        """The drafts with their figures; whatever does not raise the amount is left out."""
        for draft in drafts:
            then = calculate_subsidy(draft.change.apply(case), self.parameters)
            if then.status == "ok" and (then.total_fen or 0) > now:
                yield _step(draft, then, now, case)


def _step(draft: Draft, then: Statement, now: int, case: SubsidyCase) -> Step:
    total = then.total_fen or 0
    rows = case.trainees or ()
    return Step(
        kind=draft.kind,
        change=draft.change,
        size=draft.size,
        words=draft.words,
        clause=draft.clause,
        payable_heads=then.payable_heads or 0,
        total_fen=total,
        gain_fen=total - now,
        people=tuple(rows[place].label for place in draft.people),
        waiting=tuple(rows[place].label for place in draft.waiting),
        is_proven=draft.is_proven,
    )
