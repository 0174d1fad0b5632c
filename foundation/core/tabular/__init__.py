"""Workbooks in and out: rosters read, templates, exports, and rosters sent back annotated."""

from foundation.core.tabular.annotating import annotate_workbook
from foundation.core.tabular.cells import plain_lines
from foundation.core.tabular.columns import CellError, CellValue, Column, Problem, SheetRead, SheetRow
from foundation.core.tabular.guard import Limits
from foundation.core.tabular.pictures import read_pictures
from foundation.core.tabular.reading import read_sheet
from foundation.core.tabular.sealing import sealed_workbook
from foundation.core.tabular.seals import SealedWorkbook, verify_export
from foundation.core.tabular.templates import template_workbook
from foundation.core.tabular.writing import ready_to_fill_in, write_sheet

__all__ = [
    "CellError",
    "CellValue",
    "Column",
    "Limits",
    "Problem",
    "SealedWorkbook",
    "SheetRead",
    "SheetRow",
    "annotate_workbook",
    "plain_lines",
    "read_pictures",
    "read_sheet",
    "ready_to_fill_in",
    "sealed_workbook",
    "template_workbook",
    "verify_export",
    "write_sheet",
]
