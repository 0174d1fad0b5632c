"""Prints of pictures: where light falls and rises, place by place; and which prints are near each other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final, TypeVar
from uuid import UUID

SIDE: Final = 16
BITS: Final = SIDE * SIDE
"""Of a stored picture. Scans of one printed form cannot be told apart by less."""
KeyT = TypeVar("KeyT", UUID, str)


def difference_hash(grey: bytes, side: int) -> int:
    """Is each of `side` × `side` places lighter than its neighbour to the right? One bit each, row by row.

    `grey` is the picture made small: one byte for each place, `side` + 1 across and `side` down.
    """
    across = side + 1
    bits = 0
    for start in range(0, across * side, across):
        for left, right in pairwise(grey[start : start + across]):
            bits = bits << 1 | (left > right)
    return bits


def distance(one: int, other: int) -> int:
    """In how many places two prints differ."""
    return (one ^ other).bit_count()


def near_prints(
    mine: Mapping[KeyT, int], others: Mapping[KeyT, int], within: int
) -> Iterator[tuple[KeyT, KeyT, int]]:
    """Pairs of one of `mine` and one of `others` that differ in so few of 256 places, with their distance; each once.

    Two prints that differ in `within` places agree in at least one of `within` + 1 strips (pigeonholes): only those
    are compared, so that thousands of pictures are not compared each with each.
    """
    strip = BITS // (within + 1)
    seen: set[frozenset[KeyT]] = set()
    for first in range(0, strip * (within + 1), strip):
        holes: dict[int, list[tuple[KeyT, int]]] = defaultdict(list)
        for key, bits in mine.items():
            holes[bits >> first & (1 << strip) - 1].append((key, bits))
        for other, others_bits in others.items():
            for key, bits in holes.get(others_bits >> first & (1 << strip) - 1, ()):
                apart = (bits ^ others_bits).bit_count()
                if apart <= within and key != other and (pair := frozenset((key, other))) not in seen:
                    seen.add(pair)
                    yield key, other, apart
