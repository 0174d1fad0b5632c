"""Lists of other departments, as workbooks and as snapshots taken in by the real operation."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from foundation.core import clock
from tests.builders.trainees import identity_number
from tests.cast import Cast
from trainees.models import Application, ListRow, ListSnapshot
from trainees.operations import ListFacts, list_columns, upload_list
from trainees.rules.lists import LIST_TYPES


def list_workbook(kind: str, rows: Sequence[dict[str, Any]]) -> bytes:
    """`rows` by fact: identity, since, until, organisation, status; whatever is left out stays empty."""
    columns = list_columns(LIST_TYPES[kind])
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([column.title for column in columns])
    for row in rows:
        sheet.append([row.get(column.key) for column in columns])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def make_list(
    cast: Cast, kind: str, *rows: dict[str, Any], as_of: date | None = None, **facts: Any
) -> ListSnapshot:
    """A snapshot in use, supplied today unless said otherwise."""
    given: dict[str, Any] = {
        "supplier": "",
        "letter_number": "文函〔2026〕18号",
        "as_of": as_of or clock.today(),
    } | facts
    upload = ContentFile(list_workbook(kind, rows), name=f"{kind}.xlsx")
    return upload_list(ListFacts(kind, **given), upload, actor=cast.actor("zhou_min"))


def speak_against(cast: Cast, application: Application, kind: str = "deaths", **facts: Any) -> ListSnapshot:
    """A list in which this very person stands, whatever number the person was made with."""
    snapshot = make_list(cast, kind, {"identity": identity_number(480 + ListSnapshot.objects.count())})
    index = application.person.identity_index
    ListRow.objects.create(snapshot=snapshot, identity_index=index, row_number=9, **facts)
    return snapshot
