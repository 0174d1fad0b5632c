"""Every page of the second half opens for those who may read it, in every phase of a class."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from classes.models import TrainingClass
from foundation.core import clock
from tests.builders.running import (
    FIRST_DAY,
    Size,
    evening_of,
    examine,
    make_running_class,
    people_of,
    prove,
    teach,
    verify,
)
from tests.cast import Cast
from tests.conftest import SignIn

CLASS_PAGES = (
    "teaching",
    "log_edit",
    "video_list",
    "video_day",
    "attendance_import",
    "attendance_workbook",
    "correction_list",
    "exam",
    "exam_results",
    "exam_workbook",
    "certificates",
    "certificate_workbook",
    "verification",
    "employment",
)
READERS = ("qihang_manager", "qihang_teacher", "li_jing", "zhang_wei", "zhao_wenqing", "cheng_hua")


def begun(cast: Cast, training_class: TrainingClass) -> TrainingClass:
    return training_class


PHASES: dict[str, Callable[[Cast, TrainingClass], TrainingClass]] = {
    "begun": begun,
    "taught": teach,
    "examined": examine,
    "verified": verify,
}


@pytest.mark.parametrize("phase", PHASES)
def test_pages_open_in_every_phase(cast: Cast, sign_in: SignIn, phase: str) -> None:
    training_class = PHASES[phase](cast, make_running_class(cast, Size(people=3)))
    with clock.moved_to(evening_of(date(2026, 6, 26) if phase != "begun" else FIRST_DAY)):
        for reader in READERS:
            client = sign_in(reader)
            for name in CLASS_PAGES:
                answer = client.get(reverse(f"classes:{name}", args=[training_class.pk]))
                assert answer.status_code == 200, (reader, name)


def test_pages_of_half_days_and_people_open(cast: Cast, sign_in: SignIn) -> None:
    training_class = verify(cast, make_running_class(cast, Size(people=3)))
    with clock.moved_to(date(2026, 8, 20)):
        someone = prove(cast, people_of(training_class)[0])
        session = training_class.sessions.first()
        assert session
        for reader in READERS:
            client = sign_in(reader)
            for name, pk in (
                ("session_sheet", session.pk),
                ("session_workbook", session.pk),
                ("enrolment_detail", someone.pk),
                ("employment_edit", someone.pk),
            ):
                assert client.get(reverse(f"classes:{name}", args=[pk])).status_code == 200, (reader, name)
            for name in ("teaching_list", "employment_list"):
                assert client.get(reverse(f"classes:{name}")).status_code == 200, (reader, name)


def test_a_foreign_institution_finds_none_of_it(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    client = sign_in("huineng_manager")
    for name in CLASS_PAGES:
        assert client.get(reverse(f"classes:{name}", args=[training_class.pk])).status_code == 404, name
