"""Sixty hostile workbooks, made by code: name → (the file, the code it is refused with)."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial

from tests.foundation.core.workbooks import (
    ROW,
    TITLES,
    old_workbook,
    part,
    with_lying_size,
    with_part,
    workbook,
)

Made = Callable[[], bytes]
BOMB, NO_WORKBOOK, LOCKED = "workbook.bomb", "workbook.not_a_workbook", "workbook.password"
TOO_FAR, MACROS, TOO_LARGE, FORMULA = (
    "workbook.too_many_rows",
    "workbook.macros",
    "workbook.too_large",
    "workbook.formula",
)
MIB = 1024 * 1024
SHEET, STRINGS, STYLES, BOOK = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
)
HONEST = workbook([TITLES, ROW])
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
_DEFINITIONS = (
    f"<!DOCTYPE a [{_LAUGHS}]>",
    f'<!DOCTYPE a [<!ENTITY b "{"b" * 3000}">]>',
    '<!DOCTYPE a SYSTEM "file:///etc/hostname">',
    '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.org/x.dtd"> %p;]>',
)


def hostile() -> dict[str, tuple[Made, str]]:
    return {name: (made, code) for name, made, code in (*_bombs(), *_contents(), *_archives(), *_others())}


def _bombs() -> Iterator[tuple[str, Made, str]]:
    for name in (SHEET, STRINGS, STYLES, "xl/media/image1.png", "xl/theme/theme1.xml", "docProps/app.xml"):
        yield f"flat bomb in {name}", partial(with_part, HONEST, name, b" " * 20 * MIB), BOMB
    yield "sixty megabytes unpacked", lambda: with_part(HONEST, "xl/media/a.xml", b"ab" * 30 * MIB), BOMB
    for claimed in (0, 10, 2**31, 0xFFFFFFFF):
        yield (
            f"lying size {claimed}",
            partial(_lying, claimed),
            BOMB,
        )
    for name in (
        "xl/embeddings/a.xlsx",
        "xl/a.zip",
        "xl/a.docx",
        "xl/a.xls",
        "xl/a.7z",
        "xl/a.rar",
        "xl/a.gz",
        "a.jar",
    ):
        yield f"nested {name}", partial(with_part, HONEST, name, b"anything"), BOMB
    for name in ("xl/media/image1.png", "customXml/item1.xml"):
        yield f"hidden archive in {name}", partial(with_part, HONEST, name, HONEST), BOMB
    yield "many sheets", lambda: _many("xl/worksheets/sheet{}.xml", 250), BOMB
    yield "many parts", lambda: _many("xl/drawings/drawing{}.xml", 201), BOMB
    yield "many pictures", lambda: _many("xl/media/image{}.png", 5_200), BOMB
    yield (
        "huge shared strings",
        lambda: with_part(HONEST, STRINGS, b"<sst>" + b"<si><t>a</t></si>" * 2_000_000),
        BOMB,
    )
    yield "deep styles", lambda: with_part(HONEST, STYLES, b"<a>" * 4_000_000), BOMB


def _contents() -> Iterator[tuple[str, Made, str]]:
    for number, definition in enumerate(_DEFINITIONS):
        for name in (SHEET, STRINGS, BOOK):
            yield f"entity {number} in {name}", partial(_defined, name, definition), BOMB
    for old, new in (
        ('r="A2"', 'r="XFD1048576"'),
        ('r="A2"', 'r="A400000"'),
        ('<row r="2"', '<row r="1048576"'),
        ('r="A2"', 'r="CA2"'),
    ):
        yield f"cell at {new}", partial(_changed, old, new), TOO_FAR
    yield "four hundred thousand rows", _four_hundred_thousand, TOO_FAR
    yield "address in apostrophes", lambda: _changed('r="A2"', "r='XFD1048576'"), NO_WORKBOOK
    yield "address with a blank", lambda: _changed('r="A2"', 'r ="XFD1048576"'), NO_WORKBOOK
    yield "formula", lambda: workbook([TITLES, ["=1+1"]]), FORMULA
    yield "external link in a formula", lambda: workbook([TITLES, ["=[1]Sheet1!A1"]]), FORMULA
    yield "command in a formula", lambda: workbook([TITLES, ["=cmd|' /C calc'!A0"]]), FORMULA


def _archives() -> Iterator[tuple[str, Made, str]]:
    for name in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.xml"):
        yield f"macros in {name}", partial(with_part, HONEST, name, b"anything"), MACROS
    for name in ("../../outside.xml", "/etc/passwd", "C:/windows/a.xml", "xl\\..\\a.xml"):
        yield f"path {name}", partial(with_part, HONEST, name, b"<a/>"), BOMB
    yield "entry twice", _twice, BOMB
    yield "entry twice in another case", lambda: with_part(HONEST, "XL/WORKBOOK.XML", b"<a/>"), BOMB
    yield "overlapping entries", _overlapping, BOMB
    yield "encrypted entries", _encrypted, LOCKED
    yield "unknown compression", lambda: _method(99), NO_WORKBOOK
    yield "size in the zip64 field", _zip64, BOMB


def _others() -> Iterator[tuple[str, Made, str]]:
    yield (
        "password",
        lambda: _OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        LOCKED,
    )
    yield "password of an old workbook", lambda: old_workbook({(0, 0): "姓名"}, locked=True), LOCKED
    yield "far cell of an old workbook", lambda: old_workbook({(0, 0): "姓名", (65_000, 0): "x"}), TOO_FAR
    yield "formula of an old workbook", lambda: old_workbook({(0, 0): "姓名"}, formula=(1, 0)), FORMULA
    yield "container that is a loop", lambda: _OLE + struct.pack("<500I", *range(500)), NO_WORKBOOK
    yield "truncated", lambda: HONEST[: len(HONEST) * 2 // 3], NO_WORKBOOK
    yield "noise", lambda: random.Random(4).randbytes(5_000), NO_WORKBOOK
    yield "noise behind a signature", lambda: b"PK\x03\x04" + random.Random(5).randbytes(5_000), NO_WORKBOOK
    yield "web page", lambda: b"<html><table><tr><td>1</td></tr></table></html>", NO_WORKBOOK
    yield "text", lambda: "姓名,身份证号\n张三,1".encode(), NO_WORKBOOK
    yield "portable document", lambda: b"%PDF-1.7\n", NO_WORKBOOK
    yield "nothing", lambda: b"", NO_WORKBOOK
    yield "another office file", lambda: _archive({"word/document.xml": b"<w/>"}), NO_WORKBOOK
    yield "twenty-one megabytes", lambda: HONEST + b"\0" * 21 * MIB, TOO_LARGE


def _archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _blank() -> bytes:
    return with_part(HONEST, "xl/media/blank.xml", b" " * 5 * MIB)


def _lying(claimed: int) -> bytes:
    return with_lying_size(_blank(), "xl/media/blank.xml", claimed)


def _many(name: str, number: int) -> bytes:
    return _archive({BOOK: b"<workbook/>", **{name.format(n): b"" for n in range(number)}})


def _defined(name: str, definition: str) -> bytes:
    content = part(HONEST, name if name != STRINGS else SHEET).split(b"?>", 1)[-1]
    return with_part(HONEST, name, b'<?xml version="1.0"?>' + definition.encode() + content)


def _changed(old: str, new: str) -> bytes:
    sheet = part(HONEST, SHEET)
    if old.encode() not in sheet:
        raise AssertionError(f"{old} is not in the sheet")
    return with_part(HONEST, SHEET, sheet.replace(old.encode(), new.encode()))


def _four_hundred_thousand() -> bytes:
    rows = b"".join([b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(2, 400_002)])
    return with_part(HONEST, SHEET, part(HONEST, SHEET).replace(b"</sheetData>", rows + b"</sheetData>"))


def _twice() -> bytes:
    data = bytearray(with_part(HONEST, "xl/workbooK.xml", part(HONEST, BOOK)))
    return bytes(data).replace(b"xl/workbooK.xml", b"xl/workbook.xml")


def _entry(data: bytes, number: int) -> int:
    place = -1
    for _ in range(number + 1):
        place = data.index(b"PK\x01\x02", place + 1)
    return place


def _overlapping() -> bytes:
    data = bytearray(HONEST)
    first, second = _entry(HONEST, 0), _entry(HONEST, 1)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def _encrypted() -> bytes:
    data = bytearray(HONEST)
    data[_entry(HONEST, 0) + 8] |= 1
    return bytes(data)


def _method(number: int) -> bytes:
    data = bytearray(HONEST)
    place = _entry(HONEST, 2)
    data[place + 10 : place + 12] = struct.pack("<H", number)
    return bytes(data)


def _zip64() -> bytes:
    """The size stands in the zip64 field and says four gigabytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in zipfile.ZipFile(io.BytesIO(HONEST)).infolist():
            with archive.open(zipfile.ZipInfo(entry.filename), "w", force_zip64=True) as file:
                file.write(part(HONEST, entry.filename))
    data = bytearray(target.getvalue())
    place = _entry(bytes(data), 0)
    data[place + 24 : place + 28] = struct.pack("<I", 0xFFFFFFF0)
    return bytes(data)
