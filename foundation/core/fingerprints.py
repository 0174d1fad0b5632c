"""A picture's fingerprint: the same for the same picture at another size or quality, another for another picture."""

from __future__ import annotations

import io
from itertools import pairwise

from PIL import Image

_ACROSS, _DOWN = 9, 8


def picture_fingerprint(data: bytes) -> str:
    """16 hex digits: for each of 64 places whether it is darker than its right neighbour (difference hash).

    `data` is a picture that was looked at before (`file_kinds`); two fingerprints are near when few bits differ.
    """
    with Image.open(io.BytesIO(data)) as picture:
        small = picture.convert("L").resize((_ACROSS, _DOWN), Image.Resampling.BILINEAR)
    rows = [small.tobytes()[start : start + _ACROSS] for start in range(0, _ACROSS * _DOWN, _ACROSS)]
    bits = "".join("1" if left < right else "0" for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):016x}"
