"""Whether two recordings show the same footage, by the pictures themselves (F5, F10). Pure.

A picture becomes 64 signs, a difference hash: whether each of its 8 × 8 fields is brighter than its right neighbour.
They survive another size, another compression and a renamed file. Kept are the moments at which the picture changes,
because a room that stands still looks alike on every day; the same footage is known by several such moments that lie
equally far apart in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from foundation.core.prints import difference_hash, distance

SIDE: Final = 8
FRAME_BYTES: Final = (SIDE + 1) * SIDE  # one grey picture, 9 wide and 8 high
_BITS: Final = SIDE * SIDE
_BANDS: Final = 4
_BAND_BITS: Final = _BITS // _BANDS
_ALIKE: Final = (
    _BANDS - 1
)  # signs in which two pictures of the same moment may differ: one band is then the same
_CHANGED: Final = 6  # signs in which a picture must differ from the one kept before
_PLAIN: Final = 4  # fewer signs than this, or almost all: a black or plain picture says nothing
_WANTED: Final = 4  # different pictures that must agree
_PART: Final = 4  # and one in so many of those of the recording that has fewer
MOST_KEPT: Final = 600


@dataclass(frozen=True)
class Mark:
    """A kept moment of a recording: second from its beginning, and its 64 signs."""

    second: int
    bits: int

    @property
    def bands(self) -> tuple[int, ...]:
        """Four parts: of two pictures that differ in three signs at most, one part at least is the same."""
        mask = (1 << _BAND_BITS) - 1
        return tuple(self.bits >> (place * _BAND_BITS) & mask for place in range(_BANDS))


@dataclass(frozen=True)
class Match:
    """How two recordings agree: so many kept moments, the first's second less the second's."""

    moments: int
    offset: int


def signs(frame: bytes) -> int:
    """The 64 signs of one grey picture of 9 × 8 bytes."""
    return difference_hash(frame, SIDE)


def kept_marks(frames: Iterable[bytes], *, every_seconds: int = 1) -> list[Mark]:
    """The moments worth keeping of pictures taken so many seconds apart; at most `MOST_KEPT`."""
    return list(_changing(frames, every_seconds))


def _changing(frames: Iterable[bytes], every_seconds: int) -> Iterator[Mark]:
    before: int | None = None
    kept = 0
    for place, frame in enumerate(frames):
        bits = signs(frame)
        is_plain = not _PLAIN <= bits.bit_count() <= _BITS - _PLAIN
        if is_plain or (before is not None and distance(before, bits) < _CHANGED):
            continue
        yield Mark(place * every_seconds, bits)
        before, kept = bits, kept + 1
        if kept == MOST_KEPT:
            return


def same_footage(one: Sequence[Mark], other: Sequence[Mark]) -> Match | None:
    """Whether enough moments agree at one distance in time, give or take a second; looks at equal bands only."""
    by_band: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    for mark in other:
        for place, band in enumerate(mark.bands):
            by_band[place, band].append(mark)
    agreeing: dict[int, set[int]] = defaultdict(set)
    for mark in one:
        near = {
            candidate.second
            for place, band in enumerate(mark.bands)
            for candidate in by_band[place, band]
            if distance(mark.bits, candidate.bits) <= _ALIKE
        }
        for second in near:
            agreeing[mark.second - second].add(mark.bits)
    fewer = min(len({mark.bits for mark in marks}) for marks in (one, other))
    return _best(agreeing, max(_WANTED, fewer // _PART))


def _best(agreeing: Mapping[int, set[int]], enough: int) -> Match | None:
    """The distance in time at which most different pictures agree, if they are enough."""
    if not agreeing:
        return None
    offset = max(agreeing, key=lambda each: (len(agreeing[each]), -abs(each)))
    beside = [agreeing.get(near, set()) for near in (offset - 1, offset, offset + 1)]
    moments = len(set().union(*beside))
    return Match(moments, offset) if moments >= enough else None
