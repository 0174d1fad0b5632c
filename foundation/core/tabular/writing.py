"""Plain exports: a title, a line about who exported what and when, a header and rows; text is always text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import load_workbook
from rustpy_xlsxwriter import write_worksheet

from foundation.core.tabular.columns import Column

ExportCell = str | int | Decimal | date | None

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SHEET_NAME_REFUSES = re.compile(r"[\[\]:*?/\\]")
_HEADER_ROW = 2
_WIDTHS = {"identity": 21.0, "phone": 14.0, "date": 12.0, "choice": 14.0, "integer": 9.0, "text": 16.0}


def write_sheet(
    columns: Sequence[Column],
    rows: Iterable[Sequence[ExportCell]],
    *,
    title: str,
    meta: Mapping[str, str] | None = None,
) -> bytes:
    """An .xlsx of one sheet; rows are streamed. Text such as =1+1 stays text.

    Integers and `Decimal` become numbers (give fen as `Decimal` yuan), dates dates, None an empty cell.
    """
    titles = [column.title for column in columns]
    last = max(len(titles) - 1, 1)
    about = "　".join(f"{name}：{value}" for name, value in (meta or {}).items())
    target = io.BytesIO()
    write_worksheet(
        _records(titles, rows),
        target,
        sheet_name=_SHEET_NAME_REFUSES.sub(" ", title)[:31].strip("' ") or "导出",
        header_row=_HEADER_ROW,
        merge_ranges=[(0, 0, 0, last, _clean(title)), (1, 0, 1, last, _clean(about))],
        freeze_row=_HEADER_ROW + 1,
        bold_headers=True,
        datetime_format="yyyy-mm-dd",
        float_format="#,##0.00",
        column_widths=[_WIDTHS[column.kind] for column in columns],
        ignore_errors=[column.title for column in columns if column.kind in ("identity", "phone", "text")],
    )
    return target.getvalue()


def ready_to_fill_in(workbook: bytes, columns: Sequence[Column]) -> bytes:
    """The same sheet with text cells where text is asked for, so that Excel keeps every digit typed in."""
    book = load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    for index, column in enumerate(columns):
        if column.kind in ("text", "identity", "phone"):
            for row in range(_HEADER_ROW + 2, sheet.max_row + 1):
                sheet.cell(row, index + 1).number_format = "@"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _records(titles: list[str], rows: Iterable[Sequence[ExportCell]]) -> Iterator[dict[str, ExportCell]]:
    empty = True
    for row in rows:
        empty = False
        yield {
            title: _clean(cell) if isinstance(cell, str) else cell
            for title, cell in zip(titles, row, strict=True)
        }
    if empty:
        yield dict.fromkeys(titles)


def _clean(text: str) -> str:
    """Without the control characters that make a workbook unreadable."""
    return _CONTROL.sub("", text)
