"""Workbooks with photos, as WPS and Excel 365 keep them inside cells and as Excel lays them over cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.image import Image as Drawing
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from foundation.core.tabular.columns import column_letters
from tests.foundation.core.workbooks import part, with_part, workbook

_NS = (
    'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_PIC = (
    '<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{n}" name="{name}"/><xdr:cNvPicPr/></xdr:nvPicPr>'
    '<xdr:blipFill><a:blip r:embed="rId{n}"/></xdr:blipFill><xdr:spPr/></xdr:pic></etc:cellImage>'
)
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


def picture(shade: int = 120, kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (30, 40), (shade, 90, 60)).save(target, kind)
    return target.getvalue()


def laid_over(rows: Sequence[Sequence[Any]], column: int, pictures: Mapping[int, bytes]) -> bytes:
    """Pictures anchored at (Excel's row, column)."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    for row_number, data in pictures.items():
        sheet.row_dimensions[row_number].height = 60
        sheet.add_image(Drawing(io.BytesIO(data)), f"{column_letters(column)}{row_number}")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def in_cells(rows: Sequence[Sequence[Any]], column: int, pictures: Mapping[int, bytes | None]) -> bytes:
    """DISPIMG formulas with a cached value, and xl/cellimages.xml; None leaves the picture out of the file."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    for row_number in pictures:
        sheet.cell(row_number, column + 1).value = f'=_xlfn.DISPIMG("ID_{row_number:032X}",1)'
    plain = io.BytesIO()
    book.save(plain)
    kept = {row_number: data for row_number, data in pictures.items() if data is not None}
    return _with_cell_images(plain.getvalue(), kept)


PLACED = {
    "xl/metadata.xml": (
        '<metadata xmlns="{main}" xmlns:xlrd="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata">'
        '<metadataTypes count="2"><metadataType name="XLDAPR"/><metadataType name="XLRICHVALUE"/></metadataTypes>'
        '<futureMetadata name="XLRICHVALUE">{blocks}</futureMetadata>'
        "<valueMetadata>{cells}</valueMetadata></metadata>"
    ),
    "xl/richData/rdrichvalue.xml": '<rvData xmlns="{rich}"><rv s="1"><v>9</v></rv>{values}</rvData>',
    "xl/richData/rdrichvaluestructure.xml": (
        '<rvStructures xmlns="{rich}"><s t="_localImage"><k n="CalcOrigin" t="i"/>'
        '<k n="_rvRel:LocalImageIdentifier" t="i"/></s><s t="_error"><k n="errorType" t="i"/></s></rvStructures>'
    ),
    "xl/richData/richValueRel.xml": (
        '<richValueRels xmlns="http://schemas.microsoft.com/office/spreadsheetml/2022/richvaluerel" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{rels}</richValueRels>'
    ),
    "xl/richData/_rels/richValueRel.xml.rels": "<Relationships>{targets}</Relationships>",
}
_BLOCK = (
    '<bk><extLst><ext uri="{{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}}"><xlrd:rvb i="{}"/></ext></extLst></bk>'
)


def placed_in_cells(
    rows: Sequence[Sequence[Any]],
    column: int,
    pictures: Mapping[int, bytes],
    hostile: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """As Excel 365 places them: #VALUE! with a `vm`, and five parts that lead to the picture, each by its own count.

    `hostile`: part → (what stands in it, what is to stand there instead).
    """
    data = _with_errors(rows, column, pictures)
    numbers = range(len(pictures))
    said = {
        "main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "rich": "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata",
        "blocks": "".join(_BLOCK.format(n + 1) for n in reversed(numbers)),
        "cells": "".join(f'<bk><rc t="2" v="{len(pictures) - 1 - n}"/></bk>' for n in numbers),
        "values": "".join(f'<rv s="0"><v>5</v><v>{n}</v></rv>' for n in numbers),
        "rels": "".join(f'<rel r:id="rId{n + 7}"/>' for n in numbers),
        "targets": "".join(
            f'<Relationship Id="rId{n + 7}" Type="{_IMAGE}" Target="../media/image{n}.png"/>' for n in numbers
        ),
    }
    for name, written in PLACED.items():
        old, new = (hostile or {}).get(name, ("", ""))
        data = with_part(data, name, written.format(**said).replace(old, new, 1 if old else 0).encode())
    for n, picture_data in enumerate(pictures.values()):
        data = with_part(data, f"xl/media/image{n}.png", picture_data)
    return _announced(data, [name for name in PLACED if not name.endswith(".rels")])


def _announced(data: bytes, names: Sequence[str]) -> bytes:
    """The parts named in the book's relations and in the list of types, as Excel names them."""
    rels = "".join(
        f'<Relationship Id="rId{n}" Type="http://schemas.microsoft.com/office/kind{n}" Target="{name[3:]}"/>'
        for n, name in enumerate(names, 90)
    )
    types = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.ms-excel.kind{n}+xml"/>'
        for n, name in enumerate(names, 90)
    )
    for name, end, addition in (
        ("xl/_rels/workbook.xml.rels", "</Relationships>", rels),
        ("[Content_Types].xml", "</Types>", types),
    ):
        data = with_part(data, name, part(data, name).replace(end.encode(), (addition + end).encode()))
    return data


def _with_errors(rows: Sequence[Sequence[Any]], column: int, pictures: Mapping[int, bytes]) -> bytes:
    data = workbook(rows)
    cells = {f"{column_letters(column)}{row}".encode(): n for n, row in enumerate(pictures, 1)}
    sheet = part(data, "xl/worksheets/sheet1.xml")
    for address, n in cells.items():
        blank = re.compile(rb'<c r="%s"[^>]*?(/>|>.*?</c>)|(?=</row>)' % address)
        row = sheet.index(b'<row r="%s"' % address.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        placed = b'<c r="%s" t="e" vm="%d"><v>#VALUE!</v></c>' % (address, n)
        sheet = sheet[:row] + blank.sub(placed, sheet[row:], count=1)
    return with_part(data, "xl/worksheets/sheet1.xml", sheet)


def _with_cell_images(workbook: bytes, pictures: Mapping[int, bytes]) -> bytes:
    pics = "".join(_PIC.format(n=n, name=f"ID_{n:032X}") for n in pictures)
    rels = "".join(
        f'<Relationship Id="rId{n}" Type="{_IMAGE}" Target="media/image{n}.png"/>' for n in pictures
    )
    book_rel = (
        '<Relationship Id="rId90" Type="http://www.wps.cn/officeDocument/2020/cellImage" '
        'Target="cellimages.xml"/></Relationships>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                part = part.replace(b"</Relationships>", book_rel.encode())
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
        new.writestr(
            "xl/cellimages.xml", f'<?xml version="1.0"?><etc:cellImages {_NS}>{pics}</etc:cellImages>'
        )
        new.writestr("xl/_rels/cellimages.xml.rels", f"<Relationships>{rels}</Relationships>")
        for n, data in pictures.items():
            new.writestr(f"xl/media/image{n}.png", data)
    return target.getvalue()
