"""The seal of a workbook that was drawn with styles, as a report is: every line of its sheet is counted and hashed."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from foundation.core.tabular.seals import (
    ABOUT_SHEET,
    SCOPE,
    WHOLE_SHEET,
    RowSeal,
    SealedWorkbook,
    about_lines,
    without_end,
)
from foundation.core.tabular.styling import BOLD, put_text
from foundation.core.tabular.writing import clean_text

_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would take it for a coded character


def sealed_workbook(book: Workbook, *, title: str, meta: Mapping[str, str]) -> SealedWorkbook:
    """The book with a second sheet about its first, which `verify_export` finds as it was left here."""
    seal = RowSeal()
    for row in book.worksheets[0].iter_rows():
        values = [clean_text(each.value) if isinstance(each.value, str) else each.value for each in row]
        for cell, value in zip(row, values, strict=True):
            if isinstance(cell, Cell) and isinstance(value, str):
                put_text(cell, _CODED.sub("_x005F_", value))
        seal.take(without_end(values))
    _write_about(book.create_sheet(ABOUT_SHEET), about_lines(title, {**meta, SCOPE: WHOLE_SHEET}, seal))
    target = io.BytesIO()
    book.save(target)
    return SealedWorkbook(target.getvalue())


def _write_about(sheet: Worksheet, lines: Mapping[str, str]) -> None:
    for number, texts in enumerate((("项目", "内容"), *lines.items()), 1):
        for place, text in enumerate(texts, 1):
            cell = sheet.cell(number, place)
            if isinstance(cell, Cell):
                put_text(cell, _CODED.sub("_x005F_", clean_text(text)))
                if number == 1:
                    cell.font = BOLD
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 80
