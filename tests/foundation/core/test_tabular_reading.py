from __future__ import annotations

import time
from datetime import date, datetime

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from foundation.core.errors import Invalid
from foundation.core.tabular import Column, SheetRead, read_sheet
from tests.foundation.core.workbooks import COLUMNS, GOOD, OTHER, ROW, TITLES, workbook

TODAY = date(2026, 3, 2)


def _read(data: bytes, columns: tuple[Column, ...] = COLUMNS, max_rows: int = 5000) -> SheetRead:
    return read_sheet(data, columns=columns, max_rows=max_rows, today=TODAY)


def _errors(row: list[object]) -> list[tuple[str, str]]:
    return [(error.cell, error.code) for error in _read(workbook([TITLES, row])).cell_errors]


def test_rows_are_read_with_the_numbers_excel_shows() -> None:
    read = _read(workbook([["某机构学员名册"], [], TITLES, ROW, [], ROW]))
    assert (read.header_row, [row.number for row in read.rows]) == (3, [4, 6])
    assert read.rows[0].values == {
        "name": "张小英",
        "identity": GOOD,
        "phone": "13800001234",
        "category": "脱贫劳动力",
        "since": date(2026, 3, 2),
        "months": 3,
    }
    assert read.cell_errors == []


def test_header_is_recognised_by_alias_star_and_line_break_in_any_order() -> None:
    read = _read(workbook([["身份证\n号码*", "姓 名（必填）", "备注"], [GOOD, "张小英", "无"]]))
    assert read.rows[0].values["name"] == "张小英"
    assert read.rows[0].values["identity"] == GOOD
    assert read.rows[0].values["phone"] is None
    assert read.ignored == ("备注",)


def test_missing_column_is_named_together_with_the_unknown_one() -> None:
    read = _read(workbook([["姓名", "证件"], ["张小英", GOOD]]))
    assert [error.code for error in read.header_errors] == ["workbook.columns"]
    assert "缺少列：身份证号；不认识的列：证件" in read.header_errors[0].message
    assert len(read.rows) == 0


@pytest.mark.parametrize("head", [["甲", "乙"], [*["随便"] * 3]])
def test_sheet_without_header_says_what_the_header_should_be(head: list[str]) -> None:
    read = _read(workbook([head, ROW]))
    assert "应有：姓名、身份证号" in read.header_errors[0].message


def test_column_that_appears_twice_is_refused() -> None:
    read = _read(workbook([["姓名", "身份证号", "身份证号码"], ["张小英", GOOD, OTHER]]))
    assert "列重复出现：身份证号" in read.header_errors[0].message


@pytest.mark.parametrize("number", [141121199003070063, 1.41121199003070063e17, "1.41121E+17"])
def test_identity_number_stored_as_a_number_says_how_to_mend_it(number: object) -> None:
    (error,) = _read(workbook([TITLES, ["张小英", number]])).cell_errors
    assert (error.cell, error.code) == ("B2", "workbook.identity_as_number")
    assert "设为文本格式" in error.message


@pytest.mark.parametrize(
    ("row", "errors"),
    [
        ([None, GOOD], [("A2", "cell.required")]),
        (["  ", GOOD], [("A2", "cell.required")]),
        (["张" * 201, GOOD], [("A2", "cell.too_long")]),
        (["张小英", "141121900307001"], [("B2", "identity.old_form")]),
        (["张小英", 141121900307000], [("B2", "identity.old_form")]),  # fifteen digits Excel keeps
        (["张小英", "110105194912310021"], [("B2", "identity.check_digit")]),
        (["张小英", GOOD, "1380000"], [("C2", "phone.unreadable")]),
        (["张小英", GOOD, None, "其他"], [("D2", "cell.choice")]),
        (["张小英", GOOD, None, None, "2026-02-30"], [("E2", "cell.date")]),
        (["张小英", GOOD, None, None, "去年"], [("E2", "cell.date")]),
        (["张小英", GOOD, None, None, "46346"], [("E2", "cell.date_serial")]),
        (["张小英", GOOD, None, None, 46346], [("E2", "cell.date_serial")]),
        (["张小英", GOOD, None, None, None, "3个"], [("F2", "cell.integer")]),
        (["张小英", GOOD, None, None, None, 3.5], [("F2", "cell.integer")]),
        ([None, "x"], [("A2", "cell.required"), ("B2", "identity.length")]),
    ],
)
def test_unusable_cell_is_reported_at_its_address(row: list[object], errors: list[tuple[str, str]]) -> None:
    assert _errors(row) == errors


@pytest.mark.parametrize(
    "typed",
    [
        "2026-3-2",
        "2026/03/02",
        "2026.3.2",
        "2026年3月2日",
        "20260302",
        20260302,
        datetime(2026, 3, 2),  # noqa: DTZ001 - a workbook knows no zone
        "２０２６－３－２",
    ],
)
def test_date_is_read_in_every_usual_form(typed: object) -> None:
    read = _read(workbook([TITLES, ["张小英", GOOD, None, None, typed]]))
    assert read.rows[0].values["since"] == date(2026, 3, 2)


def test_phone_stored_as_a_number_is_no_mistake() -> None:
    read = _read(workbook([TITLES, ["张小英", GOOD, 13800001234]]))
    assert read.rows[0].values["phone"] == "13800001234"


def test_invisible_characters_do_not_reach_the_record() -> None:
    read = _read(workbook([TITLES, ["\u202e张\u200b小英\n", GOOD]]))
    assert read.rows[0].values["name"] == "张 小英"


@pytest.mark.parametrize("rows", [[], [TITLES], [[None, "  "]]])
def test_sheet_without_data_is_refused(rows: list[list[object]]) -> None:
    with pytest.raises(Invalid) as refusal:
        _read(workbook(rows))
    assert refusal.value.code == "workbook.empty"


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        _read(workbook([TITLES, *[ROW] * 11]), max_rows=10)
    assert refusal.value.code == "workbook.too_many_rows"


def test_merged_cells_among_the_data_are_refused_and_named() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("D3:D4")

    with pytest.raises(Invalid, match="D3:D4") as refusal:
        _read(workbook([TITLES, ROW, ROW, ROW], merge))
    assert refusal.value.code == "workbook.merged_cells"


def test_merged_title_above_the_header_is_fine() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:F1")

    assert len(_read(workbook([["名册"], TITLES, ROW], merge)).rows) == 1


def test_formula_is_refused_and_its_cell_named() -> None:
    with pytest.raises(Invalid, match="单元格 A2、F2 里是公式") as refusal:
        _read(workbook([TITLES, ['="张"&"三"', GOOD, None, None, None, "=1+1"]]))
    assert refusal.value.code == "workbook.formula"


def test_text_that_looks_like_a_formula_is_only_text() -> None:
    def as_text(sheet: Worksheet) -> None:
        sheet["A2"].data_type = "s"

    assert _read(workbook([TITLES, ["=1+1", GOOD]], as_text)).rows[0].values["name"] == "=1+1"


def test_formulas_on_another_sheet_do_not_matter() -> None:
    def add_sheet(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.create_sheet("统计")["A1"] = "=SUM(1,2)"

    assert len(_read(workbook([TITLES, ROW], add_sheet)).rows) == 1


def test_hidden_sheet_in_front_is_passed_over() -> None:
    def hide(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        hidden = sheet.parent.create_sheet("字典", 0)
        hidden["A1"] = "=1+1"
        hidden.sheet_state = "hidden"
        sheet.parent.active = 1

    assert len(_read(workbook([TITLES, ROW], hide)).rows) == 1


def test_five_thousand_rows_are_read_in_a_blink() -> None:
    data = workbook([TITLES, *[ROW] * 5000])
    started = time.perf_counter()
    read = _read(data)
    assert len(read.rows) == 5000
    assert time.perf_counter() - started < 3
