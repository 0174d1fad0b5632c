from __future__ import annotations

import io
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.core.errors import Invalid
from foundation.core.tabular import Problem, annotate_workbook, read_sheet
from tests.foundation.core.workbooks import COLUMNS, GOOD, old_workbook

ROSTER = {(1, 0): "姓名", (1, 1): "身份证号", (2, 0): "张小英", (2, 1): GOOD}
TODAY = date(2026, 3, 2)


def _refused(data: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        read_sheet(data, columns=COLUMNS, today=TODAY)
    return refusal.value.code


@pytest.mark.parametrize("small", [False, True])
def test_old_workbook_is_read_like_a_new_one(small: bool) -> None:
    read = read_sheet(old_workbook(ROSTER, small=small), columns=COLUMNS, today=TODAY)
    assert [(row.number, row.values["name"], row.values["identity"]) for row in read.rows] == [
        (3, "张小英", GOOD)
    ]


def test_locked_old_workbook_asks_for_the_password_to_be_removed() -> None:
    assert _refused(old_workbook(ROSTER, locked=True)) == "workbook.password"


@pytest.mark.parametrize("place", [(65535, 255), (65535, 0), (3, 200)])
def test_far_off_cell_in_an_old_workbook_is_refused(place: tuple[int, int]) -> None:
    assert _refused(old_workbook(ROSTER | {place: "x"})) == "workbook.too_many_rows"


def test_formula_in_an_old_workbook_is_refused_and_named() -> None:
    with pytest.raises(Invalid, match="单元格 C3 里是公式") as refusal:
        read_sheet(old_workbook(ROSTER, formula=(2, 2)), columns=COLUMNS, today=TODAY)
    assert refusal.value.code == "workbook.formula"


def test_annotated_old_workbook_comes_back_as_a_new_one() -> None:
    annotated = annotate_workbook(old_workbook(ROSTER), [Problem(3, "姓名", "请核对姓名")])
    sheet = openpyxl.load_workbook(io.BytesIO(annotated)).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["姓名", "身份证号", "核对结果"]
    assert [cell.value for cell in sheet[3]] == ["张小英", GOOD, "请核对姓名"]


@given(st.integers(0, 6655), st.binary(min_size=1, max_size=8))
def test_damaged_old_workbook_is_refused_or_read_but_never_breaks(place: int, noise: bytes) -> None:
    data = old_workbook(ROSTER)
    damaged = data[:place] + noise + data[place + len(noise) :]
    with suppress(Invalid):
        read_sheet(damaged, columns=COLUMNS, today=TODAY)
