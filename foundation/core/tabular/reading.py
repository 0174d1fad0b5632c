"""Reading a sheet: guard, open, find the header, and turn every filled row into values and cell errors.

Row numbers are those that Excel shows, so that a message can be followed with a finger on the screen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from pathlib import Path

from python_calamine import CalamineSheet

from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.memory import uncollected
from foundation.core.reasons import Reason
from foundation.core.tabular.cells import RawCell, plain_text, read_column
from foundation.core.tabular.columns import (
    HEADER_SEARCH_ROWS,
    NO_ROWS,
    CellError,
    CellValue,
    Column,
    SheetRead,
    SheetRows,
    column_letters,
    plain_title,
)
from foundation.core.tabular.guard import Limits
from foundation.core.tabular.opening import open_first_sheet

Grid = Sequence[Sequence[RawCell]]


@dataclass(frozen=True)
class _Header:
    row: int
    places: dict[str, int]
    ignored: tuple[str, ...]
    errors: tuple[Reason, ...]


def read_sheet(
    source: Path | str | bytes,
    *,
    columns: Sequence[Column],
    max_rows: int = 5000,
    limits: Limits | None = None,
    today: date | None = None,
) -> SheetRead:
    """The first visible sheet. What spoils the whole file is `Invalid`; what spoils a cell is in the rows.

    `today` (default: the business day) decides whether a birth date lies in the future.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    sheet = open_first_sheet(data, limits or Limits(), max_rows=max_rows).sheet
    with uncollected():
        return _read(sheet, columns, max_rows=max_rows, today=today or clock.today())


def _read(sheet: CalamineSheet, columns: Sequence[Column], *, max_rows: int, today: date) -> SheetRead:
    grid: Grid = sheet.to_python(skip_empty_area=False)
    header = _find_header(grid, columns)
    if header.errors:
        return SheetRead(NO_ROWS, header.errors, header.row, header.ignored, header.places)
    _refuse_merged(sheet, header.row)
    rows = _read_rows(grid, header, columns, max_rows=max_rows, today=today)
    if not rows:
        raise Invalid("workbook.empty", f"第 {header.row} 行表头以下没有数据，请填写后重新上传")
    return SheetRead(rows, (), header.row, header.ignored, header.places)


def header_places(titles: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Column key → position, for one row taken as a header."""
    plain = [plain_title(title) for title in titles]
    places = {}
    for column in columns:
        found = [index for index, title in enumerate(plain) if title and title in column.names]
        if found:
            places[column.key] = found[0]
    return places


def _find_header(grid: Grid, columns: Sequence[Column]) -> _Header:
    """The row among the first ten that carries most of the titles; titles and remarks may stand above it."""
    best, best_places, best_titles = 0, dict[str, int](), list[str]()
    for index, row in enumerate(grid[:HEADER_SEARCH_ROWS]):
        titles = [plain_text(cell) for cell in row]
        places = header_places(titles, columns)
        if len(places) > len(best_places):
            best, best_places, best_titles = index, places, titles
    if not any(plain_text(cell).strip() for row in grid for cell in row):
        raise Invalid("workbook.empty", "工作表是空的，请用下载的模板填写后重新上传")
    known = set().union(*(column.names for column in columns))
    ignored = tuple(
        title.strip() for title in best_titles if plain_title(title) and plain_title(title) not in known
    )
    errors = _header_errors(best_places, best_titles, ignored, columns)
    return _Header(best + 1, best_places, ignored, errors)


def _header_errors(
    places: dict[str, int], titles: list[str], ignored: tuple[str, ...], columns: Sequence[Column]
) -> tuple[Reason, ...]:
    if not places:
        wanted = "、".join(column.title for column in columns if column.required)
        return (
            Reason(
                "workbook.columns",
                f"前 {HEADER_SEARCH_ROWS} 行里找不到表头（应有：{wanted}），请用下载的模板填写",
            ),
        )
    errors = []
    missing = [column.title for column in columns if column.required and column.key not in places]
    if missing:
        surplus = f"；不认识的列：{'、'.join(ignored)}" if ignored else ""
        errors.append(Reason("workbook.columns", f"缺少列：{'、'.join(missing)}{surplus}；请按模板改正表头"))
    plain = [plain_title(title) for title in titles]
    double = [column.title for column in columns if sum(title in column.names for title in plain) > 1]
    if double:
        errors.append(Reason("workbook.columns", f"列重复出现：{'、'.join(double)}；请只保留一列"))
    return tuple(errors)


def _refuse_merged(sheet: CalamineSheet, header_row: int) -> None:
    """A merged cell below the header holds one value for several rows, and nobody can tell for which."""
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or []:
        if last_row >= header_row:
            first = f"{column_letters(first_column)}{first_row + 1}"
            last = f"{column_letters(last_column)}{last_row + 1}"
            raise Invalid(
                "workbook.merged_cells",
                f"数据区有合并单元格（{first}:{last}）；请取消合并，每人一行填完整后重新上传",
            )


def _read_rows(
    grid: Grid, header: _Header, columns: Sequence[Column], *, max_rows: int, today: date
) -> SheetRows:
    """Column by column, because what is decided once per column need not be decided once per cell."""
    placed = [(column, header.places[column.key]) for column in columns if column.key in header.places]
    numbers, cells = _filled(grid, header.row, [place for _, place in placed])
    if len(numbers) > max_rows:
        raise Invalid("workbook.too_many_rows", f"数据超过 {max_rows} 行，请分成几个文件上传")
    read: dict[str, Sequence[CellValue]] = {column.key: [None] * len(numbers) for column in columns}
    wrong: dict[int, list[CellError]] = defaultdict(list)
    for (column, place), given in zip(placed, cells, strict=True):
        read[column.key], refusals = read_column(given, column, today)
        for index, refusal in refusals.items():
            address = f"{column_letters(place)}{numbers[index]}"
            wrong[index].append(CellError(column.key, column.title, address, refusal.code, refusal.message))
    return SheetRows(numbers, read, wrong)


def _filled(
    grid: Grid, header_row: int, places: Sequence[int]
) -> tuple[Sequence[int], list[tuple[RawCell, ...]]]:
    """The numbers of the rows in which something stands, and their cells column by column."""
    columns = list(zip(*grid[header_row:], strict=True)) or [() for _ in range(max(places) + 1)]
    wanted = [columns[place] for place in places]
    numbers = range(header_row + 1, len(grid) + 1)
    if not {"", None} & {*wanted[0]}:
        return numbers, wanted
    kept = [any(cell not in ("", None) for cell in cells) for cells in zip(*wanted, strict=True)]
    return list(compress(numbers, kept)), [tuple(compress(cells, kept)) for cells in wanted]
