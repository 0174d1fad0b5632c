"""Workbooks that spoil the whole roster: each is refused with its own message, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from classes.models import RosterUpload, TrainingClass
from foundation.core.models import StoredFile
from tests.builders.classes import make_draft
from tests.builders.rosters import TITLES, as_upload, roster_row, roster_workbook
from tests.cast import Cast
from tests.conftest import SignIn
from tests.foundation.core.workbooks import old_workbook

MEGABYTE = 1024 * 1024
Made = Callable[[], bytes]

BROKEN: dict[str, tuple[Made, str]] = {
    "wrong columns": (
        lambda: roster_workbook([roster_row()], titles=["甲", "乙", *TITLES[4:]]),
        "缺少列：姓名、身份证号",
    ),
    "no header at all": (lambda: roster_workbook([], titles=["一", "二"]), "找不到表头"),
    "no rows": (lambda: roster_workbook([]), "没有数据"),
    "merged cells": (
        lambda: roster_workbook([roster_row(1), roster_row(2)], change=lambda s: s.merge_cells("A2:A3")),
        "合并",
    ),
    "formulas": (lambda: roster_workbook([roster_row(name="=A1")]), "公式"),
    "not a workbook": (lambda: b"PK\x03\x04 but nothing else", "重新上传"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "只能上传"),
    "locked": (lambda: old_workbook({(0, 0): "姓名"}, locked=True), "密码"),
    "too large": (lambda: b"\0" * (60 * MEGABYTE), "超过 20 MB"),
    "too many rows": (lambda: roster_workbook([roster_row(n) for n in range(1, 5002)]), "行"),
}


@pytest.fixture
def draft(cast: Cast) -> TrainingClass:
    return make_draft(cast, heads=5)


@pytest.fixture
def manager(sign_in: SignIn) -> Client:
    return sign_in("qihang_manager")


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_workbook_is_refused_with_its_own_message(
    manager: Client, draft: TrainingClass, kind: str
) -> None:
    made, message = BROKEN[kind]

    answer = manager.post(
        reverse("classes:class_roster", args=[draft.pk]), {"file": as_upload(made(), "名册.xlsx")}
    )

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not RosterUpload.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_number_that_lost_its_digits_is_wrong_and_stays_wrong(
    manager: Client, draft: TrainingClass
) -> None:
    row = roster_row(1, identity_number=141121198205060020)

    manager.post(
        reverse("classes:class_roster", args=[draft.pk]), {"file": as_upload(roster_workbook([row]))}
    )

    found = RosterUpload.objects.get().rows.get()
    assert [problem["code"] for problem in found.problems] == ["workbook.identity_as_number"]


def test_no_file_is_said_on_the_page(manager: Client, draft: TrainingClass) -> None:
    answer = manager.post(reverse("classes:class_roster", args=[draft.pk]), {})

    assert answer.status_code == 422
    assert "名册文件" in answer.content.decode()
