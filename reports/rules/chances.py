"""How often honest classes would look like this: exact upper bounds, on integers and fractions only.

Every function answers with a bound that is never below the true chance, so that an alarm raised at a bound is raised
at most as often as stated. Chances are `Fraction`s between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import comb

GRID = 100 * 100 * 100
"""Chances are rounded up to a millionth before they are multiplied: whole numbers stay short."""


def hits_chance(chances: Iterable[Fraction], hits: int) -> Fraction:
    """The chance of at least `hits` successes in independent trials, one chance for each (Poisson-binomial tail).

    What the trials are expected to bring anyway is never remarkable: then the answer is 1.
    """
    steps = [-(-each.numerator * GRID // each.denominator) for each in chances]
    if hits * GRID <= sum(steps):
        return Fraction(1)
    ways = [1]
    for step in steps:
        missed = [count * (GRID - step) for count in ways]
        met = [count * step for count in ways]
        ways = [a + b for a, b in zip([*missed, 0], [0, *met], strict=True)]
    return Fraction(sum(ways[hits:]), GRID ** len(steps))


@lru_cache(maxsize=4096)
def binomial_tail(trials: int, chance: Fraction, hits: int) -> Fraction:
    """The exact chance of at least `hits` in `trials` with one and the same chance; 1 up to the expected number."""
    if hits <= trials * chance:
        return Fraction(1)
    met, missed = chance.numerator, chance.denominator - chance.numerator
    found = sum(comb(trials, k) * met**k * missed ** (trials - k) for k in range(hits, trials + 1))
    return Fraction(found, chance.denominator**trials)


@lru_cache(maxsize=4096)
def strip_chance(heads: int, low: int, high: int) -> Fraction:
    """The greatest chance, whatever the true rate is, that `low` to `high` of `heads` succeed.

    Every head succeeds with one rate p. The chance of the strip rises with p and then falls; its summit lies between
    two neighbours of the grid, and "at least `low`" at the upper less "more than `high`" at the lower one is a bound
    because both rise with p. A strip that reaches all heads (or none) can be certain: 1.
    """
    if low <= 0 or high >= heads:
        return Fraction(1)
    below, above = _summit(heads, low, high + 1)
    return Fraction(_at_least(heads, low, above) - _at_least(heads, high + 1, below), GRID**heads)


def same_count_chance(heads: int, count: int) -> Fraction:
    """The greatest chance, whatever the true rate is, that exactly `count` of `heads` succeed: at p = count/heads."""
    if count > heads:
        return Fraction(0)
    ways = comb(heads, count) * count**count * (heads - count) ** (heads - count)
    return Fraction(ways, heads**heads)


def most_common_chance(heads: int, top: int, share: Fraction) -> Fraction:
    """The chance that some value is shared by at least `top` of `heads`, when no value has more than `share`.

    All values together: at most 1/share values of the greatest share are as likely as any other division, because
    the tail grows faster than the share itself below `top`/`heads`.
    """
    if not share or top <= heads * share:
        return Fraction(1)
    return min(Fraction(1), binomial_tail(heads, share, top) / share)


def last_ones_chance(classes: int, full: int, run: int) -> Fraction:
    """The chance that the last `run` of `classes` are all among the `full` ones, any order being as likely."""
    return Fraction(comb(classes - run, full - run), comb(classes, full))


def _summit(heads: int, low: int, beyond: int) -> tuple[int, int]:
    """Two neighbours of the grid between which the strip low…beyond−1 is likeliest.

    The slope has the sign of C(n−1, low−1) (1−p)^w − C(n−1, beyond−1) p^w with w = beyond − low: once from + to −.
    """
    rise, fall, width = comb(heads - 1, low - 1), comb(heads - 1, beyond - 1), beyond - low
    below, above = 0, GRID
    while above - below > 1:
        middle = (below + above) // 2
        if rise * (GRID - middle) ** width > fall * middle**width:
            below = middle
        else:
            above = middle
    return below, above


def _at_least(heads: int, hits: int, step: int) -> int:
    """Ways (of GRID to the power of heads) in which at least `hits` of `heads` succeed at `step` of the grid."""
    return sum(comb(heads, k) * step**k * (GRID - step) ** (heads - k) for k in range(hits, heads + 1))
