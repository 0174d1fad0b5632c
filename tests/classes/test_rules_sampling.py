"""A draw can be done again by anybody, takes at least the share, and favours nobody (N8)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from classes.rules.sampling import draw_sample, is_what_was_drawn, sample_size

TENTH = Fraction(1, 10)
PEOPLE = [f"person-{number}" for number in range(40)]


@pytest.mark.parametrize(("population", "size"), [(0, 0), (1, 1), (10, 1), (11, 2), (20, 2), (50, 5)])
def test_at_least_the_share_and_never_nobody(population: int, size: int) -> None:
    assert sample_size(population, TENTH) == size
    assert len(draw_sample("seed", PEOPLE[:population], TENTH)) == min(size, len(PEOPLE[:population])) or (
        population > len(PEOPLE)
    )


def test_the_same_seed_draws_the_same_people_in_whatever_order_they_stand() -> None:
    drawn = draw_sample("20260622", PEOPLE, TENTH)
    assert draw_sample("20260622", PEOPLE[::-1], TENTH) == drawn
    assert is_what_was_drawn("20260622", PEOPLE, TENTH, drawn[::-1])
    assert draw_sample("20260623", PEOPLE, TENTH) != drawn


def test_one_name_changed_in_what_was_drawn_or_in_the_list_is_found() -> None:
    drawn = draw_sample("seed", PEOPLE, TENTH)
    other = next(key for key in PEOPLE if key not in drawn)
    assert not is_what_was_drawn("seed", PEOPLE, TENTH, (*drawn[1:], other))
    assert not is_what_was_drawn("seed", PEOPLE, TENTH, drawn[1:])
    assert not is_what_was_drawn("seed", [key for key in PEOPLE if key != drawn[0]], TENTH, drawn)


def test_over_many_seeds_everybody_is_drawn_about_as_often() -> None:
    """2,000 draws of 4 of 40: 200 each; five standard deviations are 67."""
    times = Counter(key for seed in range(2000) for key in draw_sample(str(seed), PEOPLE, TENTH))
    assert min(times[key] for key in PEOPLE) > 200 - 67
    assert max(times.values()) < 200 + 67
