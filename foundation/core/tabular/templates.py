"""The template an institution downloads: the header, examples on a sheet of their own, notes."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from foundation.core.tabular.columns import Column, column_letters
from foundation.core.tabular.styling import BOLD, BOXED, HEADER_FILL, WRAPPED, put_comment, put_text

_LAST_ROW = 5001
_INLINE_LIST_LIMIT = 255
_CHOICE_SHEET = "选项"
_WIDTHS = {"identity": 22, "phone": 15, "date": 13, "choice": 16, "integer": 10, "text": 16, "lines": 30}
_FORMATS = {
    "text": "文字",
    "lines": "文字，可以换行",
    "identity": "18 位，文本格式",
    "phone": "11 位手机号或带区号的座机号",
    "date": "日期，如 2026-03-02",
    "choice": "从下拉列表选择",
    "integer": "整数",
}


def template_workbook(
    columns: Sequence[Column], example_rows: Sequence[Sequence[str]], notes: Sequence[str]
) -> bytes:
    """Examples are on the second sheet, so that nobody ever imports them."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook starts with a worksheet")
    sheet.title = "填报"
    _write_header(sheet, columns)
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns):
        _prepare_column(book, sheet, index, column)
    _write_examples(book.create_sheet("填写示例"), columns, example_rows)
    _write_notes(book.create_sheet("填写说明"), columns, notes)
    if _CHOICE_SHEET in book.sheetnames:
        book.move_sheet(_CHOICE_SHEET, len(book.sheetnames))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError("cell lies inside a merged range")
    return cell


def _write_header(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for index, column in enumerate(columns, 1):
        cell = _cell(sheet, 1, index)
        put_text(cell, column.title + ("*" if column.required else ""))
        cell.font, cell.fill, cell.border, cell.alignment = BOLD, HEADER_FILL, BOXED, WRAPPED
        if column.note:
            put_comment(cell, column.note)
        sheet.column_dimensions[column_letters(index - 1)].width = _WIDTHS[column.kind]


def _prepare_column(book: Workbook, sheet: Worksheet, index: int, column: Column) -> None:
    """Text format, so that Excel leaves 18 digits alone; a list where there is a choice."""
    letters = column_letters(index)
    if column.kind in ("text", "lines", "identity", "phone", "choice"):
        sheet.column_dimensions[letters].number_format = "@"
    rule: DataValidation | None = None
    if column.kind == "choice":
        rule = DataValidation("list", formula1=_choice_source(book, column), allow_blank=True)
        rule.error = "请从下拉列表选择"
    elif column.kind == "identity":
        rule = DataValidation("textLength", operator="equal", formula1="18", allow_blank=True)
        rule.error = "身份证号应为 18 位"
    if rule is not None:
        rule.errorTitle, rule.showErrorMessage = column.title, True
        rule.add(f"{letters}2:{letters}{_LAST_ROW}")
        sheet.add_data_validation(rule)


def _choice_source(book: Workbook, column: Column) -> str:
    """Inline while Excel allows it (255 characters, no comma), else a hidden sheet."""
    inline = ",".join(column.choices)
    if len(inline) <= _INLINE_LIST_LIMIT and not any({",", '"'} & set(choice) for choice in column.choices):
        return f'"{inline}"'
    lists = book[_CHOICE_SHEET] if _CHOICE_SHEET in book.sheetnames else book.create_sheet(_CHOICE_SHEET)
    lists.sheet_state = "hidden"
    place = lists.max_column + 1
    for row, choice in enumerate(column.choices, 1):
        put_text(_cell(lists, row, place), choice)
    letters = column_letters(place - 1)
    return f"{_CHOICE_SHEET}!${letters}$1:${letters}${len(column.choices)}"


def _write_examples(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    _write_header(sheet, columns)
    for number, row in enumerate(rows, 2):
        for index, text in enumerate(row, 1):
            cell = _cell(sheet, number, index)
            put_text(cell, text)
            cell.number_format, cell.border = "@", BOXED


def _write_notes(sheet: Worksheet, columns: Sequence[Column], notes: Sequence[str]) -> None:
    number = 0
    for number, note in enumerate(notes, 1):
        put_text(_cell(sheet, number, 1), f"{number}. {note}")
    table = [("列名", "是否必填", "格式", "说明")]
    table += [(c.title, "必填" if c.required else "选填", _FORMATS[c.kind], c.note) for c in columns]
    for row, texts in enumerate(table, number + 2):
        for index, text in enumerate(texts, 1):
            cell = _cell(sheet, row, index)
            put_text(cell, text)
            cell.border, cell.alignment = BOXED, WRAPPED
    for letters, width in zip("ABCD", (22, 10, 26, 60), strict=True):
        sheet.column_dimensions[letters].width = width
