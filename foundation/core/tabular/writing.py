"""Plain exports: a title, a line about who exported what and when, a header and rows; text is always text.

A second sheet says how many rows there are and their hash, so that a row that was changed, cut or added afterwards is
found (`verify_export`). It is written after the rows, which are handed through one by one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from tempfile import NamedTemporaryFile

from openpyxl import load_workbook
from rustpy_xlsxwriter import write_worksheets

from foundation.core.errors import Invalid
from foundation.core.tabular.columns import Column
from foundation.core.tabular.seals import ABOUT_SHEET, RowSeal, SealedWorkbook, about_lines

ExportCell = str | int | Decimal | date | None

MOST_ROWS = 1_000_000  # an .xlsx has 1,048,576 lines
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\r\n?")
_SHEET_NAME_REFUSES = re.compile(r"[\[\]:*?/\\]")
_HEADER_ROW = 2
_LONGEST_TEXT = 32_767  # characters in one cell
_WIDTHS = {"identity": 21.0, "phone": 14.0, "date": 12.0, "choice": 14.0, "integer": 9.0}
_USUAL_WIDTH = 16.0
_TEXTS = ("text", "lines", "identity", "phone")


def write_sheet(
    columns: Sequence[Column],
    rows: Iterable[Sequence[ExportCell]],
    *,
    title: str,
    meta: Mapping[str, str] | None = None,
) -> SealedWorkbook:
    """An .xlsx of one sheet of rows, which are streamed, and one about them. Text such as =1+1 stays text.

    Integers and `Decimal` become numbers (give fen as `Decimal` yuan), dates dates, None an empty cell. `Invalid` where
    there are more rows than a sheet holds: nothing is ever left out.
    """
    with NamedTemporaryFile(suffix=".xlsx") as file:  # in memory the writer would hold the file three times
        _write(file.name, columns, rows, title, dict(meta or {}))
        return SealedWorkbook(file.read())


def _write(
    path: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[ExportCell]],
    title: str,
    said: Mapping[str, str],
) -> None:
    titles, seal, sheet = [column.title for column in columns], RowSeal(), _sheet_name(title)
    last = max(len(titles) - 1, 1)
    about = "　".join(f"{name}：{value}" for name, value in said.items())
    as_text = [column.title for column in columns if column.kind in _TEXTS]
    write_worksheets(
        [(sheet, _records(titles, rows, seal)), (ABOUT_SHEET, _about(title, said, seal))],
        path,
        header_row={sheet: _HEADER_ROW},
        merge_ranges={sheet: [(0, 0, 0, last, clean_text(title)), (1, 0, 1, last, clean_text(about))]},
        freeze_panes={sheet: {"row": _HEADER_ROW + 1, "col": 0}},
        bold_headers=True,
        datetime_format="yyyy-mm-dd",
        float_format="#,##0.00",
        column_widths={
            sheet: [_WIDTHS.get(column.kind, _USUAL_WIDTH) for column in columns],
            ABOUT_SHEET: [18.0, 80.0],
        },
        ignore_errors={sheet: as_text},
    )


def ready_to_fill_in(workbook: SealedWorkbook, columns: Sequence[Column]) -> SealedWorkbook:
    """The same sheet with text cells where text is asked for, so that Excel keeps every digit typed in."""
    book = load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    for index, column in enumerate(columns):
        if column.kind in _TEXTS:
            for row in range(_HEADER_ROW + 2, sheet.max_row + 1):
                sheet.cell(row, index + 1).number_format = "@"
    target = io.BytesIO()
    book.save(target)
    return SealedWorkbook(target.getvalue())


def _records(
    titles: list[str], rows: Iterable[Sequence[ExportCell]], seal: RowSeal
) -> Iterator[dict[str, ExportCell]]:
    for row in rows:
        if seal.count == MOST_ROWS:
            raise Invalid(
                "export.too_many_rows", f"超过 {MOST_ROWS} 行，一张表放不下；请缩小筛选范围后再导出"
            )
        cells = _clean(row)
        seal.take(cells)
        yield dict(zip(titles, cells, strict=True))
    if not seal.count:
        yield dict.fromkeys(titles)


def _clean(row: Sequence[ExportCell]) -> Sequence[ExportCell]:
    """Nearly every row is clean as a whole; only another is looked at cell by cell."""
    if _is_clean("".join([cell for cell in row if type(cell) is str])):
        return row
    return [clean_text(cell) if type(cell) is str else cell for cell in row]


def _is_clean(text: str) -> bool:
    return text.isprintable() and "_x" not in text and len(text) <= _LONGEST_TEXT


def _about(title: str, said: Mapping[str, str], seal: RowSeal) -> Iterator[dict[str, str]]:
    """Begun only when every row has gone through."""
    for name, value in about_lines(title, said, seal).items():
        yield {"项目": clean_text(name), "内容": clean_text(value)}


def _sheet_name(title: str) -> str:
    name = _SHEET_NAME_REFUSES.sub(" ", clean_text(title))[:31].strip("' ")
    return name if name and name != ABOUT_SHEET else "导出"


def clean_text(text: str) -> str:
    """Without the control characters that make a workbook unreadable, and no longer than a cell holds.

    Excel takes _x0041_ for a coded character: the underscore before it is itself written in that code.
    """
    if _is_clean(text):
        return text
    plain = _CONTROL.sub(lambda found: "\n" if "\r" in found[0] else "", text)
    if len(plain) > _LONGEST_TEXT:
        raise Invalid(
            "export.cell_too_long", f"有一格超过 {_LONGEST_TEXT} 个字，Excel 放不下；请缩小范围后再导出"
        )
    return plain
