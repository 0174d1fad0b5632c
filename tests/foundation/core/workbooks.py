"""Workbooks for the tests, honest and hostile, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from foundation.core.tabular import Column

GOOD = "11010519491231002X"
OTHER = "440524188001010014"
COLUMNS = (
    Column("name", "姓名", required=True),
    Column("identity", "身份证号", required=True, kind="identity", aliases=("身份证号码",)),
    Column("phone", "联系电话", kind="phone"),
    Column("category", "人员类别", kind="choice", choices=("脱贫劳动力", "城镇登记失业人员")),
    Column("since", "失业日期", kind="date"),
    Column("months", "失业月数", kind="integer"),
)
TITLES: list[object] = [column.title for column in COLUMNS]
ROW: list[object] = ["张小英", GOOD, "13800001234", "脱贫劳动力", "2026-03-02", 3]


def workbook(rows: Sequence[Sequence[Any]], change: Callable[[Worksheet], None] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part replaced or added, compressed as well as it goes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, content)
    return target.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def with_lying_size(data: bytes, name: str, claimed: int) -> bytes:
    """The central directory claims `claimed` bytes for a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    place = data.index(name.encode(), start) - 46
    return data[: place + 24] + claimed.to_bytes(4, "little") + data[place + 28 :]


def old_workbook(
    cells: dict[tuple[int, int], str],
    *,
    locked: bool = False,
    formula: tuple[int, int] | None = None,
    small: bool = False,
) -> bytes:
    """A minimal .xls (BIFF8 in an OLE container) with text cells at (row, column)."""

    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    name = "名册"
    lock = record(0x002F, b"\x01\0" + b"\0" * 52) if locked else b""
    sheet_at = len(begin(5)) + len(lock) + 4 + 8 + 2 * len(name) + 4
    listing = struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 1) + name.encode("utf-16-le")
    stream = begin(5) + lock + record(0x0085, listing) + record(0x000A) + begin(0x10)
    for (row, column), text in sorted(cells.items()):
        stream += record(
            0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
        )
    if formula is not None:
        stream += record(0x0006, struct.pack("<HHHdHIH", *formula, 0, 2.0, 0, 0, 0))
    stream += record(0x000A)
    return _small_ole(stream) if small else _ole(stream)


def _ole(stream: bytes) -> bytes:
    """One stream named Workbook: header, allocation table, directory, data."""
    size = max(len(stream), 4096)
    sectors = -(-size // 512)
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(name: str, kind: int, start: int, length: int, child: int) -> bytes:
        title = (name + "\0").encode("utf-16-le")
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            title.ljust(64, b"\0")
            + struct.pack("<H", len(title))
            + links
            + b"\0" * 36
            + struct.pack("<IQ", start, length)
        )

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry("Workbook", 2, 2, size, 0xFFFFFFFF)
    return (
        head.ljust(512, b"\xff")
        + struct.pack("<128I", *table)
        + directory.ljust(512, b"\0")
        + stream.ljust(sectors * 512, b"\0")
    )


def _small_ole(stream: bytes) -> bytes:
    """The same, with a stream below 4096 bytes kept in blocks of 64, as the format allows."""
    blocks = -(-len(stream) // 64)
    sectors = -(-blocks * 64 // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, *range(4, 3 + sectors), 0xFFFFFFFE]
    small_table = [*range(1, blocks), 0xFFFFFFFE]
    whole = bytearray(_ole(b""))[:1536]
    whole[60:68] = struct.pack("<II", 2, 1)
    whole[512:1024] = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    whole[1024 + 116 : 1024 + 124] = struct.pack("<II", 3, blocks * 64)
    whole[1024 + 128 + 116 : 1024 + 128 + 124] = struct.pack("<II", 0, len(stream))
    links = struct.pack("<128I", *small_table, *[0xFFFFFFFF] * (128 - len(small_table)))
    return bytes(whole) + links + stream.ljust(sectors * 512, b"\0")
