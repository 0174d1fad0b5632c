"""What is counted in cohorts comes to exactly what the roster comes to."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest

from foundation.policy.catalogue import default_parameters, definitions
from foundation.policy.rates import FlatRate, LadderRate, LevelRate, Tier
from foundation.policy.types import Parameters, ParameterValue, Value
from subsidies.rules import clauses
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.cohort_rule import CohortRule
from subsidies.rules.cohorts import Cohort, CountedClass, counts_in_cohorts, figures_of
from subsidies.rules.facts import Category, Gates
from tests.subsidies.rule_cases import NEW, OLD

CLASSES = 100_000
A_SET = 200  # classes under one set of parameters
DAY = clauses.ORDER_AND_PROJECT
COUNTED = [category for category in Category if counts_in_cohorts(category)]
RATES = (
    FlatRate(150_000),
    FlatRate(33_333),
    LadderRate((Tier(10, 15_000), Tier(None, 10_000)), 500_000),
    LadderRate((Tier(2, 15_001), Tier(4, 9_999), Tier(None, 1)), 50_003),
    LevelRate((("1", 100),)),
)
READINGS: dict[str, tuple[Value, ...]] = {
    "min_attendance_rate": (None, None, Fraction(1, 2), Fraction(4, 5)),
    "pass_threshold": (Fraction(4, 5), Fraction(3, 4), Fraction(1)),
    "emp_threshold": (Fraction(4, 5), Fraction(3, 4), Fraction(1, 3)),
}


def test_counting_comes_to_what_the_roster_comes_to() -> None:
    random = Random("cohorts")
    for _ in range(CLASSES // A_SET):
        rule = _rule(random)
        for counted in _classes(random, rule.category):
            wanted = figures_of(calculate_subsidy(counted.as_case(), rule.parameters))
            found = rule.figures(counted)
            assert found == wanted, _in_full(counted, rule)


def test_only_the_certificate_needs_names_always() -> None:
    assert [category for category in Category if not counts_in_cohorts(category)] == [Category.CERTIFICATE]


def test_days_are_read_only_where_an_amount_hangs_on_them() -> None:
    plain = _with(NEW, {}, Category.EMPLOYMENT_SKILL, FlatRate(150_000))
    strict = _with(NEW, {"min_attendance_rate": Fraction(4, 5)}, Category.EMPLOYMENT_SKILL, FlatRate(150_000))

    assert CohortRule(Category.ORDER, plain).looks_at_days
    assert not CohortRule(Category.EMPLOYMENT_SKILL, plain).looks_at_days
    assert CohortRule(Category.EMPLOYMENT_SKILL, strict).looks_at_days


@pytest.mark.parametrize(
    ("approved", "cohorts", "gates", "code"),
    [
        (0, 3, Gates(), "E_ZERO_APPROVED"),
        (2, 3, Gates(), "E_ROSTER_GT_APPROVED"),
        (None, 3, Gates(), "E_COUNT_MISSING"),
        (3, 3, Gates(institution_status="cancelled"), None),
    ],
)
def test_what_is_not_plain_is_told_by_the_row_rule(
    approved: int | None, cohorts: int, gates: Gates, code: str | None
) -> None:
    rule = CohortRule(Category.ORDER, default_parameters(NEW))
    people = (Cohort(cohorts, passed=True, employed=True, half_days=20),)

    found = rule.figures(CountedClass(NEW, Category.ORDER, approved, Fraction(10), people, gates))

    assert (found.status, found.error) == (("error", code) if code else ("blocked", None))


def _rule(random: Random) -> CohortRule:
    category, document = random.choice(COUNTED), random.choice((OLD, NEW, NEW))
    switched: dict[str, Value] = {}
    for definition in definitions():
        values = READINGS.get(definition.key) or _values(definition.kind, definition.choices)
        if values and definition.group == "calculation" and random.random() < 0.4:
            switched[definition.key] = random.choice(values)
    rate = random.choice(RATES) if random.random() < 0.7 else None
    return CohortRule(category, _with(document, switched, category, rate))


def _values(kind: str, choices: tuple[tuple[str, str], ...]) -> tuple[Value, ...]:
    return (True, False) if kind == "flag" else tuple(value for value, _ in choices)


def _with(
    document: str,
    switched: dict[str, Value],
    category: Category,
    rate: FlatRate | LadderRate | LevelRate | None,
) -> Parameters:
    found = default_parameters(document)
    found = found.with_overrides({key: value for key, value in switched.items() if key in found})
    if rate is None:
        return found
    value = ParameterValue(
        f"rate.{category.value}", rate, DAY, False, next(iter(found.values())).effective_from
    )
    return found.with_values([value])


def _classes(random: Random, category: Category) -> Iterator[CountedClass]:
    for _ in range(A_SET):
        cohorts = tuple(_cohort(random) for _ in range(random.choice((0, 1, 1, 2, 2, 2))))
        heads = sum(each.heads for each in cohorts)
        approved = (
            heads + random.choice((0, 0, 0, 1, 2, 3)) if random.random() < 0.98 else random.randint(-1, 2)
        )
        days = Fraction(random.randint(0, 24), 2) if random.random() < 0.98 else None
        yield CountedClass(NEW, category, approved, days, cohorts, _gates(random))


def _cohort(random: Random) -> Cohort:
    certain = random.random() < 0.98
    return Cohort(
        heads=random.choice((1, 1, 1, 2, 3)),
        verified=random.random() < 0.9,
        passed=random.random() < 0.7 if certain else None,
        employed=random.random() < 0.7 if certain else None,
        half_days=random.randint(0, 30) if certain else None,
    )


def _gates(random: Random) -> Gates:
    if random.random() < 0.95:
        return Gates()
    return Gates(
        acceptance=random.choice((None, "passed", "pending")),
        institution_status=random.choice((None, "active", "suspended", "cancelled")),
        class_finished_before_suspension=random.random() < 0.5,
        city_report_filed=random.choice((None, True, False)),
    )


def _in_full(counted: CountedClass, rule: CohortRule) -> str:
    settings = "\n".join(f"  {key} = {value.value}" for key, value in rule.parameters.items())
    return f"{counted!r}\n{settings}"
