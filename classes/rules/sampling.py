"""A draw that anybody can do again: the same seed over the same names gives the same people (N8). Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from fractions import Fraction


def sample_size(population: int, share: Fraction) -> int:
    """At least the share, and never nobody: 10 % of 11 people are 2."""
    return -(-population * share.numerator // share.denominator)


def draw_sample(seed: str, population: Collection[str], share: Fraction) -> tuple[str, ...]:
    """Those whose digest of seed and key is the smallest; the order of the population does not matter."""
    ranked = sorted(set(population), key=lambda key: (_rank(seed, key), key))
    return tuple(ranked[: sample_size(len(ranked), share)])


def is_what_was_drawn(seed: str, population: Sequence[str], share: Fraction, drawn: Collection[str]) -> bool:
    """Whether the draw done again names exactly these."""
    return set(draw_sample(seed, population, share)) == set(drawn)


def _rank(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()
