"""Workbooks with photos, as WPS keeps them inside cells and as Excel lays them over cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.image import Image as Drawing
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from foundation.core.tabular.columns import column_letters

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
