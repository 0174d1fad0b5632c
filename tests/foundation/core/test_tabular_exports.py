"""What leaves the system: sealed with count and hash, harmless in every cell, and the same when it comes back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from foundation.core.errors import Invalid
from foundation.core.tabular import (
    Column,
    Problem,
    annotate_workbook,
    read_sheet,
    ready_to_fill_in,
    template_workbook,
    verify_export,
    write_sheet,
)
from foundation.core.tabular.writing import ExportCell
from reports.documents.layout import Report, Section, report_workbook
from tests.architecture.test_structure import ROOT, product_files
from tests.foundation.core.workbooks import COLUMNS, GOOD, ROW, TITLES, workbook
from wenshui_training.routes import routes

TODAY = date(2026, 3, 2)
PAIR = (Column("name", "姓名"), Column("remark", "备注"))
STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "＝", "＋", "－", "＠", "'=", '"=')
ENDS = (
    "1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.org","x")', "[1]Sheet1!A1",
    'DDE("cmd";"/C calc";"x")', "IMPORTXML(A1)", "{1}", "A1", "WEBSERVICE(A1)", "0", "x", "张三", "-",
    "=1", "@x", 'INDIRECT("A1")', "1E5", "REF!", "%0A=1",
)  # fmt: skip
PAYLOADS = [f"{start}{end}" for start in STARTS for end in ENDS]

# Every address that hands out a workbook, and what makes it.
MAKERS: dict[str, Callable[[list[str]], bytes]] = {
    "plain": lambda texts: write_sheet(
        PAIR, [[text, text] for text in texts], title="表", meta={"事由": texts[0]}
    ),
    "to fill in": lambda texts: ready_to_fill_in(
        write_sheet(PAIR, [[t, t] for t in texts], title="表"), PAIR
    ),
    "template": lambda texts: template_workbook(PAIR, [[text, text] for text in texts], texts),
    "returned": lambda texts: annotate_workbook(
        workbook([["姓名"], *[["张三"]] * len(texts)]),
        [Problem(row, "姓名", text, "error", text) for row, text in enumerate(texts, 2)],
    ),
    "report": lambda texts: report_workbook(
        Report(title=texts[0], remarks=tuple(texts[:9]), sections=(_section(texts),), notes=tuple(texts[:9])),
        about={"事由": texts[0]},
    ),
}
# Figures about nobody, and sheets that an institution fills in about its own class: no number of a person in them.
FIGURES_OR_FORMS = {
    "reports/views/funds.py",
    "reports/views/progress.py",
    "classes/views/attendance.py",
    "classes/views/exam.py",
}
NOT_OURS = {"template", "returned"}  # empty, or what somebody sent us
ADDRESSES = {
    "audit:entry_export": "plain", "trainees:group_numbers_file": "to fill in", "classes:class_export": "plain",
    "classes:roster_blank": "template", "classes:roster_export": "plain", "classes:roster_annotated": "returned",
    "classes:session_workbook": "plain", "classes:attendance_workbook": "plain",
    "classes:exam_workbook": "plain", "classes:certificate_workbook": "plain",
    "vouchers:voucher_export": "plain", "vouchers:group_export": "plain", "vouchers:loop_export": "plain",
    "vouchers:funnel_export": "plain", "trainees:snapshot_template": "template",
    "subsidies:quote_template": "template", "subsidies:forecast_export": "plain",
    "subsidies:impact_export": "plain", "reports:progress_workbook": "report", "reports:funds_workbook": "report",
}  # fmt: skip
MAKES_ONE = r"from openpyxl import Workbook|from (rustpy_xlsxwriter|xlsxwriter|pyexcelerate)"
SIGNS = ("export", "workbook", "_blank", "annotated", "template", "numbers_file")


def _section(texts: list[str]) -> Section:
    return Section(texts[0], ("甲", "乙"), tuple((text, text) for text in texts))


def _cells(data: bytes) -> Iterator[openpyxl.cell.cell.Cell]:
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        assert isinstance(sheet, Worksheet)
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, openpyxl.cell.cell.Cell))


def test_every_address_that_hands_out_a_workbook_is_tried() -> None:
    named = {route.name for route in routes() if any(sign in route.name for sign in SIGNS)}
    assert named == ADDRESSES.keys()
    assert set(ADDRESSES.values()) == MAKERS.keys()
    assert len(PAYLOADS) == 300


@pytest.mark.parametrize("kind", MAKERS)
def test_no_payload_becomes_a_formula_and_none_is_changed(kind: str) -> None:
    cells = list(_cells(MAKERS[kind](PAYLOADS)))
    written = "\x1e".join(str(cell.value) for cell in cells if cell.value is not None)

    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not [cell.coordinate for cell in cells if cell.hyperlink]
    lost = [text for text in PAYLOADS if text.replace("\r", "\n") not in written.replace("_x000D_", "\n")]
    assert lost == []
    if kind not in NOT_OURS:
        check = verify_export(MAKERS[kind](PAYLOADS))
        assert (check.is_untouched, check.count >= len(PAYLOADS)) == (True, True)


def test_data_leave_only_with_who_when_and_which() -> None:
    """That they are sealed, the type of `xlsx_answer` asks; that the seal says this, its sender sees to."""
    texts = {path: path.read_text(encoding="utf-8") for path in product_files()}
    makers = {path.parent.name for path, text in texts.items() if re.search(MAKES_ONE, text)}
    silent = [
        path for path, text in texts.items() if "return xlsx_answer(" in text and "about_export(" not in text
    ]
    assert (makers, silent) == ({"tabular", "documents"}, [])
    unasked = {
        path.relative_to(ROOT).as_posix()
        for path, text in texts.items()
        if "return xlsx_answer(" in text and "reason_page(" not in text
    }
    assert unasked == FIGURES_OR_FORMS


def test_text_that_looks_like_a_coded_character_stays_as_it_is() -> None:
    (row,) = read_sheet(write_sheet(PAIR, [["_x003D_1+1", "_x0041_"]], title="表"), columns=PAIR).rows
    assert list(row.values.values()) == ["_x003D_1+1", "_x0041_"]


EXPORT = partial(
    write_sheet,
    (Column("name", "姓名"), Column("amount", "金额", kind="integer"), Column("day", "日期", kind="date")),
    title="补贴花名册",
    meta={"导出人": "王某"},
)
PEOPLE: list[list[ExportCell]] = [
    ["张小英", Decimal("82800.10"), TODAY],
    ["=李四", Decimal("3.00"), None],
    ["", 0, TODAY],
]


def test_export_says_how_many_rows_it_has_and_their_hash() -> None:
    check = verify_export(EXPORT(PEOPLE))
    assert (check.said_count, check.is_untouched) == (3, True)
    assert verify_export(EXPORT([])).is_untouched


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.delete_rows(5),
        lambda sheet: sheet.append(["王五", 1, None]),
        lambda sheet: sheet.cell(4, 2, 82800),
        lambda sheet: sheet.cell(4, 1, "张小英 "),
        lambda sheet: sheet.cell(6, 3, date(2026, 3, 3)),
    ],
)
def test_export_that_was_changed_is_found(change: Callable[[Worksheet], object]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(EXPORT(PEOPLE)))
    change(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    assert not verify_export(target.getvalue()).is_untouched


def test_saving_an_export_again_changes_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(EXPORT(PEOPLE)))
    target = io.BytesIO()
    book.save(target)
    assert verify_export(target.getvalue()).is_untouched


def test_file_that_is_no_export_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        verify_export(workbook([TITLES, ROW]))
    assert refusal.value.code == "workbook.not_an_export"


def test_an_export_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.core.tabular.writing.MOST_ROWS", 2)
    with pytest.raises(Invalid) as refusal:
        EXPORT(PEOPLE)
    assert refusal.value.code == "export.too_many_rows"


def test_import_of_an_export_is_what_was_exported() -> None:
    columns = COLUMNS[:4]
    people: list[list[ExportCell]] = [["张小英", GOOD, "13800001234", "脱贫劳动力"]] * 3
    read = read_sheet(write_sheet(columns, people, title="名册"), columns=columns, today=TODAY)
    again = write_sheet(columns, [[row.values[c.key] for c in columns] for row in read.rows], title="名册")
    assert [list(row.values.values()) for row in read.rows] == people
    assert verify_export(again).digest == verify_export(write_sheet(columns, people, title="名册")).digest
