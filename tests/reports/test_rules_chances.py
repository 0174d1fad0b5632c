"""The bounds: never below the true chance, and close to it; found by counting every possible outcome."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import comb, prod

import pytest

from reports.rules.chances import (
    GRID,
    binomial_tail,
    hits_chance,
    last_ones_chance,
    most_common_chance,
    same_count_chance,
    strip_chance,
)

HALF, FIFTH = Fraction(1, 2), Fraction(1, 5)


def _exactly(heads: int, count: int, rate: Fraction) -> Fraction:
    return comb(heads, count) * rate**count * (1 - rate) ** (heads - count)


def test_hits_are_counted_over_every_outcome_of_unequal_trials() -> None:
    chances = (HALF, FIFTH, Fraction(1, 10), Fraction(1, 4))
    ways = [
        prod(p if met else 1 - p for p, met in zip(chances, outcome, strict=True))
        for outcome in product((True, False), repeat=4)
        if sum(outcome) >= 3
    ]

    assert hits_chance(chances, 3) == sum(ways)


def test_what_is_to_be_expected_is_never_remarkable() -> None:
    assert hits_chance((HALF, HALF), 1) == binomial_tail(10, FIFTH, 2) == 1
    assert hits_chance((), 0) == 1


def test_a_chance_off_the_grid_is_rounded_up() -> None:
    third = Fraction(1, 3)
    assert third**2 < hits_chance((third, third), 2) < third**2 + Fraction(2, GRID)


def test_equal_trials_are_the_binomial_tail() -> None:
    assert binomial_tail(8, FIFTH, 5) == hits_chance([FIFTH] * 8, 5)
    assert binomial_tail(8, FIFTH, 5) == sum(_exactly(8, k, FIFTH) for k in range(5, 9))


@pytest.mark.parametrize(("heads", "low", "high"), [(50, 40, 41), (20, 16, 16), (10, 8, 9), (30, 24, 26)])
def test_no_true_rate_reaches_a_strip_more_often_than_the_bound(heads: int, low: int, high: int) -> None:
    bound = strip_chance(heads, low, high)
    rates = [Fraction(n, 500) for n in range(501)]
    likeliest = max(sum(_exactly(heads, k, rate) for k in range(low, high + 1)) for rate in rates)

    assert likeliest <= bound <= likeliest + Fraction(1, 5000)


@pytest.mark.parametrize(("low", "high"), [(8, 10), (0, 3)])
def test_a_strip_up_to_everybody_or_down_to_nobody_can_be_certain(low: int, high: int) -> None:
    assert strip_chance(10, low, high) == 1


@pytest.mark.parametrize("count", [0, 1, 7, 10])
def test_the_same_count_is_likeliest_at_its_own_rate(count: int) -> None:
    rates = [Fraction(n, 100) for n in range(101)]

    assert same_count_chance(10, count) == max(_exactly(10, count, rate) for rate in rates)


def test_a_small_class_cannot_have_as_many() -> None:
    assert same_count_chance(10, 11) == 0


@pytest.mark.parametrize("values", [2, 3])
def test_a_most_common_mark_is_bounded_over_all_marks(values: int) -> None:
    heads, share = 6, Fraction(1, values)
    for top in range(4, heads + 1):
        outcomes = [o for o in product(range(values), repeat=heads) if max(map(o.count, set(o))) >= top]
        assert Fraction(len(outcomes), values**heads) <= most_common_chance(heads, top, share)


def test_a_share_of_nothing_or_a_common_top_is_no_sign() -> None:
    assert most_common_chance(10, 10, Fraction(0)) == most_common_chance(10, 5, HALF) == 1


def test_the_last_ones_are_full_as_often_as_their_order_allows() -> None:
    orders = list(combinations(range(7), 4))
    as_seen = [order for order in orders if {5, 6} <= set(order)]

    assert last_ones_chance(7, 4, 2) == Fraction(len(as_seen), len(orders))
    assert last_ones_chance(7, 7, 7) == 1
