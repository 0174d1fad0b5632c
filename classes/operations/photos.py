"""A photograph that came from somebody's phone: small enough, and drawn anew before it is kept."""

from __future__ import annotations

from django.core.files import File

from foundation.core.errors import Invalid
from foundation.core.pictures import reencoded_photo

PHOTO_SIZE = 8 * 1024 * 1024


def read_photo(photo: File[bytes]) -> tuple[bytes, bytes]:
    """As it came, and drawn anew; `file.too_large`, `file.damaged`."""
    if photo.size > PHOTO_SIZE:
        raise Invalid("file.too_large", f"照片超过 {PHOTO_SIZE // 1024 // 1024} MB，请重新拍一张。")
    data = photo.read()
    return data, reencoded_photo(data)
