"""Sheets, scores and certificates go out as workbooks filled with the roster and come back whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from classes.models import AttendanceMark, TrainingClass
from foundation.core import clock
from tests.builders.running import (
    FIRST_DAY,
    evening_of,
    examine,
    filed_body,
    finish,
    make_running_class,
    people_of,
)
from tests.cast import Cast
from tests.conftest import SignIn

Fill = Callable[[Any], None]


def exchange(
    sign_in: SignIn, training_class: TrainingClass, names: tuple[str, str], fill: Fill, who: str
) -> Any:
    """Download the template, fill it, and send it back."""
    client = sign_in(who)
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse(f"classes:{names[0]}", args=[training_class.pk])).content)
    )
    fill(book.active)
    target = io.BytesIO()
    book.save(target)
    uploaded = SimpleUploadedFile("表.xlsx", target.getvalue())
    return client.post(reverse(f"classes:{names[1]}", args=[training_class.pk]), {"file": uploaded})


def column(sheet: Any, title: str) -> int:
    """Where a column stands in the header, which is row 3."""
    places: list[int] = [cell.column for cell in sheet[3] if cell.value and str(cell.value).startswith(title)]
    return places[0]


def filled(values: dict[str, Any], rows: int = 6) -> Fill:
    def fill(sheet: Any) -> None:
        for row in range(4, 4 + rows):
            for title, value in values.items():
                sheet.cell(row, column(sheet, title)).value = value

    return fill


SHEETS = ("attendance_workbook", "attendance_import")


def test_a_day_of_sign_ins_comes_back_by_workbook(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)

    def fill(sheet: Any) -> None:
        for row in range(4, 10):
            is_morning = sheet.cell(row, column(sheet, "时段")).value == "上午"
            sheet.cell(row, column(sheet, "签到")).value = "8:30" if is_morning else "14:00"
            sheet.cell(row, column(sheet, "签退")).value = "11:50" if is_morning else "17:20"

    with clock.moved_to(evening_of(FIRST_DAY)):
        answer = exchange(sign_in, training_class, SHEETS, fill, "qihang_teacher")
    assert answer.status_code == 302
    assert AttendanceMark.objects.counted().count() == 6


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"签到": "8点半"}, "不是时间"),
        ({"姓名": "别人"}, "与表中姓名不一致"),
        ({"序号": 77}, "名册里没有 77 号"),
        ({"日期": date(2026, 7, 1)}, "没有排课"),
        ({"签到": "05:00"}, "不在 07:30 至"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken_over(
    cast: Cast, sign_in: SignIn, values: dict[str, Any], words: str
) -> None:
    training_class = make_running_class(cast)
    with clock.moved_to(evening_of(FIRST_DAY)):
        answer = exchange(sign_in, training_class, SHEETS, filled(values, rows=1), "qihang_teacher")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not AttendanceMark.objects.exists()


def test_something_else_than_a_workbook_is_refused_in_words(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    uploaded = SimpleUploadedFile("表.xlsx", b"not a workbook")
    url = reverse("classes:attendance_import", args=[training_class.pk])
    assert sign_in("qihang_teacher").post(url, {"file": uploaded}).status_code == 422


def test_scores_come_back_by_workbook(cast: Cast, sign_in: SignIn) -> None:
    training_class = finish(cast, make_running_class(cast))
    assert training_class.exam_on
    with clock.moved_to(evening_of(training_class.exam_on)):
        fill = filled({"理论": "88.5", "实操": 91}, rows=3)
        answer = exchange(sign_in, training_class, ("exam_workbook", "exam_import"), fill, "qihang_teacher")
    assert answer.status_code == 302
    assert {(each.theory_points, each.practice_points) for each in people_of(training_class)} == {
        (8850, 9100)
    }


def test_certificates_come_back_by_workbook(cast: Cast, sign_in: SignIn) -> None:
    training_class = examine(cast, make_running_class(cast), failing=[3])
    filed_body(training_class)

    def fill(sheet: Any) -> None:
        for row in (4, 5):
            sheet.cell(row, column(sheet, "证书编号")).value = f"S00014112100{row}"
            sheet.cell(row, column(sheet, "发证日期")).value = date(2026, 6, 20)

    with clock.moved_to(date(2026, 7, 1)):
        names = ("certificate_workbook", "certificate_import")
        answer = exchange(sign_in, training_class, names, fill, "qihang_manager")
    assert answer.status_code == 302
    assert [each.certificate_number for each in people_of(training_class)] == [
        "S000141121004",
        "S000141121005",
        "",
    ]
