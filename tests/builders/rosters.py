"""Roster workbooks as institutions send them, sound and broken."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from classes.models import RosterRow, RosterUpload, TrainingClass
from classes.queries.roster_sheet import COLUMNS
from foundation.core import clock
from foundation.core.files import store_bytes
from foundation.core.models import FileKind
from tests.builders.trainees import identity_number, person_name, phone_number

TITLES = [column.title for column in COLUMNS]


def roster_row(serial: int = 1, **changes: Any) -> dict[str, Any]:
    """One sound row, by column key."""
    row: dict[str, Any] = {
        "name": person_name(serial),
        "identity_number": identity_number(serial),
        "category": "农村进城务工人员",
        "education": "初中",
        "phone": phone_number(serial),
        "promise_signed_on": "2026-06-10",
        "unemployment_checked_on": "2026-06-10",
    }
    return row | changes


def roster_workbook(
    rows: Sequence[Mapping[str, Any]],
    *,
    titles: Sequence[str] = TITLES,
    change: Callable[[Worksheet], object] | None = None,
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(list(titles))
    for row in rows:
        sheet.append([row.get(column.key) for column in COLUMNS])
    if change is not None:
        change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_upload(data: bytes, name: str = "第7期学员名册.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def make_upload(training_class: TrainingClass, rows: Sequence[Mapping[str, Any]] = ()) -> RosterUpload:
    """An upload as it lies in the database, whatever the state of its class; two sound rows by default."""
    given = rows or (roster_row(1), roster_row(2))
    file = store_bytes(roster_workbook(given), "名册.xlsx", FileKind.XLSX, None)
    upload = RosterUpload.objects.create(
        training_class=training_class, file=file, row_count=len(given), read_at=clock.now()
    )
    RosterRow.objects.bulk_create(
        RosterRow(upload=upload, row_number=number, values=json.dumps(row, ensure_ascii=False))
        for number, row in enumerate(given, 2)
    )
    return upload
