"""A form sent twice from the same page has one effect; a form opened anew is a form of its own."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from classes.models import TrainingClass
from foundation.audit import sent_once
from foundation.core import clock
from foundation.core.models import SubmittedForm
from institutions.enums import TrainingCategory
from tests.builders.classes import ready_institution
from tests.cast import Cast, assemble

CLIENTS = 6


def browser(cast: Cast) -> Client:
    """Signed in, and checked for the token as a browser is."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["qihang_manager"], backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


def filled_in(cast: Cast, client: Client, **changes: str) -> dict[str, Any]:
    """The form of a new class as the page gives it, filled in."""
    page = client.get(reverse("classes:class_new")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    permission = ready_institution(cast).permissions.get()
    return {
        "csrfmiddlewaretoken": token[1],
        "category": TrainingCategory.EMPLOYMENT_SKILL,
        "permission": str(permission.pk),
        "planned_count": "50",
        "starts_on": "2026-06-29",
        "ends_on": "2026-07-18",
        "training_days": "20",
        "theory_lessons": "60",
        "practice_lessons": "100",
        **changes,
    }


def send(client: Client, form: dict[str, Any]) -> Any:
    return client.post(reverse("classes:class_new"), form)


@pytest.fixture
def cast(db: None, on_18_june_2026: object) -> Cast:
    return assemble()


def test_the_second_sending_is_led_to_the_first_one_s_page(cast: Cast) -> None:
    client = browser(cast)
    form = filled_in(cast, client)
    first, second = send(client, form), send(client, form)
    assert TrainingClass.objects.count() == 1
    assert first["Location"] == second["Location"]
    assert "没有重复办理" in client.get(second["Location"]).content.decode()


def test_the_same_form_opened_anew_is_another_form(cast: Cast) -> None:
    client = browser(cast)
    send(client, filled_in(cast, client))
    send(client, filled_in(cast, client))
    assert TrainingClass.objects.count() == 2


def test_other_content_from_the_same_page_is_another_form(cast: Cast) -> None:
    client = browser(cast)
    form = filled_in(cast, client)
    send(client, form)
    send(client, form | {"planned_count": "40"})
    assert TrainingClass.objects.count() == 2


def test_a_form_with_faults_may_be_sent_again(cast: Cast) -> None:
    client = browser(cast)
    form = filled_in(cast, client, ends_on="2026-06-01")
    assert [send(client, form).status_code for _ in range(2)] == [422, 422]
    assert not SubmittedForm.objects.exists()


def test_who_sends_while_the_first_is_being_done_is_told_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_once, "LOOKS", 1)
    client = browser(cast)
    form = filled_in(cast, client)
    send(client, form)
    SubmittedForm.objects.update(location="")
    answer = send(client, form)
    assert (answer.status_code, TrainingClass.objects.count()) == (409, 1)
    assert "正在办理" in answer.content.decode()


def test_what_broke_off_long_ago_may_be_sent_again(cast: Cast) -> None:
    client = browser(cast)
    form = filled_in(cast, client)
    send(client, form)
    SubmittedForm.objects.update(location="", begun_at=clock.now() - timedelta(minutes=3))
    assert send(client, form).status_code == 302
    assert TrainingClass.objects.count() == 2


def test_old_forms_are_forgotten(cast: Cast) -> None:
    for days in (29, 31):
        SubmittedForm.objects.create(digest=f"{days}", begun_at=clock.now() - timedelta(days=days))
    assert sent_once.forget_old_forms() == 1
    assert SubmittedForm.objects.get().digest == "29"


@pytest.mark.django_db(transaction=True)
def test_of_six_clicks_at_once_one_makes_the_class(transactional_db: None, on_18_june_2026: date) -> None:
    cast = assemble()
    client = browser(cast)
    form = filled_in(cast, client)
    gate = Barrier(CLIENTS)

    def click(_: int) -> str:
        try:
            other = Client(enforce_csrf_checks=True)
            other.cookies = client.cookies
            gate.wait()
            with clock.moved_to(on_18_june_2026):
                return str(send(other, form)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        led_to = set(pool.map(click, range(CLIENTS)))
    assert led_to == {f"{TrainingClass.objects.get().get_absolute_url()}materials/"}
