"""Prints of stored pictures, taken once, by night: what shows the same is found however often it was saved (F10)."""

from __future__ import annotations

import itertools
import warnings
from pathlib import Path

from django.db.models import Q
from PIL import Image, UnidentifiedImageError

from classes.models import ClassMaterial, ProofFile
from foundation.core.files import path_of
from foundation.core.models import FileKind, StoredFile
from inspections.enums import FileKind as InspectionFileKind
from inspections.models import InspectionFile, PicturePrint

SIDE = 16
CONTRAST = 12
"""Grey levels between the darkest and the lightest spot; a picture with fewer shows nothing."""
AT_ONCE = 500


def take_prints(limit: int = AT_ONCE) -> int:
    """Prints of the pictures of proofs, venues and visits that have none yet; how many were taken."""
    used = (
        ProofFile.objects.values("file"),
        ClassMaterial.objects.values("file"),
        InspectionFile.objects.filter(kind=InspectionFileKind.PHOTO).values("file"),
    )
    shown = Q(pk__in=used[0]) | Q(pk__in=used[1]) | Q(pk__in=used[2])
    waiting = StoredFile.objects.filter(shown, kind__in=[FileKind.JPG, FileKind.PNG]).exclude(
        pk__in=PicturePrint.objects.values("file")
    )
    rows = [
        PicturePrint(file=each, bits=print_of(path_of(each)))
        for each in waiting.order_by("created_at")[:limit]
    ]
    return len(PicturePrint.objects.bulk_create(rows, ignore_conflicts=True))


def print_of(path: Path) -> str:
    """Which of two neighbouring spots is lighter, 16 × 16 times; "" for what cannot be read or shows nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=("JPEG", "PNG")) as picture:
                small = picture.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        return ""
    spots = small.tobytes()
    if max(spots) - min(spots) < CONTRAST:
        return ""
    rows = (spots[start : start + SIDE + 1] for start in range(0, len(spots), SIDE + 1))
    bits = "".join("1" if left > right else "0" for row in rows for left, right in itertools.pairwise(row))
    return f"{int(bits, 2):064x}"
