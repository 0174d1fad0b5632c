"""Which stored pictures show the same: found by their fingerprints, whatever size, quality or format they came in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from foundation.core.models import Picture
from foundation.core.prints import near_prints

ALIKE: Final = 16
"""Of 256 places: 19 in 20 copies of half the size and low quality differ in 12 at most, other motifs in 50 or more."""


@dataclass(frozen=True)
class Likeness:
    """Two stored pictures that show the same; `distance` 0 to 256 places, 0 also for the very same file."""

    file_id: UUID
    like_id: UUID
    distance: int


def same_pictures(
    file_ids: Collection[UUID], *, among: Collection[UUID] | None = None, within: int = ALIKE
) -> list[Likeness]:
    """For each of these stored files the others that show the same, nearest first; each pair stands once.

    `among` limits with what they are compared, for example with the photographs of all inspections; None: with every
    picture ever taken in. Plain pictures (a blank sheet) are like nothing. Two scans of one printed form may be near
    by nature: whoever asks leaves out what may look alike. Two questions, whatever the numbers.
    """
    mine = _fingerprints(file_ids)
    others = mine if among is file_ids else _fingerprints(among)
    found = [Likeness(*pair) for pair in near_prints(mine, others, within)]
    return sorted(found, key=lambda each: (each.distance, str(each.file_id)))


def _fingerprints(file_ids: Collection[UUID] | None) -> dict[UUID, int]:
    rows = Picture.objects.exclude(fingerprint="")
    if file_ids is not None:
        rows = rows.filter(file_id__in=file_ids)
    return {pk: int(digits, 16) for pk, digits in rows.values_list("file_id", "fingerprint")}
