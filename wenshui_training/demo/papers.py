"""Files that stand in for scans and photographs: marked as demo, each picture another one."""

from __future__ import annotations

import hashlib
import io
from functools import cache

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from foundation.core.pdf import render_pdf

_SIZE = (480, 320)


@cache
def _paper_bytes(title: str) -> bytes:
    return render_pdf("demo/paper.html", {"title": title})


def paper(title: str) -> ContentFile[bytes]:
    """A page that says what would be here."""
    return ContentFile(_paper_bytes(title), name=f"{title}.pdf")


def picture(name: str, number: int) -> ContentFile[bytes]:
    """A drawn classroom; `number` decides what differs: no two have the same bytes, nor the same fingerprint."""
    image = Image.new("RGB", _SIZE, _tint(number, 225))
    draw = ImageDraw.Draw(image)
    _hang(draw, number)
    draw.rectangle((60 + number % 90, 46, 170 + number % 90, 110), fill=(44, 74, 63))
    for seat in range(4 + number % 9):
        left = 30 + seat % 6 * 74 + number % 11
        top = 180 + seat // 6 * 62
        draw.rectangle((left, top, left + 52, top + 30), fill=_tint(number + seat * 31, 110))
    for bit in range(24):  # the number itself, as a row of dots
        if number >> bit & 1:
            draw.rectangle((8 + bit * 6, 308, 11 + bit * 6, 311), fill=(20, 20, 20))
    return ContentFile(_png(image), name=f"{name}.png")


def _hang(draw: ImageDraw.ImageDraw, number: int) -> None:
    """Light and dark panels on the wall, in an order of this number alone."""
    order = hashlib.sha512(number.to_bytes(8)).digest()
    wide, high = _SIZE[0] / 9, _SIZE[1] / 7
    for place, shade in enumerate(order[:63]):
        left, top = place % 9 * wide, place // 9 * high
        draw.rectangle((left, top, left + wide, top + high), fill=_tint(number, 160 + shade * 3 // 10))


def signature(number: int) -> bytes:
    """A scribble."""
    image = Image.new("RGB", (300, 110), "white")
    points = [(14 + step * 11, 55 + (number * (step + 3) * 37) % 71 - 35) for step in range(25)]
    ImageDraw.Draw(image).line(points, fill=(20, 24, 60), width=3)
    return _png(image)


def _tint(number: int, light: int) -> tuple[int, int, int]:
    return (light - number * 13 % 50, light - number * 29 % 40, light - number * 17 % 60)


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
