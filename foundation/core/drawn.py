"""What a finger has drawn on a screen, as the page sends it: a PNG in a data: address."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from foundation.core.errors import Invalid

PNG_URL: Final = "data:image/png;base64,"


def picture_in(text: str) -> bytes:
    """The PNG in a data: address; empty when there is none, or it did not arrive whole."""
    if not text.startswith(PNG_URL):
        return b""
    try:
        return base64.b64decode(text.removeprefix(PNG_URL), validate=True)
    except (binascii.Error, ValueError):
        return b""


def drawn_png(text: str, *, largest: int) -> bytes:
    """The same where a picture is wanted: `Invalid` signature.missing or signature.too_large (bytes)."""
    picture = picture_in(text)
    if not picture:
        raise Invalid("signature.missing", "还没有签名，或签名没有传完整，请在方框内重新签名。")
    if len(picture) > largest:
        raise Invalid("signature.too_large", "签名图像太大，请清除后重新签名。")
    return picture
