"""Every page of the second half opens for those who may read it, in every phase of a class."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse

from classes.models import TrainingClass
from classes.operations import Certificate, record_certificates
from foundation.core import clock
from tests.builders.running import (
    FIRST_DAY,
    Size,
    evening_of,
    examine,
    filed_body,
    finish,
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


def test_a_date_once_saved_stands_in_its_cell_as_the_browser_wants_it(cast: Cast, sign_in: SignIn) -> None:
    training_class = examine(cast, make_running_class(cast, Size(people=3)))
    certificate = Certificate(
        people_of(training_class)[0].pk, "Y0001", date(2026, 6, 18), body_id=filed_body(training_class).pk
    )
    with clock.moved_to(date(2026, 7, 1)):
        record_certificates(training_class, actor=cast.actor("qihang_manager"), certificates=[certificate])
        page = sign_in("qihang_manager").get(reverse("classes:certificates", args=[training_class.pk]))
    assert 'value="2026-06-18"' in page.content.decode()
    assert "2026年6月18日" not in page.content.decode()


def test_a_foreign_institution_finds_none_of_it(cast: Cast, sign_in: SignIn) -> None:
    training_class = make_running_class(cast)
    client = sign_in("huineng_manager")
    for name in CLASS_PAGES:
        assert client.get(reverse(f"classes:{name}", args=[training_class.pk])).status_code == 404, name


def test_the_first_report_of_an_exam_asks_for_the_paper_on_the_page_itself(
    cast: Cast, sign_in: SignIn
) -> None:
    training_class = make_running_class(cast)
    with clock.moved_to(evening_of(FIRST_DAY)):
        answer = sign_in("qihang_manager").post(
            reverse("classes:exam_paper", args=[training_class.pk]),
            {"exam_on": "2026-07-30", "exam_place": "一号教学点", "supervisor": "李静"},
        )
    assert (answer.status_code, answer.context["paper_form"].errors.get("paper") is not None) == (422, True)
    assert "李静" in answer.content.decode()


def test_every_wrong_score_is_said_at_once(cast: Cast, sign_in: SignIn) -> None:
    training_class = finish(cast, make_running_class(cast, Size(people=3)))
    first, second, third = (each.pk.hex for each in people_of(training_class))
    scores = {f"{first}-theory": "abc", f"{first}-practice": "150", f"{second}-practice": "101"}
    with clock.moved_to(evening_of(FIRST_DAY + timedelta(days=2))):
        address = reverse("classes:exam_results", args=[training_class.pk])
        answer = sign_in("qihang_manager").post(address, scores | {f"{third}-theory": "88"})
    wrong = {row.enrolment.position: set(row.form.errors) for row in answer.context["grid"].rows}
    assert (answer.status_code, wrong) == (422, {1: {"theory", "practice"}, 2: {"practice"}, 3: set()})
