"""The common shape of the monthly and the quarterly report, drawn as PDF or as a small styled workbook.

Both are drawn from the same `Report`, so that paper and workbook can not differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from foundation.core.money import FEN_PER_WAN, format_wan
from foundation.core.pdf import render_pdf
from foundation.core.tabular import SealedWorkbook, sealed_workbook


@dataclass(frozen=True)
class Wan:
    """An amount shown in 万元 with two decimals; the workbook keeps the exact value underneath."""

    fen: int

    def __str__(self) -> str:
        return format_wan(self.fen)


Cell = str | int | Wan


@dataclass(frozen=True)
class Section:
    """One ruled table of a report; the first column is words; `total` is the last, emphasised row."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report to superiors: `remarks` stand under the title, `notes` and `signatures` under the tables."""

    title: str
    remarks: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    printed_at: str = ""
    check_code: str = ""


def print_report(report: Report) -> bytes:
    sections = [
        {"section": section, "rows": [_texts(row) for row in section.rows], "total": _texts(section.total)}
        for section in report.sections
    ]
    return render_pdf("forms/figures.html", {"form": report, "sections": sections})


def _texts(row: tuple[Cell, ...]) -> list[str]:
    return [f"{value:,}" if isinstance(value, int) else str(value) for value in row]


_FIRST_WIDTH = 30
_OTHER_WIDTH = 13
_TITLE = Font(name="宋体", size=16, bold=True)
_PLAIN = Font(name="宋体", size=10.5)
_BOLD = Font(name="宋体", size=10.5, bold=True)
_EDGE = Side(style="thin")
_RULED = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")


def report_workbook(report: Report, *, about: Mapping[str, str]) -> SealedWorkbook:
    """The report on one sheet, set to print on A4 across, and its seal on another.

    Text stays text, whatever sign it begins with; `about` says who takes it away, when and which.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "报表"
    width = max(len(section.columns) for section in report.sections)
    row = _write_line(sheet, 1, width, report.title, _TITLE, _CENTRE)
    row = _write_line(sheet, row, width, "　".join(report.remarks), _PLAIN, _LEFT)
    for section in report.sections:
        row = _write_section(sheet, row, width, section)
    for note in report.notes:
        row = _write_line(sheet, row, width, note, _PLAIN, _LEFT)
    row = _write_line(sheet, row, width, "　　　".join(report.signatures), _PLAIN, _LEFT)
    _write_line(sheet, row, width, _provenance(report), _PLAIN, _LEFT)
    _set_page(sheet, width)
    return sealed_workbook(book, title=report.title, meta=about)


def _provenance(report: Report) -> str:
    return f"打印时间：{report.printed_at}　校验码：{report.check_code}"


def _write_section(sheet: Worksheet, row: int, width: int, section: Section) -> int:
    row = _write_line(sheet, row, width, section.heading, _BOLD, _LEFT)
    for column, title in enumerate(section.columns, start=1):
        _put(sheet, row, column, title, _BOLD, _CENTRE)
    for line in (*section.rows, *([section.total] if section.total else [])):
        row += 1
        font = _BOLD if line is section.total else _PLAIN
        for column, value in enumerate(line, start=1):
            _put(sheet, row, column, value, font, _LEFT if isinstance(value, str) else _RIGHT)
    return row + 1


def _write_line(sheet: Worksheet, row: int, width: int, text: str, font: Font, alignment: Alignment) -> int:
    """One line of text across the sheet, high enough for it: a merged row does not grow by itself."""
    _put(sheet, row, 1, text, font, alignment).border = Border()
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    characters_per_line = (_FIRST_WIDTH + _OTHER_WIDTH * (width - 1)) // 2
    sheet.row_dimensions[row].height = 1.8 * (font.size or 11) * (1 + len(text) // characters_per_line)
    return row + 1


def _put(sheet: Worksheet, row: int, column: int, value: Cell, font: Font, alignment: Alignment) -> SheetCell:
    # Each cell is written before any merging, so it is never a MergedCell.
    cell = cast(SheetCell, sheet.cell(row=row, column=column))
    if isinstance(value, Wan):
        cell.value = Decimal(value.fen) / FEN_PER_WAN
        cell.number_format = "#,##0.00"
    elif isinstance(value, int):
        cell.value = value
        cell.number_format = "#,##0"
    else:
        cell.value = value
        cell.data_type = "s"
    cell.font, cell.alignment, cell.border = font, alignment, _RULED
    return cell


def _set_page(sheet: Worksheet, width: int) -> None:
    sheet.column_dimensions["A"].width = _FIRST_WIDTH
    for column in range(2, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _OTHER_WIDTH
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
