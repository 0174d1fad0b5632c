"""What a picture shows, what its camera wrote about it, and the copy drawn anew that may be given out (ADR 0013)."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from PIL import ExifTags, Image

from foundation.core.file_kinds import damaged
from foundation.core.pixels import plain_pixels
from foundation.core.prints import SIDE, difference_hash

_COPY_PIXELS: Final = 3600  # a sheet of A4 at 300 dots stays readable
_PHOTO_FORMATS: Final = ("JPEG", "PNG", "BMP", "GIF", "WEBP")
_PHOTO_PIXELS: Final = 1200
_COARSE: Final = 8  # places each way
_PLAIN: Final = 12  # levels of grey; what differs by less is paper, not a picture
_LOCAL: Final = "+0800"  # a camera without a zone of its own stands in the county
_MICRODEGREE: Final = Decimal("0.000001")
_BROKEN: Final = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A picture looked at: the copy to be given out, and what is recorded of the file as it came."""

    copy: bytes
    width: int
    height: int
    fingerprint: str
    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    camera: str = ""


@dataclass(frozen=True)
class _Written:
    """What the camera wrote about a picture."""

    orientation: int = 1
    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    camera: str = ""


def look_at(path: Path) -> Shown:
    """Opens a JPEG or PNG whole; `file.damaged` where that fails or it is absurdly large."""
    with _refusing():
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            picture.verify()
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
            written = _written_by_camera(picture)
            form = "PNG" if picture.format == "PNG" else "JPEG"
            with plain_pixels(picture, written.orientation, _COPY_PIXELS) as upright:
                return Shown(
                    copy=_encoded(upright, form),
                    width=width,
                    height=height,
                    fingerprint=fingerprint(upright),
                    taken_at=written.taken_at,
                    latitude=written.latitude,
                    longitude=written.longitude,
                    camera=written.camera,
                )


def reencoded_photo(data: bytes) -> bytes:
    """The picture alone, upright, as JPEG of at most 1200 pixels each way; without what else the file carried."""
    with (
        _refusing(),
        Image.open(io.BytesIO(data), formats=_PHOTO_FORMATS) as picture,
        plain_pixels(picture, _written_by_camera(picture).orientation, _PHOTO_PIXELS) as upright,
    ):
        return _encoded(upright, "JPEG")


def fingerprint(picture: Image.Image, side: int = SIDE) -> str:
    """The difference hash of 16 × 16 places (`side` each way) in 64 hexadecimal digits, "" when plain.

    Survives another size, quality, light or format; not a cut, a turn or a mirror.
    """
    grey = picture.convert("L").resize((side + 1, side), Image.Resampling.BOX).tobytes()
    if max(grey) - min(grey) < _PLAIN:
        return ""
    return f"{difference_hash(grey, side):0{side * side // 4}x}"


def coarse_fingerprint(data: bytes) -> str:
    """The same of 8 × 8 places in 16 digits: most copies have the very same, so that an index finds them at once.

    For photographs by the hundred thousand, none of which waits for a comparison; `file.damaged` as `look_at`.
    """
    with _refusing(), Image.open(io.BytesIO(data), formats=_PHOTO_FORMATS) as picture:
        return fingerprint(picture, _COARSE)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as error:
        raise damaged() from error


def _encoded(pixels: Image.Image, form: str) -> bytes:
    target = io.BytesIO()
    if form == "PNG":
        pixels.save(target, "PNG", compress_level=3)
    else:
        pixels.convert("RGB").save(target, "JPEG", quality=85)
    return target.getvalue()


def _written_by_camera(picture: Image.Image) -> _Written:
    """What can be read of it; what is broken is left out, for the picture is good all the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exif = picture.getexif()
            details = exif.get_ifd(ExifTags.IFD.Exif)
            place = _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
            return _Written(
                orientation=exif.get(ExifTags.Base.Orientation, 1),
                taken_at=_taken_at(exif, details),
                latitude=place[0] if place else None,
                longitude=place[1] if place else None,
                camera=_camera(exif),
            )
        except _BROKEN:
            return _Written()


def _taken_at(exif: Image.Exif, details: dict[int, Any]) -> datetime | None:
    written = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    zone = details.get(ExifTags.Base.OffsetTimeOriginal) or _LOCAL
    try:
        return datetime.strptime(f"{str(written).strip()}{str(zone).strip()}", "%Y:%m:%d %H:%M:%S%z")
    except ValueError:
        return None


def _place(gps: dict[int, Any]) -> tuple[Decimal, Decimal] | None:
    try:
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    except _BROKEN:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _degrees(parts: Any, reference: Any, negative: str) -> Decimal:
    degrees, minutes, seconds = (Decimal(each.numerator) / Decimal(each.denominator) for each in parts)
    size = (degrees + minutes / 60 + seconds / 3600).quantize(_MICRODEGREE)
    return -size if str(reference).strip().upper().startswith(negative) else size


def _camera(exif: Image.Exif) -> str:
    named = (exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))
    text = " ".join(str(each).strip() for each in named if each)
    return "".join(char for char in text if char.isprintable())[:80]
