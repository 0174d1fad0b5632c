"""The container of an .xls (OLE compound file): just enough to look at one stream of it. Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

_LAST_SECTOR: Final = 0xFFFFFFFA
_HEADER_TABLE: Final = 109


class BrokenContainer(Exception):
    """The file is not a well-formed compound file."""


@dataclass(frozen=True)
class _Container:
    data: bytes
    size: int
    table: tuple[int, ...]

    def chain(self, start: int) -> bytes:
        """The sectors of one stream, in order; a loop or a sector outside the file is refused."""
        parts, sector, seen = [], start, 0
        while sector < _LAST_SECTOR:
            seen += 1
            if sector >= len(self.table) or seen > len(self.table):
                raise BrokenContainer
            parts.append(self.sector(sector))
            sector = self.table[sector]
        return b"".join(parts)

    def sector(self, number: int) -> bytes:
        place = (number + 1) * self.size
        return self.data[place : place + self.size]


def stream(data: bytes, names: tuple[str, ...]) -> bytes:
    """The stream that carries the first of the names found; `BrokenContainer` when there is none."""
    try:
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        directory_at, _, cutoff, small_table_at = struct.unpack_from("<IIII", data, 48)
        if shift not in (9, 12) or small_shift != 6:
            raise BrokenContainer
        container = _Container(data, 1 << shift, _sector_table(data, 1 << shift))
        entries = _entries(container.chain(directory_at))
        for name in names:
            if name in entries:
                start, length = entries[name]
                if length >= cutoff:
                    return container.chain(start)[:length]
                return _small_stream(container, entries, small_table_at, start)[:length]
    except (struct.error, UnicodeDecodeError) as error:
        raise BrokenContainer from error
    raise BrokenContainer


def _sector_table(data: bytes, size: int) -> tuple[int, ...]:
    listed = list(struct.unpack_from(f"<{_HEADER_TABLE}I", data, 76))
    more, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // size)):
        if more >= _LAST_SECTOR:
            break
        page = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        listed += page[:-1]
        more = page[-1]
    table: list[int] = []
    for sector in listed:
        if sector < _LAST_SECTOR:
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return tuple(table)


def _entries(directory: bytes) -> dict[str, tuple[int, int]]:
    """Name → first sector and length; the root's stream holds the small streams."""
    found: dict[str, tuple[int, int]] = {}
    for place in range(0, len(directory) - 127, 128):
        length_of_name, kind = struct.unpack_from("<HB", directory, place + 64)
        start, length = struct.unpack_from("<II", directory, place + 116)
        name = directory[place : place + max(0, min(length_of_name, 64) - 2)].decode("utf-16-le")
        if kind in (2, 5):
            found.setdefault("" if kind == 5 else name, (start, length))
    return found


def _small_stream(
    container: _Container, entries: dict[str, tuple[int, int]], table_at: int, start: int
) -> bytes:
    if "" not in entries:
        raise BrokenContainer
    table = container.chain(table_at)
    numbers = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
    # The small stream begins at sector 0, a normal container after its header: put a header's room before it.
    inner = b"\0" * 64 + container.chain(entries[""][0])
    return _Container(inner, 64, numbers).chain(start)
