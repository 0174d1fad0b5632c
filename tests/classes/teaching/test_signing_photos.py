"""A photograph that was used before is found: by its bytes, and by what can be seen on it (F3)."""

from __future__ import annotations

import io
from random import Random

import pytest
from PIL import Image

from classes.operations.signing import photo_marks
from foundation.core.pictures import coarse_fingerprint, reencoded_photo

pytestmark = pytest.mark.one_engine


def shot(quality: int = 90, size: int = 72) -> list[bytes]:
    """200 pictures of noise, each unlike the others."""
    pictures = []
    for number in range(200):
        noise = Random(number).randbytes(72)
        large = Image.frombytes("L", (9, 8), noise).resize((size, size * 8 // 9))
        target = io.BytesIO()
        large.save(target, "JPEG", quality=quality)
        pictures.append(target.getvalue())
    return pictures


def test_200_photographs_sent_again_are_the_same_and_200_others_are_not() -> None:
    first = [photo_marks(data, reencoded_photo(data)) for data in shot()]
    again = [photo_marks(data, reencoded_photo(data)) for data in shot()]

    assert first == again
    assert (len({sha for sha, _ in first}), len({mark for _, mark in first})) == (200, 200)


def test_most_photographs_are_found_after_they_were_made_smaller_and_coarser() -> None:
    first = [coarse_fingerprint(data) for data in shot()]
    saved_again = [coarse_fingerprint(data) for data in shot(quality=60, size=54)]
    near = [(int(a, 16) ^ int(b, 16)).bit_count() for a, b in zip(first, saved_again, strict=True)]

    assert sum(bits <= 4 for bits in near) >= 190
