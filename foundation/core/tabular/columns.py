"""What a sheet is made of: the columns asked for, the rows found, and what is wrong with them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, overload

from foundation.core.reasons import Reason

Kind = Literal["text", "identity", "phone", "date", "choice", "integer", "as_typed", "lines"]
"""What a cell is read as; `as_typed` takes the characters as they stand and judges nothing, `lines` keeps the lines."""
Level = Literal["error", "warning"]
CellValue = str | int | date | None

RESULT_TITLE = "核对结果"
HEADER_SEARCH_ROWS = 10
_DECORATION = re.compile(r"[\s*:：]|\(必填\)|\(选填\)")


@dataclass(frozen=True)
class Column:
    """One column of a form: `title` as printed, `aliases` as institutions also call it."""

    key: str
    title: str
    required: bool = False
    kind: Kind = "text"
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    note: str = ""
    max_length: int = 200

    @property
    def names(self) -> frozenset[str]:
        return frozenset(plain_title(name) for name in (self.title, *self.aliases))


@dataclass(frozen=True)
class CellError:
    """A cell that cannot be used; `cell` is its address as Excel shows it."""

    key: str
    title: str
    cell: str
    code: str
    message: str


class SheetRow(NamedTuple):
    """One filled row; `number` is Excel's. A value that could not be read is None."""

    number: int
    values: dict[str, CellValue]
    cell_errors: Sequence[CellError] = ()


class SheetRows(Sequence[SheetRow]):
    """The filled rows, kept column by column as they were read; a row is put together when it is asked for."""

    def __init__(
        self,
        numbers: Sequence[int],
        columns: Mapping[str, Sequence[CellValue]],
        errors: Mapping[int, Sequence[CellError]],
    ) -> None:
        self._numbers, self._columns, self._errors = numbers, columns, errors

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> SheetRow: ...

    @overload
    def __getitem__(self, index: slice) -> list[SheetRow]: ...

    def __getitem__(self, index: int | slice) -> SheetRow | list[SheetRow]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        values = {key: cells[index] for key, cells in self._columns.items()}
        return SheetRow(self._numbers[index], values, self._errors.get(range(len(self))[index], ()))

    @property
    def cell_errors(self) -> list[CellError]:
        return [error for _, errors in sorted(self._errors.items()) for error in errors]


@dataclass(frozen=True)
class SheetRead:
    """A sheet as read. With `header_errors` there are no rows. `ignored` are titles nobody asked for."""

    rows: SheetRows
    header_errors: tuple[Reason, ...] = ()
    header_row: int = 0
    ignored: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)  # column key → position from 0

    @property
    def cell_errors(self) -> list[CellError]:
        return self.rows.cell_errors


NO_ROWS = SheetRows((), {}, {})


@dataclass(frozen=True)
class Problem:
    """What is to be written back at a row, and at a column when `column_title` is not empty.

    `message` gives reason and remedy; with a `value` the text column names column and value before it.
    """

    row: int
    column_title: str
    message: str
    level: Level = "error"
    value: str = ""

    @property
    def in_full(self) -> str:
        return f"{self.column_title}“{self.value}”：{self.message}" if self.value else self.message


def plain_title(text: str) -> str:
    """A title without width, blanks, line breaks, stars and 必填 marks, for comparing."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", text))


def column_letters(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
