"""Workbooks about a roster: the list in which 就业创业证编号 are filled in."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.core.tabular import ready_to_fill_in, write_sheet
from trainees.models import Application
from trainees.operations import NUMBER_COLUMNS


def numbers_workbook(title: str, applications: Iterable[Application]) -> bytes:
    """序号, 姓名 and the number as far as known. No identity numbers leave the system with it."""
    rows = ((a.position, a.person.name, a.employment_certificate_number) for a in applications)
    sheet = write_sheet(NUMBER_COLUMNS, rows, title=f"{title} 就业创业证编号")
    return ready_to_fill_in(sheet, NUMBER_COLUMNS)
