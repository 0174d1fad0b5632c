"""Photos in a roster: in cells as WPS and Excel 365 keep them, over cells as everybody else does."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.core.errors import Invalid
from foundation.core.tabular import Column, Problem, annotate_workbook, read_pictures, read_sheet
from tests.foundation.core.pictured import PLACED, in_cells, laid_over, picture, placed_in_cells
from tests.foundation.core.workbooks import part, workbook

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


def test_pictures_that_excel_365_placed_in_cells_are_read_with_their_rows() -> None:
    data = placed_in_cells(ROWS, 1, {4: picture(40), 2: picture(10)})
    rows = read_sheet(data, columns=COLUMNS, today=date(2026, 3, 2)).rows
    assert [row.values["name"] for row in rows] == ["张小英", "李四", "王五"]
    assert read_pictures(data, column=1) == {2: picture(10), 4: picture(40)}


HOSTILE = {
    "no rich value": ("xl/metadata.xml", 'i="1"', 'i="99999999"'),
    "another kind of value": ("xl/richData/rdrichvalue.xml", 's="0"', 's="1"'),
    "no structure": ("xl/richData/rdrichvalue.xml", 's="0"', 's="-1"'),
    "no relation": ("xl/richData/richValueRel.xml", "rId7", "rId700"),
    "another host": ("xl/richData/_rels/richValueRel.xml.rels", "Target=", 'TargetMode="External" Target='),
    "outside": ("xl/richData/_rels/richValueRel.xml.rels", "../media/image0.png", "../../../../etc/hostname"),
    "no such part": ("xl/richData/_rels/richValueRel.xml.rels", "image0.png", "image9.png"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_placed_picture_that_leads_nowhere_is_none(kind: str) -> None:
    name, old, new = HOSTILE[kind]
    data = placed_in_cells(ROWS, 1, {2: picture(10), 3: picture(20)}, {name: (old, new)})
    assert read_pictures(data, column=1) == {2: None, 3: picture(20)}


def test_list_of_pictures_longer_than_any_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.core.tabular.placed_pictures._LONGEST", 500)
    with pytest.raises(Invalid) as refusal:
        read_pictures(placed_in_cells(ROWS, 1, dict.fromkeys((2, 3, 4), picture(10))), column=1)
    assert refusal.value.code == "workbook.bomb"


def test_a_formula_beside_the_pictures_is_still_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        read_sheet(in_cells([*ROWS, ["=1+1", None]], 1, {2: picture()}), columns=COLUMNS)
    assert refusal.value.code == "workbook.formula"


def test_a_sheet_without_pictures_has_none() -> None:
    assert read_pictures(workbook(ROWS), column=1) == {}


def test_the_workbook_sent_back_names_every_part_of_a_placed_picture() -> None:
    back = annotate_workbook(placed_in_cells(ROWS, 1, {2: picture(10)}), [Problem(2, "姓名", "请核对姓名")])
    rels, types = part(back, "xl/_rels/workbook.xml.rels"), part(back, "[Content_Types].xml")
    for number, name in enumerate((name for name in PLACED if not name.endswith(".rels")), 90):
        assert f'kind{number}" Target="{name[3:]}"'.encode() in rels
        assert f'PartName="/{name}" ContentType="application/vnd.ms-excel.kind{number}+xml"'.encode() in types
    assert b'Extension="png"' in types


@pytest.mark.parametrize("made", [in_cells, laid_over, placed_in_cells])
def test_the_workbook_sent_back_still_has_its_pictures(made: object) -> None:
    assert callable(made)
    sent = made(ROWS, 1, {2: picture(10), 3: picture(20)})
    back = annotate_workbook(sent, [Problem(3, "姓名", "请核对姓名")])
    assert read_pictures(back, column=1) == {2: picture(10), 3: picture(20)}
    assert len(read_sheet(back, columns=COLUMNS, today=date(2026, 3, 2)).rows) == 3
