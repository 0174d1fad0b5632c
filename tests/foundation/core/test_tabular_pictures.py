"""Photos in a roster: in cells as WPS keeps them, over cells as everybody else does."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.core.errors import Invalid
from foundation.core.tabular import Column, Problem, annotate_workbook, read_pictures, read_sheet
from tests.foundation.core.pictured import in_cells, laid_over, picture
from tests.foundation.core.workbooks import workbook

COLUMNS = (Column("name", "姓名", required=True), Column("photo", "照片", kind="as_typed"))
ROWS: list[list[object]] = [["姓名", "照片"], ["张小英", None], ["李四", None], ["王五", None]]


def test_pictures_in_wps_cells_are_read_with_their_rows() -> None:
    data = in_cells(ROWS, 1, {2: picture(10), 4: picture(40)})
    assert len(read_sheet(data, columns=COLUMNS, today=date(2026, 3, 2)).rows) == 3
    assert read_pictures(data, column=1) == {2: picture(10), 4: picture(40)}


def test_picture_that_the_cell_names_and_the_file_lacks_is_none() -> None:
    assert read_pictures(in_cells(ROWS, 1, {2: picture(10), 3: None}), column=1) == {2: picture(10), 3: None}


def test_pictures_over_cells_belong_to_the_row_they_cover() -> None:
    data = laid_over(ROWS, 1, {2: picture(10), 3: picture(20)})
    assert read_pictures(data, column=1) == {2: picture(10), 3: picture(20)}


def test_pictures_elsewhere_on_the_sheet_belong_to_nobody() -> None:
    assert read_pictures(laid_over(ROWS, 5, {2: picture(10)}), column=1) == {}


def test_a_formula_beside_the_pictures_is_still_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        read_sheet(in_cells([*ROWS, ["=1+1", None]], 1, {2: picture()}), columns=COLUMNS)
    assert refusal.value.code == "workbook.formula"


def test_a_sheet_without_pictures_has_none() -> None:
    assert read_pictures(workbook(ROWS), column=1) == {}


@pytest.mark.parametrize("made", [in_cells, laid_over])
def test_the_workbook_sent_back_still_has_its_pictures(made: object) -> None:
    assert callable(made)
    sent = made(ROWS, 1, {2: picture(10), 3: picture(20)})
    back = annotate_workbook(sent, [Problem(3, "姓名", "请核对姓名")])
    assert read_pictures(back, column=1) == {2: picture(10), 3: picture(20)}
    assert len(read_sheet(back, columns=COLUMNS, today=date(2026, 3, 2)).rows) == 3
