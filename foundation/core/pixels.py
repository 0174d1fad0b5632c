"""From a picture that a stranger sent to plain pixels of a bounded size, in bounded memory.

A small file may say of itself that it is a hundred million pixels. What a picture takes while it is unpacked is
reckoned first and never more than `_MOST_BYTES`; the smaller picture is drawn from it band by band, so that nothing
else of the full size is ever there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil, floor, sqrt
from threading import Lock
from typing import IO, Final

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from foundation.core.file_kinds import damaged

_MOST_BYTES: Final = 100_000_000
"""25 million pixels in colour. A JPEG of more is unpacked at half its size or less, another picture refused."""
_COPY_AREA: Final = 10_000_000  # a sheet of A4 at 300 dots has 8.7 million
_LARGE: Final = 32_000_000  # bytes; of such pictures a process has one at a time in hand
_BYTES: Final = {"1": 1, "L": 1, "P": 1, "I;16": 2}  # of one pixel; all others take four
_SCALES: Final = (1, 2, 4, 8)  # what a JPEG can be divided by while it is unpacked
_BAND: Final = 32  # rows of the smaller picture
_REACH: Final = 2  # rows of the smaller picture that a row of it looks beyond itself, bicubic
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_AT_ONCE: Final = frozenset({0xC0, 0xC1})  # frames whose rows can be had while they are read
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})  # marks without a length
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_one_at_a_time = Lock()


@contextmanager
def plain_pixels(picture: Image.Image, orientation: int, longest: int) -> Iterator[Image.Image]:
    """An opened picture upright, at most `longest` each way, in a plain mode and without all it carried beside.

    Comments, profiles and texts stay behind. `file.damaged` where it takes too much memory; the opened picture is
    used up.
    """
    _unpack_no_larger_than(picture, longest)
    if _unpacked(picture) <= _LARGE:
        yield _plain(picture, orientation, longest)
        return
    with _one_at_a_time:
        yield _plain(picture, orientation, longest)


def _plain(picture: Image.Image, orientation: int, longest: int) -> Image.Image:
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGBA" if has_alpha else "L" if picture.mode in {"1", "L", "I;16"} else "RGB"
    picture.load()
    plain = _drawn(picture, mode, _fitting(picture.size, longest))
    if plain is not picture:
        picture.close()
    plain.info = {}
    turn = _TURNS.get(orientation)
    return plain if turn is None else plain.transpose(turn)


def _unpack_no_larger_than(picture: Image.Image, longest: int) -> None:
    """Choose the scale of a JPEG; refuse what is too much at any scale."""
    held = 0
    if isinstance(picture, JpegImageFile):
        held = _held_back(picture)
        width, height = picture.size
        wanted = max(each for each in _SCALES if each == 1 or max(width, height) // each >= longest)
        fits = (each for each in _SCALES if held + _unpacked(picture) // each**2 <= _MOST_BYTES)
        scale = max(wanted, next(fits, _SCALES[-1]))
        picture.draft(None, (max(width // scale, 1), max(height // scale, 1)))
    if held + _unpacked(picture) > _MOST_BYTES:
        raise damaged("（图片像素过大）")


def _unpacked(picture: Image.Image) -> int:
    return picture.width * picture.height * _BYTES.get(picture.mode, 4)


def _held_back(picture: JpegImageFile) -> int:
    """Bytes that a JPEG takes before its first row can be had: all of it, where it comes in several scans."""
    if picture.fp is None or not _comes_in_scans(picture.fp):
        return 0
    parts = [across * down for _, across, down, _ in picture.layer]
    return picture.width * picture.height * 2 * sum(parts) // max(parts, default=1)


def _comes_in_scans(file: IO[bytes]) -> bool:
    """Progressive, or each colour by itself; what cannot be followed is taken for the worse."""
    place = file.tell()
    try:
        file.seek(2)
        parts = 0
        while len(mark := file.read(2)) == 2 and mark[0] == 0xFF:
            while mark[1] == 0xFF and (more := file.read(1)):
                mark = mark[:1] + more
            if mark[1] in _BARE:
                continue
            length = int.from_bytes(file.read(2), "big")
            if mark[1] == 0xDA:
                return file.read(1) < bytes([parts])
            body = file.read(max(length - 2, 0))
            if mark[1] in _FRAMES:
                if mark[1] not in _AT_ONCE or len(body) < 6:
                    return True
                parts = body[5]
        return True
    finally:
        file.seek(place)


def _fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    width, height = size
    share = min(1, longest / max(size), sqrt(_COPY_AREA / (width * height)))
    return max(round(width * share), 1), max(round(height * share), 1)


def _drawn(picture: Image.Image, mode: str, size: tuple[int, int]) -> Image.Image:
    """In this mode and size; seamless, for each band is drawn from more rows than it covers."""
    if picture.size == size:
        return _in_mode(picture, mode)
    drawn = Image.new(mode, size)
    share = picture.height / drawn.height
    beyond = ceil(_REACH * max(share, 1)) + 1
    for top in range(0, drawn.height, _BAND):
        rows = min(_BAND, drawn.height - top)
        first, last = top * share, min((top + rows) * share, picture.height)
        above = max(floor(first) - beyond, 0)
        strip = picture.crop((0, above, picture.width, min(ceil(last) + beyond, picture.height)))
        box = (0, first - above, picture.width, min(last - above, strip.height))
        part = _in_mode(strip, mode).resize((drawn.width, rows), Image.Resampling.BICUBIC, box)
        drawn.paste(part, (0, top))
    return drawn


def _in_mode(picture: Image.Image, mode: str) -> Image.Image:
    """Of 65,536 levels of grey, which some scanners write, the 256 that are shown are kept."""
    if picture.mode == "I;16":
        picture = picture.point(lambda level: level * (1 / 256))
    return picture if picture.mode == mode else picture.convert(mode)
