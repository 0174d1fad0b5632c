"""The institution's own workbook sent back with what is to be mended: colours, comments, a result column."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from foundation.core.tabular import guard
from foundation.core.tabular.cell_images import with_cell_images
from foundation.core.tabular.cells import plain_text
from foundation.core.tabular.columns import (
    HEADER_SEARCH_ROWS,
    RESULT_TITLE,
    Problem,
    column_letters,
    plain_title,
)
from foundation.core.tabular.guard import Limits
from foundation.core.tabular.opening import open_first_sheet
from foundation.core.tabular.placed_pictures import with_placed_pictures
from foundation.core.tabular.styling import (
    AUTHOR,
    BOLD,
    BOXED,
    ERROR_FILL,
    HEADER_FILL,
    NO_FILL,
    WARNING_FILL,
    WRAPPED,
    put_comment,
    put_text,
)

_MAX_ROWS = 20_000
_RESULT_WIDTH = 48


def annotate_workbook(original: bytes, problems: Iterable[Problem]) -> bytes:
    """The same workbook, its layout kept, marked on the sheet that was read and with a column 核对结果.

    Errors stand before remarks. Marks of an earlier round are removed first. An .xls comes back as .xlsx with its
    values.
    """
    listed = sorted(problems, key=lambda each: (each.row, each.level != "error", each.column_title))
    book, sheet = _opened(original)
    titles = {plain_title(problem.column_title) for problem in listed if problem.column_title}
    header = _header_row(sheet, titles)
    places = {
        plain_title(str(cell.value or "")): cell.column for cell in sheet[header] if isinstance(cell, Cell)
    }
    result = places.get(RESULT_TITLE) or sheet.max_column + 1
    _clear_earlier_marks(sheet, header, result)
    _mark_cells(sheet, listed, places)
    _write_results(sheet, listed, header, result)
    target = io.BytesIO()
    book.save(target)
    return with_placed_pictures(with_cell_images(target.getvalue(), original), original)


def _opened(original: bytes) -> tuple[Workbook, Worksheet]:
    limits = Limits()
    if guard.workbook_kind(original, limits) == "xls":
        return _converted(original, limits)
    guard.unpacked_parts(original, limits, max_rows=_MAX_ROWS)
    book = load_workbook(io.BytesIO(original), rich_text=True)
    sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
    if sheet is None:
        raise guard.not_a_workbook()
    return book, sheet


def _converted(original: bytes, limits: Limits) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    source = open_first_sheet(original, limits, max_rows=_MAX_ROWS).sheet
    sheet = book.create_sheet(source.name, 0)
    for row, cells in enumerate(source.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row, column)
            if value != "" and isinstance(cell, Cell):
                put_text(cell, plain_text(value))
    del book[book.sheetnames[1]]
    return book, sheet


def _header_row(sheet: Worksheet, titles: set[str]) -> int:
    """The row among the first ten that carries most of the titles named in the problems."""

    def hits(row: int) -> int:
        return len({plain_title(str(cell.value or "")) for cell in sheet[row]} & titles)

    return max(range(1, min(HEADER_SEARCH_ROWS, sheet.max_row) + 1), key=hits)


def _clear_earlier_marks(sheet: Worksheet, header: int, result: int) -> None:
    for row in sheet.iter_rows(min_row=header + 1):
        for cell in row:
            if not isinstance(cell, Cell):
                continue
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment, cell.fill = None, NO_FILL
            if cell.column == result:
                cell.value = None


def _mark_cells(sheet: Worksheet, problems: list[Problem], places: dict[str, int]) -> None:
    said: dict[tuple[int, int], list[Problem]] = defaultdict(list)
    for problem in problems:
        place = places.get(plain_title(problem.column_title))
        if place is not None:
            said[problem.row, place].append(problem)
    for (row, place), here in said.items():
        cell = sheet.cell(row, place)
        if isinstance(cell, Cell):
            cell.fill = ERROR_FILL if any(problem.level == "error" for problem in here) else WARNING_FILL
            if cell.comment is None:  # somebody's own remark stays; ours stands in the result column as well
                put_comment(cell, "\n".join(problem.message for problem in here))


def _write_results(sheet: Worksheet, problems: list[Problem], header: int, result: int) -> None:
    head = sheet.cell(header, result)
    if isinstance(head, Cell):
        put_text(head, RESULT_TITLE)
        head.font, head.border, head.fill = BOLD, BOXED, HEADER_FILL
    said: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        said[problem.row].append(problem.in_full)
    for row, messages in said.items():
        cell = sheet.cell(row, result)
        if isinstance(cell, Cell):
            put_text(cell, "；".join(messages))
            cell.alignment = WRAPPED
    sheet.column_dimensions[column_letters(result - 1)].width = _RESULT_WIDTH
