"""Workbooks to be filled in: 就业创业证编号 of a roster, a list of another department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from foundation.core.tabular import SealedWorkbook, ready_to_fill_in, template_workbook, write_sheet
from trainees.models import Application
from trainees.operations import NUMBER_COLUMNS, list_columns
from trainees.rules.lists import ListType


def numbers_workbook(
    applications: Iterable[Application], *, title: str, about: Mapping[str, str]
) -> SealedWorkbook:
    """序号, 姓名 and the number as far as known. No identity numbers leave the system with it."""
    rows = ((a.position, a.person.name, a.employment_certificate_number) for a in applications)
    sheet = write_sheet(NUMBER_COLUMNS, rows, title=title, meta=about)
    return ready_to_fill_in(sheet, NUMBER_COLUMNS)


def list_template(kind: ListType) -> bytes:
    """The empty workbook that goes to the department with the request."""
    notes = ("一人一行；身份证号设为文本格式，填 18 位", "日期可只填到月，如 2026-05；至今有效的截止栏留空")
    identity, *facts = list_columns(kind)
    columns = (identity, *(replace(column, kind="text") for column in facts))
    return template_workbook(columns, (), notes)
