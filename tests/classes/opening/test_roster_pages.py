"""Uploading a roster: read, mended row by row, handed in, all of it through the pages."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from classes.models import RosterRow, RosterUpload, TrainingClass
from classes.queries.roster_changes import cells_of
from classes.queries.roster_rows import shown_name
from classes.queries.rulings import roster_of
from foundation.core.national_codes import mask_identity_number
from foundation.jobs.models import Job
from foundation.jobs.operations import run_job
from tests.builders.classes import make_draft
from tests.builders.rosters import as_upload, roster_row, roster_workbook
from tests.builders.running import second_number
from tests.builders.trainees import identity_number, old_form
from tests.cast import Cast
from tests.conftest import SignIn
from trainees.enums import ApplicationState

WRONG_DAY = "141121198202300022"


@pytest.fixture
def manager(sign_in: SignIn) -> Client:
    return sign_in("qihang_manager")


@pytest.fixture
def draft(cast: Cast) -> TrainingClass:
    return make_draft(cast, heads=5)


def send(client: Client, training_class: TrainingClass, data: bytes, name: str = "名册.xlsx") -> RosterUpload:
    answer = client.post(
        reverse("classes:class_roster", args=[training_class.pk]), {"file": as_upload(data, name)}
    )
    assert answer.status_code == 302, answer.content.decode()
    return RosterUpload.objects.filter(training_class=training_class).latest("uploaded_at")


def hand_in(client: Client, upload: RosterUpload) -> Job:
    client.post(reverse("classes:roster_hand_in", args=[upload.pk]))
    job = Job.objects.get(dedupe_key=str(upload.pk))
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_sound_roster_goes_from_workbook_past_its_precheck_to_qualification_review(
    manager: Client, draft: TrainingClass
) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(n) for n in range(1, 6)]))
    assert manager.get(reverse("classes:roster_rows", args=[upload.pk])).status_code == 200

    job = hand_in(manager, upload)
    seen = manager.get(reverse("classes:roster_rows", args=[upload.pk]), follow=True)
    precheck = reverse("trainees:group_precheck", args=[draft.pk])
    sending = reverse("classes:roster_send", args=[draft.pk])
    for name in ("class_roster", "class_tasks", "class_check"):
        page = manager.get(reverse(f"classes:{name}", args=[draft.pk])).content.decode()
        assert ("名册已报名，5 人尚未送审" in page, precheck in page, sending in page) == (True, True, False)
    manager.post(sending)

    people = list(roster_of(draft))
    assert job.state == "done", job.message
    assert (job.result_url, seen.redirect_chain) == (precheck, [(precheck, 302)])
    assert sending in seen.content.decode()
    assert [each.position for each in people] == [1, 2, 3, 4, 5]
    assert {each.state for each in people} == {ApplicationState.UNDER_REVIEW}
    assert {each.practice_group for each in people} == {1}


def test_every_problem_stands_at_its_row_and_column(manager: Client, draft: TrainingClass) -> None:
    rows = [
        roster_row(1),
        roster_row(2, identity_number=WRONG_DAY),
        roster_row(3, phone="1390000024"),
        roster_row(4, category=None),
        roster_row(5, identity_number=identity_number(1)),
        roster_row(6, born="1978-03"),
        roster_row(7, phone=roster_row(1)["phone"]),
        roster_row(8, identity_number="141121820230002"),
    ]
    upload = send(manager, draft, roster_workbook(rows))

    found = {
        row.row_number: {(p["column"], p["code"]) for p in row.problems}
        for row in upload.rows.all()
        if row.problems
    }

    assert found == {
        3: {("identity_number", "identity.birth_date")},
        4: {("phone", "phone.unreadable")},
        5: {("category", "cell.required")},
        6: {("identity_number", "roster.row_twice")},
        7: {("born", "roster.birth_differs")},
        8: {("phone", "roster.phone_shared")},
        9: {("identity_number", "identity.old_form")},
    }
    page = manager.get(reverse("classes:roster_rows", args=[upload.pk]), {"rows": "all"}).content.decode()
    assert "其中 6 行有错" in page
    assert "与第 2 行的身份证号重复" in page
    assert WRONG_DAY in page, "what was typed stays in its box"
    assert identity_number(2) not in page, "what is right is shown masked"


def test_a_wrong_roster_is_refused_before_anything_is_put_on_the_list(
    manager: Client, draft: TrainingClass
) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(1), roster_row(2, phone="12")]))

    answer = manager.post(reverse("classes:roster_hand_in", args=[upload.pk]))

    assert answer.status_code == 409
    assert "还有 1 行有错" in answer.content.decode()
    assert not Job.objects.exists()
    assert not roster_of(draft).exists()


def test_a_row_is_mended_in_place(manager: Client, draft: TrainingClass) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(1), roster_row(2, phone="12")]))
    row = upload.rows.get(row_number=3)
    url = reverse("classes:row_save", args=[row.pk])

    still_wrong = manager.post(url, {"phone": "1380000"}, headers={"HX-Request": "true"})
    mended = manager.post(url, {"phone": "13800009999"}, headers={"HX-Request": "true"})

    assert still_wrong.status_code == 422
    assert 'value="1380000"' in still_wrong.content.decode()
    assert mended.status_code == 200
    assert "138****9999" in mended.content.decode()
    assert "<title>有错误：上传学员名册" in still_wrong.content.decode()
    assert "<title>上传学员名册" in mended.content.decode()
    assert "各行都已核对" in mended.content.decode()
    assert "行待改正" not in mended.content.decode()
    assert RosterRow.objects.get(pk=row.pk).level == "ok"


def test_without_script_the_page_keeps_what_was_typed(manager: Client, draft: TrainingClass) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(1, phone="12")]))
    row = upload.rows.get()

    answer = manager.post(reverse("classes:row_save", args=[row.pk]), {"phone": "55"})

    assert answer.status_code == 422
    assert 'value="55"' in answer.content.decode()


def test_a_suggestion_is_adopted_a_remark_confirmed_a_row_removed_and_restored(
    manager: Client, draft: TrainingClass
) -> None:
    shared = roster_row(1)["phone"]
    rows = [
        roster_row(1),
        roster_row(2, born="1978-03"),
        roster_row(3, phone=shared),
        roster_row(4, phone="1"),
        roster_row(5, identity_number=int(old_form(identity_number(5)))),
    ]
    upload = send(manager, draft, roster_workbook(rows))
    third, fourth, fifth, sixth = (upload.rows.get(row_number=number) for number in (3, 4, 5, 6))
    page = manager.get(reverse("classes:roster_rows", args=[upload.pk])).content.decode()
    assert (
        f"这是 15 位旧身份证号，已经停用，请填写现行身份证上的 18 位号码，换算后为 {identity_number(5)}"
        in page
    )
    assert "改写" not in page

    manager.post(reverse("classes:row_adopt", args=[third.pk]), {"column": "born"})
    manager.post(reverse("classes:row_adopt", args=[sixth.pk]), {"column": "identity_number"})
    manager.post(reverse("classes:row_confirm", args=[fourth.pk]))
    manager.post(reverse("classes:row_remove", args=[fifth.pk]))
    manager.post(reverse("classes:row_restore", args=[fifth.pk]))
    assert RosterRow.objects.get(pk=fifth.pk).removed_at is None
    manager.post(reverse("classes:row_remove", args=[fifth.pk]))

    assert hand_in(manager, upload).state == "done"
    people = [each.person for each in roster_of(draft)]
    assert len(people) == 4
    assert people[3].identity_number.reveal(people[3]) == identity_number(5)


def test_the_annotated_workbook_names_the_row(manager: Client, draft: TrainingClass) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(1), roster_row(2, phone="12")]))

    answer = manager.get(reverse("classes:roster_annotated", args=[upload.pk]))

    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert "联系电话" in str(sheet.cell(3, sheet.max_column).value)


def test_a_second_upload_shows_what_changed_and_doubles_nobody(manager: Client, draft: TrainingClass) -> None:
    hand_in(manager, send(manager, draft, roster_workbook([roster_row(n) for n in (1, 2, 3)])))
    hand_in(manager, send(manager, draft, roster_workbook([roster_row(1, education="大专")])))
    assert roster_of(draft)[0].education == "college", "not sent yet, so that another upload corrects"
    hand_in(manager, send(manager, draft, roster_workbook([roster_row(1)])))
    manager.post(reverse("classes:roster_send", args=[draft.pk]))
    merged = second_number(roster_of(draft)[0].person)
    rows = [
        roster_row(1, identity_number=merged.identity_number.reveal(merged)),
        roster_row(2, identity_number=old_form(identity_number(2)), education="大专"),
        roster_row(4),
    ]

    upload = send(manager, draft, roster_workbook(rows))
    page = manager.get(reverse("classes:roster_rows", args=[upload.pk]), {"rows": "all"}).content.decode()

    assert "相同 1 行" in page
    assert "有变动，审核中不改 1 行" in page
    assert "请资格审核小组先退回" in page
    assert "新增 1 行" in page
    assert roster_row(3)["name"] in page, "who is missing now is named"
    rows = [roster_row(1), roster_row(2, education="大专"), roster_row(4)]
    upload = send(manager, draft, roster_workbook(rows))
    assert hand_in(manager, upload).state == "done"
    names = [each.person.name for each in roster_of(draft)]
    assert names == [roster_row(n)["name"] for n in (1, 2, 3, 4)], "who is new comes last, on either engine"


def test_an_upload_that_was_given_up_is_not_compared_with(manager: Client, draft: TrainingClass) -> None:
    send(manager, draft, roster_workbook([roster_row(1), roster_row(2)]))

    upload = send(manager, draft, roster_workbook([roster_row(1), roster_row(3)]))
    page = manager.get(reverse("classes:roster_rows", args=[upload.pk])).content.decode()

    assert "与已提交的名册相比" not in page
    assert roster_row(2)["name"] not in page


def test_a_number_in_the_place_of_a_name_is_an_error_and_masked(
    manager: Client, draft: TrainingClass
) -> None:
    swapped = roster_row(2, name=identity_number(2), identity_number="张小英")

    upload = send(manager, draft, roster_workbook([roster_row(1), swapped]))

    row = upload.rows.get(row_number=3)
    assert "roster.name_has_digits" in {problem["code"] for problem in row.problems}
    assert "姓名中有数字" in manager.get(reverse("classes:roster_rows", args=[upload.pk])).content.decode()
    assert shown_name(identity_number(2)) == mask_identity_number(identity_number(2))
    assert shown_name("张小英") == "张小英"


def test_an_excel_number_for_a_day_is_explained_and_adopted(manager: Client, draft: TrainingClass) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(1, promise_signed_on="46023")]))
    page = manager.get(reverse("classes:roster_rows", args=[upload.pk])).content.decode()
    assert "Excel 的日期序号，即 2026-01-01" in page

    row = upload.rows.get()
    manager.post(reverse("classes:row_adopt", args=[row.pk]), {"column": "promise_signed_on"})

    assert cells_of(RosterRow.objects.get(pk=row.pk))["promise_signed_on"] == "2026-01-01"


def test_two_names_for_one_number_are_said_beside_the_row(
    manager: Client, draft: TrainingClass, cast: Cast
) -> None:
    other = make_draft(cast, "qihang", heads=5)
    hand_in(manager, send(manager, other, roster_workbook([roster_row(1)])))
    upload = send(manager, draft, roster_workbook([roster_row(1, name="李四维"), roster_row(2)]))

    job = hand_in(manager, upload)

    assert job.state == "dead"
    assert not roster_of(draft).exists()
    assert "person.name_differs" in {p["code"] for p in upload.rows.get(row_number=2).problems}


def test_another_institution_finds_no_such_upload(
    sign_in: SignIn, manager: Client, draft: TrainingClass
) -> None:
    upload = send(manager, draft, roster_workbook([roster_row(1)]))
    stranger = sign_in("huineng_manager")

    assert stranger.get(reverse("classes:roster_rows", args=[upload.pk])).status_code == 404
    assert stranger.post(reverse("classes:roster_hand_in", args=[upload.pk])).status_code == 404
    assert stranger.get(reverse("classes:class_roster", args=[draft.pk])).status_code == 404
