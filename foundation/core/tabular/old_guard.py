"""What is judged about an .xls before it is opened: password, far-off cells, formulas."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from foundation.core.tabular import guard, ole
from foundation.core.tabular.columns import column_letters

_FILEPASS: Final = 0x002F
_BOUNDSHEET: Final = 0x0085
_END: Final = 0x000A
_FORMULA: Final = 0x0006
_VALUES: Final = frozenset({_FORMULA, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
_LAST_COLUMN: Final = 77  # BZ


def check_old_workbook(data: bytes, *, max_rows: int, formulas: bool) -> None:
    """Refuses like the guard of .xlsx; `formulas` lets formulas on the first visible sheet pass."""
    try:
        book = ole.stream(data, ("Workbook", "Book"))
        sheets = list(_sheets(book))
        first = next((at for at, visible in sheets if visible), -1)
        for at, _ in sheets:
            _check_sheet(book, at, max_rows, formulas or at != first)
    except (ole.BrokenContainer, struct.error) as error:
        raise guard.not_a_workbook() from error


def _sheets(book: bytes) -> Iterator[tuple[int, bool]]:
    """Where each sheet's records begin, and whether it is shown."""
    for kind, body in _records(book, 0):
        if kind == _FILEPASS:
            raise guard.locked()
        if kind == _BOUNDSHEET:
            at, state = struct.unpack_from("<IB", body)
            yield at, state & 3 == 0


def _check_sheet(book: bytes, at: int, max_rows: int, formulas: bool) -> None:
    computed: list[str] = []
    for kind, body in _records(book, at):
        if kind not in _VALUES:
            continue
        row, column = struct.unpack_from("<HH", body)
        if row > max_rows + 1000 or column > _LAST_COLUMN:
            raise guard.too_far(f"{column_letters(column)}{row + 1}")
        if kind == _FORMULA and not formulas and len(computed) < 3:
            computed.append(f"{column_letters(column)}{row + 1}")
    if computed:
        raise guard.has_formulas(computed)


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from `at` to the end of that substream."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == _END:
            return
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length
