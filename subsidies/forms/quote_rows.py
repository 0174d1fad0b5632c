"""The lists of a trial: typed into cells, pasted from a spreadsheet, or read from a workbook.

Cells are kept as they were typed; what they may say, the rules judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from foundation.core.errors import Invalid
from foundation.core.money import parse_yuan
from foundation.core.tabular import Column, read_sheet
from foundation.core.templatetags.ui_forms import Problem
from subsidies.forms.quote_cells import COLUMNS, READERS, RowColumn, as_typed, mark_word, titled

MOST_ROWS = 200
BLANK_ROWS = 5
LARGEST_FILE = 5 * 1024 * 1024
Row = dict[str, str]


@dataclass
class RowTable:
    """One list as it stands on the form. `name` is that of the list in a written case."""

    name: str
    title: str
    columns: Sequence[RowColumn]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    marked: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def workbook_columns(self) -> list[Column]:
        """The columns as a template offers them."""
        return [
            Column(c.key, c.title, kind="choice" if c.is_mark else "text", choices=tuple(c.words))
            for c in self.columns
        ]

    @property
    def filled(self) -> list[tuple[int, Row]]:
        """The rows in which something stands, with their place on the form from 0."""
        return [(place, row) for place, row in enumerate(self.rows) if any(row.values())]

    @property
    def cells(self) -> list[tuple[int, str, list[dict[str, Any]], list[tuple[str, str]]]]:
        """Place, name, the cells that are shown, and what else is known of the row, which is carried along."""
        shown = {column.key for column in self.columns}
        return [
            (
                place + 1,
                row.get("name", ""),
                [self._cell(place, column, row) for column in self.columns],
                [(self._input(place, key), text) for key, text in row.items() if text and key not in shown],
            )
            for place, row in enumerate(self.rows)
        ]

    def read_form(self, data: Mapping[str, str]) -> None:
        written = data.get(f"{self.name}-rows", "")
        count = min(int(written), MOST_ROWS) if written.isdecimal() and len(written) < 5 else 0
        self.rows = [
            {key: typed for key in COLUMNS if (typed := data.get(self._input(place, key), "").strip())}
            for place in range(count)
        ]

    def read_text(self, text: str) -> bool:
        """Lines of a spreadsheet: the first may name the columns, else they stand in the order of the form.

        False where they could not be taken over.
        """
        lines = [line.split("\t") for line in text.splitlines() if line.strip()]
        keys = titled(lines[0]) if lines else None
        order = keys or [column.key for column in self.columns]
        body = lines[1:] if keys else lines
        wide = [number for number, line in enumerate(body, start=1) if len(line) > len(order)]
        if wide:
            self._refuse(
                f"粘贴的第 {wide[0]} 行有 {len(body[wide[0] - 1])} 格，多于 {len(order)} 列；请带上表头再粘贴"
            )
            return False
        self.merge(
            {key: cell.strip() for key, cell in zip(order, line, strict=False) if key} for line in body
        )
        return True

    def read_workbook(self, data: bytes) -> None:
        columns = [Column(c.key, c.title, kind="as_typed") for c in self.columns]
        sheet = read_sheet(data, columns=columns, max_rows=MOST_ROWS * 2)
        if sheet.header_errors:
            raise Invalid("quote.header", "；".join(error.message for error in sheet.header_errors))
        self.merge({key: str(text) for key, text in row.values.items() if text} for row in sheet.rows)

    def merge(self, found: Iterable[Row]) -> None:
        """Put rows in; one that names the same person (and occupation and level) takes the older one's place."""
        rows = [row for _, row in self.filled]
        places = {_who(row): place for place, row in enumerate(rows)}
        for row in (each for each in found if any(each.values())):
            at = places.get(_who(row))
            if at is None:
                rows.append(row)
            else:
                rows[at] = {**rows[at], **row}
        if len(rows) > MOST_ROWS:
            self._refuse(
                f"{self.title}有 {len(rows)} 行，网页上一次最多 {MOST_ROWS} 行；人数多的可按人数试算，或用接口"
            )
        self.rows = rows[:MOST_ROWS]

    def add_blank(self, number: int = BLANK_ROWS) -> None:
        self.rows += [{} for _ in range(min(number, MOST_ROWS - len(self.rows)))]

    def load(self, written: Iterable[Mapping[str, Any]]) -> None:
        """Rows of a written case."""
        self.rows = [
            {key: as_typed(COLUMNS[key], row.get(key)) for key in COLUMNS if key in row} for row in written
        ]

    def entered(self) -> list[dict[str, Any]]:
        """The filled rows in the form of a written case; money that is none is a problem of the form."""
        return [
            {key: self._value(place, COLUMNS[key], text) for key, text in row.items() if text}
            for place, row in self.filled
        ]

    def blame(self, row: int, key: str, message: str) -> None:
        """Point at a cell; `row` counts the filled rows from 1."""
        filled = self.filled
        place = filled[row - 1][0] if 0 < row <= len(filled) else 0
        is_shown = key in {column.key for column in self.columns}
        anchor = self._input(place, key) if is_shown and filled else self.name
        self.problems.append(Problem(message, anchor, self.title))
        self.marked[place, key] = message

    def _value(self, place: int, column: RowColumn, text: str) -> Any:
        if column.kind != "yuan":
            return READERS[column.kind](column, text)
        try:
            return parse_yuan(text)
        except Invalid as refusal:
            self._refuse(refusal.message, self._input(place, column.key))
            self.marked[place, column.key] = refusal.message
            return None

    def _refuse(self, message: str, anchor: str = "") -> None:
        self.problems.append(Problem(message, anchor or self.name, self.title))

    def _input(self, place: int, key: str) -> str:
        return f"{self.name}-{place}-{key}"

    def _cell(self, place: int, column: RowColumn, row: Row) -> dict[str, Any]:
        text = row.get(column.key, "")
        options = [("", ""), *((word, word) for word in column.words)]
        if column.is_mark and text:
            text = mark_word(column, text)
            options += [] if text in column.words else [(text, f"{text}（读不懂）")]
        error = self.marked.get((place, column.key), "")
        name = self._input(place, column.key)
        return {"column": column, "name": name, "text": text, "options": options, "error": error}


def _who(row: Row) -> tuple[str, ...]:
    return tuple(row.get(key, "") for key in ("id", "occupation", "level"))
