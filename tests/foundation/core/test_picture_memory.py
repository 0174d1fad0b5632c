"""A picture is unpacked in bounded memory, whatever it says of itself, and loses nothing that a reader needs (G13)."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from foundation.core import pictures, pixels
from foundation.core.errors import Invalid

MOST_MIB = 150
READER = """
import re, sys
from pathlib import Path
import django
django.setup()
from foundation.core.errors import Invalid
from foundation.core.pictures import look_at, reencoded_photo
def most():  # of this process alone; what getrusage tells begins with the memory of the one that started it
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
look_at(Path(sys.argv[1]))
before = most()
for name in sys.argv[2:]:
    path = Path(name)
    for look in (look_at, lambda path: reencoded_photo(path.read_bytes())):
        try:
            look(path)
        except Invalid as refusal:
            assert refusal.code == "file.damaged"
print((most() - before) // 1024)
"""


def flat_png(path: Path, width: int, height: int) -> Path:
    """In colour with transparency, with as many pixels as it says, without unpacking it here."""
    deflate, row = zlib.compressobj(1), bytes(1 + width * 4)
    rows = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    )
    return path


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def flat_jpeg(path: Path, width: int, height: int, **how: object) -> Path:
    Image.new("L", (width, height), 120).convert("RGB").save(path, "JPEG", **how)
    return path


@pytest.mark.one_engine
def test_no_picture_takes_more_than_150_megabytes(tmp_path: Path) -> None:
    hostile = [
        flat_png(tmp_path / "rgba25.png", 5000, 5000),
        flat_jpeg(tmp_path / "phone25.jpg", 5773, 4330),
        flat_jpeg(tmp_path / "phone48.jpg", 8000, 6000),
        flat_jpeg(tmp_path / "scans36.jpg", 6000, 6000, progressive=True),
    ]
    small = flat_jpeg(tmp_path / "small.jpg", 100, 100)
    command = [sys.executable, "-c", READER, str(small), *map(str, hostile)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    assert int(done.stdout) <= MOST_MIB


@pytest.mark.parametrize(
    ("size", "copy"),
    [
        ((2480, 3508), (2480, 3508)),  # A4 at 300 dots
        ((4000, 3000), (3600, 2700)),  # a phone of 12 million
        ((5773, 4330), (3600, 2700)),  # of 25 million
        ((8000, 6000), (3600, 2700)),  # of 48 million
        ((9000, 9000), (3162, 3162)),
        ((40_000, 2000), (3600, 180)),
    ],
)
def test_as_much_is_kept_as_is_read(size: tuple[int, int], copy: tuple[int, int]) -> None:
    assert pixels._fitting(size, 3600) == copy


@pytest.mark.parametrize("mode", ["L", "P", "RGB", "RGBA"])
def test_bands_leave_no_seam(mode: str) -> None:
    rough = Image.frombytes("RGB", (97, 61), random.Random(3).randbytes(97 * 61 * 3))
    large = rough.resize((970, 610), Image.Resampling.NEAREST).convert(mode)
    plain = "RGB" if mode == "P" else mode
    whole = large.convert(plain).resize((320, 201), Image.Resampling.BICUBIC)
    drawn = pixels._drawn(large, plain, (320, 201))
    apart = ImageChops.difference(drawn, whole).tobytes()
    assert max(apart) <= 1


def test_a_scan_with_65536_levels_of_grey_keeps_its_shades() -> None:
    levels = b"".join(struct.pack("<H", level) for level in (0, 20_000, 40_000, 65_535))
    target = io.BytesIO()
    Image.frombytes("I;16", (4, 1), levels).save(target, "PNG")
    with pixels.plain_pixels(Image.open(io.BytesIO(target.getvalue())), 1, 3600) as upright:
        assert (upright.mode, upright.tobytes()) == ("L", bytes([0, 78, 156, 255]))


def test_a_picture_that_must_be_held_whole_is_known_by_its_first_scan(tmp_path: Path) -> None:
    def comes_in_scans(path: Path) -> bool:
        with path.open("rb") as file:
            return pixels._comes_in_scans(file)

    plain = flat_jpeg(tmp_path / "a.jpg", 64, 64)
    assert not comes_in_scans(plain)
    assert comes_in_scans(flat_jpeg(tmp_path / "b.jpg", 64, 64, progressive=True))
    data = plain.read_bytes()
    scan = data.index(b"\xff\xda") + 4
    (tmp_path / "c.jpg").write_bytes(data[:scan] + b"\x01" + data[scan + 1 :])
    assert comes_in_scans(tmp_path / "c.jpg"), "each colour by itself"
    (tmp_path / "d.jpg").write_bytes(data[: scan - 4])
    assert comes_in_scans(tmp_path / "d.jpg"), "what cannot be followed is taken for the worse"


def test_too_many_pixels_are_said_to_be_too_many(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="图片像素过大") as refusal:
        pictures.look_at(flat_png(tmp_path / "a.png", 5001, 5000))
    assert refusal.value.code == "file.damaged"
