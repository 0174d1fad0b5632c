"""A class that is counted, not called by name: people who are alike in all that the rules ask are one cohort.

For a forecast over thousands of classes only the figures are wanted, so nobody is named and no sheet is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from foundation.policy.statements import Heads, Statement, Status
from foundation.policy.types import Parameters
from subsidies.rules.facts import Category, Gates, SubsidyCase, Trainee
from subsidies.rules.taken import taken

_ANY_DAY = date.min
OPEN_GATES = Gates()


def counts_in_cohorts(category: Category) -> bool:
    """Whether counting is enough: a class is settled by class, 取证 person by person.

    Two things need names in a class as well, and the caller must see to them: what earlier stages have paid
    (DR-08, DR-17), and 企业职工 who have drawn this year (DR-11).
    """
    return category is not Category.CERTIFICATE


def readings_need_names(parameters: Parameters) -> bool:
    """Whether a reading in force asks of each person what a cohort does not hold: scores, other draws, another day.

    By default none does (A05, A13, A25).
    """
    usual = {"pass_basis": "both_marks", "policy_day": "approval"}
    return taken(parameters, "yearly_limit") == "block" or any(
        taken(parameters, key) != reading for key, reading in usual.items()
    )


@dataclass(frozen=True, slots=True)
class Cohort:
    """So many people of a class who are alike in everything that the rules ask."""

    heads: int
    verified: bool = True
    passed: bool | None = None
    employed: bool | None = None
    half_days: int | None = None


@dataclass(frozen=True, slots=True)
class CountedClass:
    """A class in cohorts, none of whose people has drawn anything for it before."""

    policy: str
    category: Category
    approved: int | None
    training_days: Fraction | None
    cohorts: tuple[Cohort, ...]
    gates: Gates = OPEN_GATES

    def as_case(self) -> SubsidyCase:
        """The same class as a roster of people without names, for the row rule."""
        return SubsidyCase(
            policy=self.policy,
            category=self.category,
            approved=self.approved,
            trainees=tuple(self._people()),
            training_days=self.training_days,
            gates=self.gates,
            claimed_on=_ANY_DAY,
        )

    def _people(self) -> Iterable[Trainee]:
        for group, cohort in enumerate(self.cohorts):
            for number in range(cohort.heads):
                yield person_of(f"{group}-{number}", cohort)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a statement comes to, without its words; fen. `error` is the first fault where nothing was computed."""

    status: Status
    error: str | None = None
    payable_heads: Heads | None = None
    deduction_heads: Heads | None = None
    total_fen: int | None = None
    full_fen: int | None = None


def figures_of(statement: Statement) -> Figures:
    return Figures(
        statement.status,
        statement.error,
        statement.payable_heads,
        statement.deduction_heads,
        statement.total_fen,
        statement.full_fen,
    )


def person_of(key: str, cohort: Cohort) -> Trainee:
    """Everybody is somebody else, so that nothing repeats."""
    return Trainee(
        key=key,
        person=key,
        verified=cohort.verified,
        passed=cohort.passed,
        employed=cohort.employed,
        attended_days=None if cohort.half_days is None else Fraction(cohort.half_days, 2),
        occupation="1",
        occupation_name="1",
        level="1",
        employer="1",
        class_start=_ANY_DAY,
        class_end=_ANY_DAY,
    )
