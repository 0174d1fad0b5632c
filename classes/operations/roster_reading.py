"""The workbook of a roster as it came: the text of every cell, the photos beside it, and the rows made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from classes.models import RosterRow, RosterUpload
from classes.queries.roster_sheet import (
    AS_TYPED,
    COLUMNS,
    PHOTO,
    PHOTO_LOST,
    PHOTO_NONE,
    PHOTO_READ,
    Checking,
    RowVerdict,
    Values,
    check_rows,
)
from foundation.core import clock
from foundation.core.errors import Invalid
from foundation.core.fields import seal_fields
from foundation.core.files import store_bytes
from foundation.core.models import FileKind, StoredFile
from foundation.core.pictures import reencoded_photo
from foundation.core.tabular import read_pictures, read_sheet
from foundation.jobs.handlers import Progress, unheard

MAX_ROWS = 5_000
PORTION = 50  # rows between two words of progress
_LOST_DIGITS = "workbook.identity_as_number"


@dataclass(frozen=True)
class TypedRow:
    """One row: the text of its cells by column key, and the picture that belongs to it."""

    values: Values
    picture: bytes | None = None


def typed_rows(data: bytes) -> dict[int, TypedRow]:
    """Row number → what stands in it. Lost digits are kept as Excel shows them, so that they stay wrong."""
    checked = read_sheet(data, columns=COLUMNS, max_rows=MAX_ROWS)
    if checked.header_errors:
        message = "；".join(reason.message for reason in checked.header_errors)
        raise Invalid("roster.columns", f"{message}。", checked.header_errors)
    typed = read_sheet(data, columns=AS_TYPED, max_rows=MAX_ROWS)
    lost = {error.cell for error in checked.cell_errors if error.code == _LOST_DIGITS}
    damaged = {row.number for row in checked.rows for error in row.cell_errors if error.cell in lost}
    pictures: Mapping[int, bytes | None] = {}
    if PHOTO in checked.places:
        pictures = read_pictures(data, column=checked.places[PHOTO], max_rows=MAX_ROWS)
    rows = {}
    for row in typed.rows:
        values = {key: str(value) for key, value in row.values.items() if value not in (None, "")}
        if row.number in damaged:
            values["identity_number"] = _as_excel_shows(values.get("identity_number", ""))
        if pictures:
            values[PHOTO] = _said_of(pictures, row.number)
        else:
            values.pop(PHOTO, None)
        rows[row.number] = TypedRow(values, pictures.get(row.number))
    return rows


def fill_upload(
    upload: RosterUpload, rows: Mapping[int, TypedRow], *, by_id: UUID | None, report: Progress = unheard
) -> int:
    """The rows with what is wrong in them, written once; the number of wrong ones.

    Photos and sealing take the time; they are told of, and done before anything is locked.
    """
    photos, values = _photos(upload, rows, by_id, report)
    verdicts = check_rows(values, Checking.of_today())
    records = []
    for done, number in enumerate(rows):
        if done % PORTION == 0:
            report(done, len(rows), "正在核对")
        records.append(_record(upload, number, values[number], verdicts[number], photos.get(number)))
    report(len(rows), len(rows), "正在保存")
    with transaction.atomic():
        taken = RosterUpload.objects.filter(pk=upload.pk, read_at__isnull=True)
        if taken.update(read_at=clock.now()):
            RosterRow.objects.bulk_create(records, batch_size=500)
    return sum(verdict.level == "error" for verdict in verdicts.values())


def packed(values: Values) -> str:
    return json.dumps(dict(values), ensure_ascii=False)


def _record(
    upload: RosterUpload, number: int, values: Values, verdict: RowVerdict, photo: StoredFile | None
) -> RosterRow:
    row = RosterRow(
        upload=upload,
        row_number=number,
        values=packed(values),
        photo=photo,
        problems=[problem.as_dict() for problem in verdict.problems],
        level=verdict.level,
    )
    seal_fields(row)
    return row


def _photos(
    upload: RosterUpload, rows: Mapping[int, TypedRow], by_id: UUID | None, report: Progress
) -> tuple[dict[int, StoredFile], dict[int, Values]]:
    """Row number → photo, made anew; and the values of every row. A photo that this class has is not kept twice."""
    values: dict[int, Values] = {number: row.values for number, row in rows.items()}
    pictures = {number: row.picture for number, row in rows.items() if row.picture is not None}
    if not pictures:
        return {}, values
    uses = RosterRow.objects.filter(upload__training_class=upload.training_class_id, photo__isnull=False)
    known = {row.photo.sha256: row.photo for row in uses.select_related("photo") if row.photo}
    photos = {}
    made: dict[bytes, bytes | None] = {}  # one picture in a thousand rows is made anew once
    for done, (number, picture) in enumerate(pictures.items()):
        if done % PORTION == 0:
            report(done, len(rows), "正在读取照片")
        if picture not in made:
            made[picture] = _made_anew(picture)
        data = made[picture]
        if data is None:
            values[number] = {**values[number], PHOTO: PHOTO_LOST}
            continue
        digest = sha256(data).hexdigest()
        if digest not in known:
            known[digest] = store_bytes(data, f"第{number}行照片.jpg", FileKind.JPG, by_id)
        photos[number] = known[digest]
    return photos, values


def _made_anew(picture: bytes) -> bytes | None:
    """The photo as it is kept, None where the file holds no picture that could be."""
    try:
        return reencoded_photo(picture)
    except Invalid:
        return None


def _said_of(pictures: Mapping[int, bytes | None], number: int) -> str:
    if number not in pictures:
        return PHOTO_NONE
    return PHOTO_LOST if pictures[number] is None else PHOTO_READ


def _as_excel_shows(digits: str) -> str:
    return f"{digits[0]}.{digits[1:6]}E+{len(digits) - 1}" if digits.isdecimal() else digits
