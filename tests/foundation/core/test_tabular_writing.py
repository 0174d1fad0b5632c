from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from foundation.core.errors import Invalid
from foundation.core.tabular import (
    Column,
    Problem,
    annotate_workbook,
    read_sheet,
    template_workbook,
    write_sheet,
)
from foundation.core.tabular.writing import ExportCell
from tests.foundation.core.workbooks import COLUMNS, GOOD, ROW, TITLES, workbook

TODAY = date(2026, 3, 2)
PAYLOADS = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    " =1",
    "https://example.org",
    "{=1}",
]
LEDGER = (
    Column("name", "姓名"),
    Column("identity", "身份证号", kind="identity"),
    Column("amount", "金额（元）"),
)


def _sheet(data: bytes, name: str = "") -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[name] if name else book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_export_carries_title_meta_header_and_typed_cells() -> None:
    rows: list[list[ExportCell]] = [["张小英", GOOD, Decimal("82800.00")], ["李四", None, 3]]
    sheet = _sheet(
        write_sheet(LEDGER, rows, title="补贴花名册", meta={"导出人": "王某", "时间": "2026-03-02"})
    )
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0][0] == sheet.title == "补贴花名册"
    assert values[1][0] == "导出人：王某　时间：2026-03-02"
    assert values[2:] == [["姓名", "身份证号", "金额（元）"], ["张小英", GOOD, 82800], ["李四", None, 3]]
    assert sheet["B4"].data_type == "s"


def test_dates_are_exported_as_dates() -> None:
    sheet = _sheet(write_sheet((Column("day", "日期", kind="date"),), [[date(2026, 3, 2)]], title="日期"))
    assert (sheet["A4"].is_date, sheet["A4"].number_format) == (True, "yyyy-mm-dd")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_exported_text_becomes_a_formula(payload: str) -> None:
    sheet = _sheet(write_sheet(LEDGER, [[payload, payload, payload]], title=payload, meta={payload: payload}))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet["A4"].value == payload
    assert sheet["A4"].hyperlink is None


def test_empty_export_still_has_its_header() -> None:
    sheet = _sheet(write_sheet(LEDGER, [], title="空表"))
    assert [cell.value for cell in sheet[3]] == ["姓名", "身份证号", "金额（元）"]


def test_control_characters_do_not_break_the_export() -> None:
    assert (
        _sheet(write_sheet(LEDGER, [["张\x00\x0b三", "", None]], title="a/b:c*d?[e]"))["A4"].value == "张三"
    )


def test_export_reads_back_as_a_roster() -> None:
    columns = COLUMNS[:2]
    read = read_sheet(
        write_sheet(columns, [["张小英", GOOD]] * 3, title="名册"), columns=columns, today=TODAY
    )
    assert [row.number for row in read.rows] == [4, 5, 6]
    assert read.cell_errors == []


def test_template_is_filled_in_and_read_back() -> None:
    data = template_workbook(COLUMNS, [["示例", GOOD]], ["每人一行"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["填报", "填写示例", "填写说明"]
    book.worksheets[0].append(ROW)
    target = io.BytesIO()
    book.save(target)
    (row,) = read_sheet(target.getvalue(), columns=COLUMNS, today=TODAY).rows
    assert (row.number, row.values["name"], list(row.cell_errors)) == (2, "张小英", [])


def test_template_keeps_numbers_as_text_and_offers_the_choices() -> None:
    sheet = _sheet(template_workbook(COLUMNS, [], []))
    assert [cell.value for cell in sheet[1]][:3] == ["姓名*", "身份证号*", "联系电话"]
    assert sheet.column_dimensions["B"].number_format == "@"
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert rules["D2:D5001"] == ("list", '"脱贫劳动力,城镇登记失业人员"')
    assert rules["B2:B5001"] == ("textLength", "18")


def test_long_choice_lists_move_to_a_hidden_sheet() -> None:
    many = tuple(f"工种{number:03d}号职业技能" for number in range(60))
    data = template_workbook((Column("trade", "工种", kind="choice", choices=many),), [], [])
    assert _sheet(data).data_validations.dataValidation[0].formula1 == "选项!$B$1:$B$60"
    assert _sheet(data, "选项").sheet_state == "hidden"
    assert _sheet(data, "选项")["B60"].value == many[-1]


def test_untouched_template_has_no_data() -> None:
    with pytest.raises(Invalid) as refusal:
        read_sheet(template_workbook(COLUMNS, [["示例", GOOD]], []), columns=COLUMNS, today=TODAY)
    assert refusal.value.code == "workbook.empty"


PROBLEMS = [
    Problem(3, "身份证号", "校验码不符"),
    Problem(3, "姓名", "请核对姓名", "warning"),
    Problem(4, "", "=与第 3 行重复"),
]


def test_annotated_workbook_keeps_the_layout_and_says_what_to_mend() -> None:
    def style(sheet: Worksheet) -> None:
        sheet.column_dimensions["A"].width = 33
        sheet.merge_cells("A1:F1")

    sheet = _sheet(annotate_workbook(workbook([["名册"], TITLES, ROW, ROW], style), PROBLEMS))
    assert (sheet.column_dimensions["A"].width, sheet["A1"].value) == (33, "名册")
    assert sheet["B3"].comment is not None
    assert sheet["B3"].comment.text == "校验码不符"
    assert sheet["B3"].fill.fgColor.rgb != sheet["A3"].fill.fgColor.rgb != sheet["A4"].fill.fgColor.rgb
    assert [sheet.cell(row, 7).value for row in (2, 3, 4)] == [
        "核对结果",
        "校验码不符；请核对姓名",
        "=与第 3 行重复",
    ]
    assert sheet["G4"].data_type == "s"


def test_second_round_of_marks_replaces_the_first() -> None:
    once = annotate_workbook(workbook([TITLES, ROW, ROW]), [Problem(2, "姓名", "旧问题")])
    sheet = _sheet(annotate_workbook(once, [Problem(3, "联系电话", "新问题")]))
    assert sheet["A2"].comment is None
    assert sheet["A2"].fill.fill_type is None
    assert [sheet.cell(row, 7).value for row in (1, 2, 3)] == ["核对结果", None, "新问题"]
    assert sheet.max_column == 7


def test_annotated_workbook_can_be_uploaded_again() -> None:
    annotated = annotate_workbook(workbook([TITLES, ROW]), [Problem(2, "姓名", "请核对")])
    read = read_sheet(annotated, columns=COLUMNS, today=TODAY)
    assert (len(read.rows), read.ignored, read.cell_errors) == (1, ("核对结果",), [])
