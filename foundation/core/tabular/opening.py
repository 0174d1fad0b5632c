"""Opening a workbook: first the guard, then the library; what is wanted is the first sheet that is shown."""

from __future__ import annotations

import io
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from foundation.core.errors import Invalid
from foundation.core.tabular import guard
from foundation.core.tabular.guard import Limits
from foundation.core.tabular.old_guard import check_old_workbook
from foundation.core.tabular.package import BOOK, BOOK_RELS, sheet_paths


@dataclass(frozen=True)
class OpenedSheet:
    """The sheet, and the part of the .xlsx that holds it (empty for an .xls)."""

    sheet: CalamineSheet
    path: str


def open_first_sheet(data: bytes, limits: Limits, *, max_rows: int, formulas: bool = False) -> OpenedSheet:
    """The first visible sheet of a workbook that passed the guard; `formulas` lets formulas pass."""
    parts: dict[str, bytes] = {}
    if guard.workbook_kind(data, limits) == "xlsx":
        parts = guard.unpacked_parts(data, limits, max_rows=max_rows)
    else:
        check_old_workbook(data, max_rows=max_rows, formulas=formulas)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = next((s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible), None)
        if name is None:
            raise Invalid("workbook.empty", "工作簿里没有可见的工作表，请取消隐藏或填写后重新上传")
        path = _sheet_path(parts, name) if parts else ""
        if parts and not formulas:
            guard.refuse_formulas(parts.get(path, b""))
        return OpenedSheet(book.get_sheet_by_name(name), path)
    except PasswordError as error:
        raise guard.locked() from error
    except (CalamineError, ValueError, OSError) as error:
        raise guard.not_a_workbook() from error


def _sheet_path(parts: dict[str, bytes], name: str) -> str:
    rels = parts.get(BOOK_RELS)
    path = sheet_paths(parts[BOOK], rels).get(name) if rels is not None else None
    if path is None:
        raise guard.not_a_workbook()
    return path
