from __future__ import annotations

import io
import random
import time
import zipfile
from datetime import date

import pytest

from foundation.core.errors import Invalid
from foundation.core.tabular import Limits, read_sheet
from tests.foundation.core.workbooks import COLUMNS, ROW, TITLES, part, with_lying_size, with_part, workbook

HONEST = workbook([TITLES, ROW])
SHEET = "xl/worksheets/sheet1.xml"
MIB = 1024 * 1024


def _refused(data: bytes, limits: Limits | None = None) -> str:
    started = time.perf_counter()
    with pytest.raises(Invalid) as refusal:
        read_sheet(data, columns=COLUMNS, limits=limits, today=date(2026, 3, 2))
    assert time.perf_counter() - started < 2
    assert "！" not in refusal.value.message
    return refusal.value.code


def _archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 not a workbook",
        b"<html>",
        b"PK\x03\x04 broken",
        HONEST[: len(HONEST) // 2],
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000,
        _archive({"word/document.xml": b"<w/>"}),
    ],
)
def test_other_files_are_no_workbook(data: bytes) -> None:
    assert _refused(data) == "workbook.not_a_workbook"


def test_encrypted_workbook_asks_for_the_password_to_be_removed() -> None:
    locked = (
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    )
    assert _refused(locked) == "workbook.password"


def test_encrypted_entries_ask_for_the_password_to_be_removed() -> None:
    data = bytearray(HONEST)
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    assert _refused(bytes(data)) == "workbook.password"


def test_sixty_megabytes_are_refused_by_size_alone() -> None:
    with pytest.raises(Invalid, match="60 MB，超过 20 MB") as refusal:
        read_sheet(HONEST + b"\0" * (60 * MIB - len(HONEST)), columns=COLUMNS)
    assert refusal.value.code == "workbook.too_large"


def test_part_that_unpacks_to_gigabytes_is_refused() -> None:
    assert _refused(with_part(HONEST, "xl/media/blank.xml", b" " * 60 * MIB)) == "workbook.bomb"


def test_total_of_what_the_parts_unpack_to_is_limited() -> None:
    data = with_part(HONEST, "xl/media/noise.bin", random.Random(1).randbytes(2 * MIB))
    with pytest.raises(Invalid, match="展开后超过 1 MB") as refusal:
        read_sheet(data, columns=COLUMNS, limits=Limits(max_unpacked=MIB))
    assert refusal.value.code == "workbook.bomb"


def test_high_ratio_is_refused_before_anything_is_unpacked() -> None:
    assert _refused(with_part(HONEST, "xl/sharedStrings.xml", b" " * 10 * MIB)) == "workbook.bomb"


@pytest.mark.parametrize("claimed", [10, 0, 2**31])
def test_part_that_lies_about_its_size_is_refused(claimed: int) -> None:
    bomb = with_part(HONEST, "xl/media/blank.xml", b" " * 60 * MIB)
    assert _refused(with_lying_size(bomb, "xl/media/blank.xml", claimed)) == "workbook.bomb"


def test_workbook_inside_a_workbook_is_refused() -> None:
    assert _refused(with_part(HONEST, "xl/embeddings/inner.xlsx", HONEST)) == "workbook.bomb"
    assert _refused(with_part(HONEST, "xl/media/image1.png", HONEST)) == "workbook.bomb"


def test_too_many_parts_are_refused() -> None:
    parts = {f"xl/media/{number}.xml": b"<a/>" for number in range(201)}
    assert _refused(_archive(parts)) == "workbook.bomb"


def test_overlapping_parts_are_refused() -> None:
    data = bytearray(HONEST)
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    with pytest.raises(Invalid, match="互相重叠") as refusal:
        read_sheet(bytes(data), columns=COLUMNS)
    assert refusal.value.code == "workbook.bomb"


@pytest.mark.parametrize("name", [SHEET, "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.parametrize(
    "definition", [b'<!DOCTYPE a [<!ENTITY b "bbbb">]>', b'<!DOCTYPE a SYSTEM "file:///etc/passwd">']
)
def test_entity_definitions_are_refused(name: str, definition: bytes) -> None:
    bomb = b'<?xml version="1.0"?>' + definition + part(HONEST, name).split(b"?>", 1)[-1]
    assert _refused(with_part(HONEST, name, bomb)) == "workbook.bomb"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="A2"', b'r="XFD1048576"'),
        (b'r="A2"', b'r="A1048576"'),
        (b'r="A2"', b'r="DA2"'),
        (b'<row r="2"', b'<row r="1048576"'),
    ],
)
def test_cell_at_the_end_of_the_world_is_refused(old: bytes, new: bytes) -> None:
    sheet = part(HONEST, SHEET)
    assert old in sheet
    assert _refused(with_part(HONEST, SHEET, sheet.replace(old, new))) == "workbook.too_many_rows"


@pytest.mark.parametrize("address", [b"r='XFD1048576'", b'r = "XFD1048576"'])
def test_cell_address_in_unusual_spelling_is_refused(address: bytes) -> None:
    sheet = part(HONEST, SHEET).replace(b'r="A2"', address)
    assert _refused(with_part(HONEST, SHEET, sheet)) == "workbook.not_a_workbook"


def test_limits_can_be_raised_for_a_trusted_file() -> None:
    big = with_part(HONEST, "xl/media/blank.xml", b" " * 60 * MIB)
    generous = Limits(max_unpacked=100 * MIB, max_ratio=10_000)
    assert len(read_sheet(big, columns=COLUMNS, limits=generous, today=date(2026, 3, 2)).rows) == 1
