"""Classes by chance for the properties of the rules: one Hypothesis example is a seed and stands for a batch.

Drawing every number of 20,000 classes through Hypothesis would cost more than all calculations together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.policy.catalogue import default_parameters
from foundation.policy.rates import FlatRate, LevelRate, Rate
from foundation.policy.types import Parameters
from subsidies.rules.facts import ORDER_LIKE, Category, HeadCounts, PriorClaim, SubsidyCase, Trainee
from subsidies.rules.questions import alternatives
from subsidies.rules.rates import standard_key
from subsidies.rules.readings import with_reading
from tests.subsidies.rule_cases import NEW, OLD

BATCH = 100
CLASS_KINDS = tuple(category for category in Category if category is not Category.CERTIFICATE)
ROW_KINDS = (Category.ORDER, Category.PROJECT, Category.CARE_ORDER, Category.EMPLOYMENT_SKILL)


def batches(classes: int) -> Callable[[Callable[[int], None]], Callable[[], None]]:
    """A test that is called with as many seeds as make up so many classes."""

    def decorate(test: Callable[[int], None]) -> Callable[[], None]:
        relaxed = settings(deadline=None, database=None, max_examples=classes // BATCH)
        return relaxed(given(st.integers(0, 2**64))(test))

    return decorate


def chances(seed: int) -> Iterator[Random]:
    """One source of chance for each class of the batch."""
    return (Random(f"{seed}-{place}") for place in range(BATCH))


@cache
def standing(policy: str, category: Category) -> Parameters:
    """The defaults of a document, with a rate where it prints none."""
    parameters = default_parameters(policy)
    key = standard_key(category, parameters)
    rate: Rate = LevelRate((("4", 80_000),)) if category is Category.CERTIFICATE else FlatRate(150_000)
    return parameters if key in parameters else with_reading(parameters, key, rate)


def any_readings(chance: Random, policy: str, category: Category) -> Parameters:
    """Up to three questions answered otherwise than by default, one of a hundred choices."""
    return _read_otherwise(policy, category, chance.randrange(100))


@cache
def _read_otherwise(policy: str, category: Category, number: int) -> Parameters:
    chance, parameters = Random(f"{policy}-{category}-{number}"), standing(policy, category)
    others = alternatives(parameters, category)
    for other in chance.sample(others, min(len(others), chance.randint(0, 3))):
        parameters = with_reading(parameters, other.key, other.value)
    return parameters


def any_policy(chance: Random) -> str:
    return chance.choice((OLD, NEW))


def counted(chance: Random, policy: str = NEW) -> SubsidyCase:
    """A class in numbers; close to 80 % more often than not."""
    approved = chance.randint(1, 60)
    verified = approved if chance.random() < 0.4 else chance.randint(0, approved)
    return SubsidyCase(
        policy,
        chance.choice(CLASS_KINDS),
        approved=approved,
        counts=HeadCounts(verified, _near(chance, approved, verified), _near(chance, verified, verified)),
        training_days=Fraction(chance.randint(0, 120), 2),
    )


def _near(chance: Random, base: int, most: int) -> int:
    """A number of heads of which every second is within two of 80 % of the base."""
    free = chance.random() < 0.5
    return chance.randint(0, most) if free else max(0, min(most, base * 4 // 5 + chance.randint(-2, 2)))


def rostered(chance: Random, policy: str = NEW, kinds: tuple[Category, ...] = ROW_KINDS) -> SubsidyCase:
    """A class with rows, halves of days, some of them beyond the approved ones, and somebody paid before."""
    size = chance.randint(1, 10)
    good = chance.choice((0.6, 0.8, 0.9))
    category = chance.choice(kinds)
    prior = PriorClaim(
        "T00", paid_days=Fraction(chance.randint(0, 60), 2), paid_fen=chance.randint(0, 450_000)
    )
    return SubsidyCase(
        policy,
        category,
        approved=size + chance.choice((0, 0, 1, 2)),
        trainees=tuple(row(chance, place, good, chance.randint(0, 96)) for place in range(size)),
        training_days=Fraction(chance.choice((20, 40, 90)), 2),
        prior_claims=(prior,) if category in ORDER_LIKE and chance.random() < 0.3 else (),
    )


def row(chance: Random, place: int, good: float, halves: int) -> Trainee:
    return Trainee(
        key=f"T{place:02d}",
        person=f"T{place:02d}",
        verified=chance.random() < 0.95,
        passed=chance.random() < good,
        employed=chance.random() < good,
        attended_days=Fraction(halves, 2),
        occupation="6-31-01-03",
        level="4",
        class_end=date(2026, 5, 20),
        newly_added=chance.random() < good,
    )
