"""Rosters as they come: with photos, half sound, sent twice, long."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from classes.models import TrainingClass
from classes.queries.roster_changes import cells_of
from classes.queries.roster_rows import READ
from classes.queries.roster_sheet import COLUMNS, PHOTO
from classes.queries.rulings import roster_of
from foundation.core.files import read_bytes
from foundation.core.models import StoredFile
from foundation.jobs.models import Job
from foundation.jobs.operations import run_job
from tests.builders.classes import make_draft
from tests.builders.rosters import TITLES, roster_row, roster_workbook
from tests.cast import Cast
from tests.classes.opening.test_roster_pages import hand_in, send
from tests.conftest import SignIn
from tests.foundation.core.pictured import in_cells, laid_over, picture, placed_in_cells

PHOTO_COLUMN = [column.key for column in COLUMNS].index(PHOTO)
WRONG = "141121198202300022"


@pytest.fixture
def manager(sign_in: SignIn) -> Client:
    return sign_in("qihang_manager")


@pytest.fixture
def draft(cast: Cast) -> TrainingClass:
    return make_draft(cast, heads=5)


def sheet_rows(*serials: int) -> list[list[object]]:
    rows = [roster_row(serial) for serial in serials]
    return [[*TITLES], *([row.get(column.key) for column in COLUMNS] for row in rows)]


@pytest.mark.parametrize("made", [in_cells, laid_over, placed_in_cells])
def test_photos_come_with_their_rows_and_are_made_anew(
    manager: Client, draft: TrainingClass, made: object
) -> None:
    assert callable(made)
    given = picture(40)
    upload = send(manager, draft, made(sheet_rows(1, 2), PHOTO_COLUMN, {2: given, 3: picture(80)}))
    hand_in(manager, upload)

    first = roster_of(draft).get(position=1)
    assert first.photo is not None
    assert read_bytes(first.photo).startswith(b"\xff\xd8\xff")
    assert read_bytes(first.photo) != given


def test_a_photo_that_is_missing_is_said(manager: Client, draft: TrainingClass) -> None:
    upload = send(manager, draft, in_cells(sheet_rows(1, 2, 3), PHOTO_COLUMN, {2: picture(), 3: None}))

    codes = [[problem["code"] for problem in row.problems] for row in upload.rows.all()]
    page = manager.get(reverse("classes:roster_rows", args=[upload.pk])).content.decode()
    assert codes == [[], ["roster.photo_lost"], ["roster.photo_missing"]]
    assert "没有随文件保存" in page


def test_the_same_photos_sent_again_are_the_same(manager: Client, draft: TrainingClass) -> None:
    data = in_cells(sheet_rows(1, 2), PHOTO_COLUMN, {2: picture(1), 3: picture(2)})
    hand_in(manager, send(manager, draft, data))
    kept = StoredFile.objects.count()
    again = send(manager, draft, data)
    page = manager.get(reverse("classes:roster_rows", args=[again.pk]), {"rows": "all"}).content.decode()

    assert StoredFile.objects.count() == kept + 1, "the workbook itself, and no photo"
    assert "是同一个文件" in page
    assert "相同 2 行" in page


def test_the_sound_rows_alone_are_handed_in_when_the_institution_says_so(
    manager: Client, draft: TrainingClass
) -> None:
    rows = [roster_row(1), roster_row(2, identity_number=WRONG), roster_row(3)]
    upload = send(manager, draft, roster_workbook(rows))
    assert manager.post(reverse("classes:roster_hand_in", args=[upload.pk])).status_code == 409

    manager.post(reverse("classes:roster_hand_in", args=[upload.pk]), {"rows": "sound"})
    run_job(Job.objects.get(dedupe_key=str(upload.pk)).pk)

    upload.refresh_from_db()
    page = manager.get(reverse("classes:class_roster", args=[draft.pk])).content.decode()
    assert roster_of(draft).count() == 2
    assert upload.left_out_count == 1
    assert "其中 1 行没有报名" in page


def test_what_is_left_out_is_mended_and_sent_again_without_doubling_anybody(
    manager: Client, draft: TrainingClass
) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(1), roster_row(2, identity_number=WRONG)]))
    manager.post(reverse("classes:roster_hand_in", args=[upload.pk]), {"rows": "sound"})
    run_job(Job.objects.get(dedupe_key=str(upload.pk)).pk)

    again = send(manager, draft, roster_workbook([roster_row(1), roster_row(2)]))
    page = manager.get(reverse("classes:roster_rows", args=[again.pk]), {"rows": "all"}).content.decode()
    hand_in(manager, again)

    assert "新增 1 行" in page
    assert "相同 1 行" in page
    assert roster_of(draft).count() == 2


def test_the_returned_workbook_says_row_column_value_reason_and_remedy(
    manager: Client, draft: TrainingClass
) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(1), roster_row(2, phone="1380")]))
    answer = manager.get(reverse("classes:roster_annotated", args=[upload.pk]))

    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    said = str(sheet.cell(3, len(COLUMNS) + 1).value)
    assert said.startswith("联系电话“1380”：联系电话应为 11 位手机号")
    assert said.endswith("请改正")


def test_a_number_that_excel_has_rewritten_is_said_to_be_one(manager: Client, draft: TrainingClass) -> None:
    rows = [roster_row(1, identity_number="141121198205060000"), roster_row(2, identity_number=1.4112e17)]
    upload = send(manager, draft, roster_workbook(rows))
    page = manager.get(reverse("classes:roster_rows", args=[upload.pk])).content.decode()

    assert "末尾为 000，疑似被 Excel 改写" in page
    assert "“1.41120E+17”：身份证号是数字格式" in page
    assert {row.level for row in upload.rows.all()} == {"error"}


def test_a_long_list_is_read_in_the_background(manager: Client, draft: TrainingClass) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(n) for n in range(1, 502)]))
    address = reverse("classes:roster_rows", args=[upload.pk])
    waiting = manager.get(address).content.decode()
    assert "正在后台逐行核对" in waiting
    assert upload.rows.count() == 0

    run_job(Job.objects.get(kind=READ, dedupe_key=str(upload.pk)).pk)

    page = manager.get(address, {"rows": "all", "page": "2"}).content.decode()
    assert upload.rows.count() == 501
    assert cells_of(upload.rows.latest("row_number"))["name"] == roster_row(501)["name"]
    assert 'id="r300"' in page
    assert 'id="r3"' not in page
