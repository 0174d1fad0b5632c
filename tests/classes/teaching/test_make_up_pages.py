"""The pages of 申请补签: asked on the phone, seen and answered in the office, read again on the phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from classes.enums_make_up import MakeUpState
from classes.models import MakeUpRequest, PhoneBinding, TrainingClass
from classes.operations import close_sheet, record_sheet
from classes.queries.signing import PHONE_COOKIE
from foundation.core import clock
from tests.builders.running import FIRST_DAY, evening_of, everybody, make_running_class, people_of, picture
from tests.builders.signing import half_day, known_phone
from tests.cast import Cast
from tests.conftest import SignIn as SignsIn

pytestmark = pytest.mark.one_engine
ASK = "signing:make_up"


@pytest.fixture
def closed(cast: Cast, policy_in_force: None) -> Iterator[TrainingClass]:
    """The evening of the first day; in the morning number 2 stands as absent on a closed sheet."""
    training_class = make_running_class(cast)
    session = half_day(training_class)
    with clock.moved_to(evening_of(FIRST_DAY)):
        record_sheet(session, actor=cast.actor("qihang_teacher"), lines=everybody(session, away=[2]))
        close_sheet(session, actor=cast.actor("qihang_teacher"))
        yield training_class


def phone(training_class: TrainingClass, *numbers: int) -> Client:
    people = people_of(training_class)
    client = Client()
    client.cookies[PHONE_COOKIE] = known_phone(*(people[number - 1] for number in numbers))
    return client


def binding_of(training_class: TrainingClass, number: int) -> UUID:
    return PhoneBinding.objects.get(enrolment__training_class=training_class, enrolment__position=number).pk


def given(training_class: TrainingClass, **changes: object) -> dict[str, object]:
    session = str(half_day(training_class).pk)
    return {"session": session, "missed": "both", "reason": "手机没电，同组都在", **changes}


def test_somebody_asks_on_his_phone_and_sees_that_it_waits(closed: TrainingClass) -> None:
    client = phone(closed, 2)
    home = client.get(reverse("signing:home")).content.decode()
    sent = client.post(reverse(ASK), given(closed, photo=picture("教室.png")))
    after = client.get(sent.headers["Location"]).content.decode()
    assert f"{reverse(ASK)}?who={binding_of(closed, 2)}" in home
    assert sent.headers["Location"].endswith(f"?who={binding_of(closed, 2)}#make-up")
    assert "已申请，等班主任办理" in after
    assert people_of(closed)[1].person.name not in home + after


def test_a_form_that_lacks_something_keeps_what_was_typed(closed: TrainingClass) -> None:
    client = phone(closed, 2)
    page = client.post(reverse(ASK), given(closed, missed=""))
    assert page.status_code == 422
    assert "手机没电，同组都在" in page.content.decode()
    assert MakeUpRequest.objects.count() == 0


def test_whoever_has_nothing_to_ask_about_is_told_so(closed: TrainingClass) -> None:
    client = phone(closed, 1, 2)
    offered = client.get(f"{reverse(ASK)}?who={binding_of(closed, 1)}").content.decode()
    unsaid, stranger = client.get(reverse(ASK)), Client().get(reverse(ASK))
    assert str(half_day(closed).pk) not in offered
    assert [each.headers["Location"] for each in (unsaid, stranger)] == [reverse("signing:home")] * 2
    assert client.post(f"{reverse(ASK)}?who={binding_of(closed, 1)}", given(closed)).status_code == 422


def test_the_class_head_finds_reason_picture_and_the_two_ways_on(
    closed: TrainingClass, sign_in: SignsIn
) -> None:
    phone(closed, 2).post(reverse(ASK), given(closed, photo=picture("教室.png")))
    request, teacher = MakeUpRequest.objects.get(), sign_in("qihang_teacher")
    page = teacher.get(request.get_absolute_url()).content.decode()
    correcting = f"{request.session.get_absolute_url()}?correct={request.enrolment_id}"
    form = teacher.get(correcting).content.decode()
    assert "手机没电，同组都在" in page
    assert f"{correcting}#correction" in page
    assert "本人申请补签：手机没电，同组都在" in form
    shown = teacher.get(reverse("classes:make_up_picture", args=[request.pk]))
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.getvalue()


def test_a_refusal_is_written_on_the_page_and_read_on_the_phone(
    closed: TrainingClass, sign_in: SignsIn
) -> None:
    client = phone(closed, 2)
    client.post(reverse(ASK), given(closed))
    request = MakeUpRequest.objects.get()
    url = reverse("classes:make_up_refuse", args=[request.pk])
    answers = [
        sign_in("huineng_manager").post(url, {"verb": "refuse", "comment": "x"}).status_code,
        sign_in("li_jing").post(url, {"verb": "refuse", "comment": "x"}).status_code,
        sign_in("qihang_teacher").post(url, {"verb": "refuse", "comment": "当天未见本人"}).status_code,
    ]
    request.refresh_from_db()
    assert (answers, request.state) == ([404, 403, 302], MakeUpState.REFUSED)
    assert "当天未见本人" in client.get(reverse("signing:home")).content.decode()


def test_a_correction_from_the_sheet_page_answers_it(closed: TrainingClass, sign_in: SignsIn) -> None:
    phone(closed, 2).post(reverse(ASK), given(closed))
    request = MakeUpRequest.objects.get()
    facts = {
        "enrolment": request.enrolment_id,
        "came": "08:40",
        "left": "11:50",
        "why": "录像可见",
        "proof": picture(),
    }
    sent = sign_in("qihang_teacher").post(
        reverse("classes:correction_request", args=[request.session_id]), facts
    )
    request.refresh_from_db()
    assert (sent.status_code, request.state) == (302, MakeUpState.PROPOSED)


def test_the_api_shows_it_and_refuses_as_the_page_does(closed: TrainingClass, sign_in: SignsIn) -> None:
    phone(closed, 2).post(reverse(ASK), given(closed))
    request, teacher = MakeUpRequest.objects.get(), sign_in("qihang_teacher")
    detail = teacher.get(reverse("classes-api-make-up-detail", args=[request.pk])).json()
    perform = reverse("classes-api-make-up-perform", args=[request.pk])
    early = teacher.post(perform, {"verb": "enter"}, content_type="application/json")
    done = teacher.post(perform, {"verb": "refuse", "comment": "未见本人"}, content_type="application/json")
    assert detail["allowed_actions"] == ["refuse"]
    assert (early.status_code, early.json()["code"]) == (409, "make_up.not_on_sheet")
    assert (done.status_code, done.json()["state"]) == (200, "refused")


def test_the_pages_ask_the_database_no_more_for_many_requests(
    closed: TrainingClass, sign_in: SignsIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, afternoon = phone(closed, 1, 2, 3), half_day(closed, "pm")
    with clock.moved_to(FIRST_DAY + timedelta(days=1)):
        for who in [binding_of(closed, number) for number in (1, 2, 3)]:
            client.post(f"{reverse(ASK)}?who={who}", given(closed, session=str(afternoon.pk)))
        teacher = sign_in("qihang_teacher")
        with django_assert_max_num_queries(30):
            page = teacher.get(reverse("classes:session_signing", args=[afternoon.pk])).content.decode()
        with django_assert_max_num_queries(9):
            client.get(f"{reverse(ASK)}?who={who}")
    assert page.count("属实，到签到表补写") == 3
