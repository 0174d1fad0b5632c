"""The hash over the rows of an export, and the check that a file still holds those rows and no others."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NewType

from python_calamine import CalamineError, CalamineWorkbook

from foundation.core import clock
from foundation.core.tabular import guard
from foundation.core.tabular.guard import Limits

SealedWorkbook = NewType("SealedWorkbook", bytes)
"""A workbook of data that says of itself how many rows it has and what their hash is (`verify_export`)."""

ABOUT_SHEET: Final = "导出说明"
MOMENT: Final = "导出时间"
COUNT: Final = "数据行数"
SCOPE: Final = "校验范围"
WHOLE_SHEET: Final = "整张表，含标题、表头和合计"
HASH: Final = "数据校验值（SHA-256）"
_FIRST_ROW: Final = 3
_BETWEEN_CELLS, _BETWEEN_ROWS = "\x1f", "\x1e"


@dataclass
class RowSeal:
    """Counts and hashes rows as they go by; equal values count as equal however a sheet stores them."""

    count: int = 0

    def __post_init__(self) -> None:
        self._hash = hashlib.sha256()

    def take(self, cells: Sequence[Any]) -> None:
        self.count += 1
        line = _BETWEEN_CELLS.join([cell if type(cell) is str else _plain(cell) for cell in cells])
        self._hash.update(f"{line}{_BETWEEN_ROWS}".encode())

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@dataclass(frozen=True)
class ExportCheck:
    """What an export says of its rows and what they are."""

    said_count: int
    count: int
    said_digest: str
    digest: str

    @property
    def is_untouched(self) -> bool:
        return (self.said_count, self.said_digest) == (self.count, self.digest)


def verify_export(workbook: bytes, limits: Limits | None = None) -> ExportCheck:
    """Count and hash of the rows in a file that `write_sheet` made; `Invalid` where it says neither."""
    guard.unpacked_parts(workbook, limits or Limits(), max_rows=1_048_576)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
        about = {str(line[0]): str(line[1]) for line in book.get_sheet_by_name(ABOUT_SHEET).to_python()}
        grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        said_count, said_digest = int(about[COUNT]), about[HASH]
    except (CalamineError, KeyError, ValueError, IndexError) as error:
        raise guard.not_an_export() from error
    seal = RowSeal()
    for row in map(without_end, grid) if SCOPE in about else _data_rows(grid, said_count):
        seal.take(row)
    return ExportCheck(said_count, seal.count, said_digest, seal.digest)


def about_lines(title: str, said: Mapping[str, str], seal: RowSeal) -> dict[str, str]:
    """What the second sheet says, line by line; the moment is of now where `said` does not give it."""
    moment = f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"
    return {"表名": title, MOMENT: moment, **said, COUNT: str(seal.count), HASH: seal.digest}


def without_end(cells: Sequence[Any]) -> Sequence[Any]:
    """The cells up to the last filled one: how many blanks follow depends on the program that saved the file."""
    filled = [place for place, cell in enumerate(cells, 1) if cell not in (None, "")]
    return cells[: filled[-1]] if filled else ()


def _data_rows(grid: Sequence[Sequence[Any]], said_count: int) -> Iterator[Sequence[Any]]:
    """What stands below the header; an export of nothing has one blank row there."""
    width = sum(cell != "" for cell in grid[_FIRST_ROW - 1]) if len(grid) >= _FIRST_ROW else 0
    for row in grid[_FIRST_ROW:]:
        if said_count or any(cell != "" for cell in row):
            yield row[:width]


def _plain(cell: Any) -> str:
    """As text that does not depend on how a sheet stores it: 82800, 82800.0 and Decimal("82800.00") are one."""
    if cell is None:
        return ""
    if type(cell) is int:  # the commonest of the rest, and long lists have one in every row
        return str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    number = Decimal(str(cell)).normalize()
    return f"{number:f}"
