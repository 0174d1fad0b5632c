"""Which pictures show the same: found by their fingerprints, whatever size, quality or format they came in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from foundation.core.models import Picture

ALIKE: Final = (
    6  # of 64 places; a photo sent on by a messenger differs in 0 to 3, another motif in 20 and more
)


@dataclass(frozen=True)
class Likeness:
    """Two stored pictures that show the same; `distance` 0 to 64 places, 0 also for the very same file."""

    file_id: UUID
    like_id: UUID
    distance: int


def same_pictures(
    file_ids: Collection[UUID], *, among: Collection[UUID] | None = None, within: int = ALIKE
) -> list[Likeness]:
    """For each of these stored files the others that show the same, nearest first; each pair stands once.

    `among` limits with what they are compared, for example with the photographs of all inspections; None: with every
    picture ever taken in. Plain pictures (a blank sheet) are like nothing. Signatures and scans of one printed form
    look alike by nature: whoever asks hands in photographs only. Two questions, whatever the numbers.
    """
    mine = _fingerprints(file_ids)
    others = mine if among is not None and set(among) <= set(file_ids) else _fingerprints(among)
    return sorted(_alike(mine, others, within), key=lambda each: (each.distance, str(each.file_id)))


def _fingerprints(file_ids: Collection[UUID] | None) -> dict[UUID, int]:
    rows = Picture.objects.exclude(fingerprint="")
    if file_ids is not None:
        rows = rows.filter(file_id__in=file_ids)
    return {pk: int(digits, 16) for pk, digits in rows.values_list("file_id", "fingerprint")}


def _alike(mine: Mapping[UUID, int], others: Mapping[UUID, int], within: int) -> Iterator[Likeness]:
    for pk, bits in mine.items():
        for other, others_bits in _later(pk, mine, others):
            distance = (bits ^ others_bits).bit_count()
            if distance <= within:
                yield Likeness(pk, other, distance)


def _later(pk: UUID, mine: Mapping[UUID, int], others: Mapping[UUID, int]) -> Iterable[tuple[UUID, int]]:
    """A pair within one's own is met from one side only, and nothing is like itself."""
    return ((other, bits) for other, bits in others.items() if other not in mine or pk.int < other.int)
