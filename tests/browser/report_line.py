"""The end of the line: the class stands in the monthly and the quarterly report, on screen and in Excel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import SitDown
from tests.browser.desk import Desk

TAUGHT, PAID, PAID_WAN = 50, 49, 7.35
CATEGORY = re.compile("^就业技能")


def report(sit_down: SitDown, folder: Path) -> None:
    """The finance officer looks at both reports and takes both workbooks with him."""
    with sit_down("sun_li") as desk:
        desk.turn_to("进度调度")
        expect(row_of(desk)).to_contain_text(f"{TAUGHT}")
        assert TAUGHT in cells(desk.download("导出 Excel", folder))
        desk.turn_to("资金报表")
        expect(row_of(desk)).to_contain_text(f"{PAID_WAN}")
        expect(row_of(desk)).to_contain_text(f"{PAID}")
        assert {PAID, PAID_WAN} <= set(cells(desk.download("导出 Excel", folder)))


def row_of(desk: Desk) -> Locator:
    return desk.page.get_by_role("row").filter(has=desk.page.get_by_role("rowheader", name=CATEGORY)).first


def cells(workbook: Path) -> Sequence[object]:
    """Every cell of the row of the category, read by a second reader."""
    rows = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()
    return next(row for row in rows if any(CATEGORY.match(str(cell)) for cell in row))
