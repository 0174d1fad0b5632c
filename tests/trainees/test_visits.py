"""The code on the telephone: sent to everybody alike, good once, for minutes, against few guesses (N20, C5)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.core.text_messages import ConsoleSender
from tests.builders.trainees import identity_number, make_application, old_form, phone_number
from tests.builders.visits import code_in, last_text, make_visit, visiting
from tests.cast import Cast
from tests.conftest import SignIn
from trainees.models import Person, PersonVisit
from trainees.operations import end_visit, open_visit, request_code

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
PUBLIC = Actor.public(ip="10.0.0.9")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def ask(serial: int = 1, *, ip: str = "10.0.0.9") -> PersonVisit:
    return request_code(
        actor=Actor.public(ip=ip), identity_number=identity_number(serial), phone=phone_number(serial)
    )


def test_right_code_opens_once_and_shows_the_person_whose_telephone_it_is(cast: Cast) -> None:
    person = make_application(cast, 1).person
    asked = ask()
    code = code_in(last_text())

    assert last_text().startswith(phone_number(1))
    opened = open_visit(asked, actor=PUBLIC, code=code)
    assert opened
    assert (opened.person, opened.is_open, opened.wrong_tries) == (person, True, 0)
    assert open_visit(asked, actor=PUBLIC, code=code) is None


def test_other_telephone_opens_a_visit_that_shows_nobody(cast: Cast) -> None:
    person = make_application(cast, 1).person
    assert make_visit(1, phone=phone_number(77)).person is None
    other = make_application(cast, 77).person
    Person.objects.filter(pk=other.pk).update(merged_into=person)
    assert make_visit(1, phone=phone_number(77)).person == person, "under another number of his it is his"


def test_code_is_kept_nowhere(cast: Cast) -> None:
    visit = ask()
    code = code_in(last_text())
    stored = PersonVisit.objects.values().get(pk=visit.pk)
    assert not any(
        code == str(value) or identity_number(1) in str(value) or phone_number(1) in str(value)
        for value in stored.values()
    )


def test_five_guesses_kill_a_code(cast: Cast) -> None:
    visit = ask()
    right = code_in(last_text())
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    guesses = [open_visit(visit, actor=PUBLIC, code=wrong) for _ in range(configured.ONE_TIME_CODE_TRIES)]

    assert guesses == [None] * configured.ONE_TIME_CODE_TRIES
    assert open_visit(visit, actor=PUBLIC, code=right) is None
    assert Entry.objects.filter(action="visit.code_wrong").count() == configured.ONE_TIME_CODE_TRIES + 1


def test_brute_force_over_many_codes_ends_after_a_few_guesses(cast: Cast, settings: Any) -> None:
    """A new code whenever one may be had, another address each time: fifteen guesses, then none for the day."""
    refused = []
    for attempt in range(60):
        try:
            visit = ask(ip=f"10.1.{attempt}.1")
        except NotNow as refusal:
            refused.append(refusal.code)
            continue
        for _ in range(configured.ONE_TIME_CODE_TRIES):
            open_visit(visit, actor=PUBLIC, code="not a code")
    missed = sum(PersonVisit.objects.values_list("wrong_tries", flat=True))
    assert missed <= configured.WRONG_CODES_PER_DAY
    assert (len(refused) >= 55, set(refused)) == (True, {"visit.too_many"})


def test_one_address_cannot_ask_for_everybody(cast: Cast, settings: Any) -> None:
    settings.ONE_TIME_CODES_PER_HOUR_FROM_ONE_ADDRESS = 3
    for serial in (1, 2, 3):
        ask(serial)
    with pytest.raises(NotNow) as refusal:
        ask(4)
    assert refusal.value.code == "visit.too_many"


def test_code_is_dead_after_its_minutes_and_visit_after_a_quarter_of_an_hour(cast: Cast) -> None:
    late = ask()
    code = code_in(last_text())
    visit = make_visit(2)
    with clock.moved_to(clock.now() + configured.ONE_TIME_CODE_LIFE + timedelta(seconds=1)):
        assert (open_visit(late, actor=PUBLIC, code=code), visit.is_open) == (None, True)
    with clock.moved_to(clock.now() + configured.PERSON_VISIT_LIFE + timedelta(seconds=1)):
        assert visit.is_open is False


def test_leaving_ends_the_visit_at_once(cast: Cast) -> None:
    visit = make_visit(1)
    end_visit(visit)
    visit.refresh_from_db()
    assert visit.is_open is False


def _answers(serial: int, phone: str) -> list[bytes]:
    """Everything that somebody sees who gives this number and telephone: pages, addresses, status, without tokens."""
    client, seen = Client(), []
    given = {"identity_number": identity_number(serial), "phone": phone}
    steps = [client.post(reverse("trainees:visit_start"), given), client.get(reverse("trainees:visit_code"))]
    steps.append(client.post(reverse("trainees:visit_code"), {"code": "000000x"}))
    with clock.moved_to(clock.now() + configured.ONE_TIME_CODE_LIFE):
        steps.append(client.post(reverse("trainees:visit_code"), {"again": "1"}))
        assert last_text().startswith(phone), (
            "nothing has to be typed once more, not even when the code is dead"
        )
    steps.append(client.post(reverse("trainees:visit_code"), {"code": code_in(last_text())}))
    steps += [client.get(reverse(f"reports:{name}")) for name in ("my_home", "my_records", "my_offers")]
    for answer in steps:
        body = TOKEN.sub("", answer.content.decode())
        body = body.replace(identity_number(serial)[-4:], "").replace(phone[-4:], "")
        seen.append(f"{answer.status_code} {answer.headers.get('Location', '')} {body}".encode())
    return seen


def test_known_and_unknown_get_the_same_bytes(cast: Cast) -> None:
    """Somebody with his own telephone asks for a number that is registered, and for one that is not (C5)."""
    make_application(cast, 1)
    known, unknown = _answers(1, phone_number(501)), _answers(2, phone_number(502))
    assert known == unknown


def test_without_a_sender_nothing_is_promised(cast: Cast, settings: Any) -> None:
    settings.TEXT_MESSAGE_SENDER = ""
    with pytest.raises(NotNow) as refusal:
        ask()
    assert refusal.value.code == "text_message.not_configured"
    assert not PersonVisit.objects.exists()


def test_console_shows_the_text_and_masks_the_telephone(capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleSender().send("13800001234", "验证码 123456")
    assert "138****1234：验证码 123456" in capsys.readouterr().out


def test_telephone_that_takes_no_text_and_number_that_is_none_are_refused_at_the_field(cast: Cast) -> None:
    client = Client()
    wrong = client.post(reverse("trainees:visit_start"), {"identity_number": "123", "phone": "abc"})
    landline = client.post(
        reverse("trainees:visit_start"), {"identity_number": identity_number(1), "phone": "0358-3022222"}
    )
    assert (wrong.status_code, landline.status_code) == (422, 422)
    old = {"identity_number": old_form(identity_number(1)), "phone": phone_number(1)}
    assert (
        f"换算后为 {identity_number(1)}" in client.post(reverse("trainees:visit_start"), old).content.decode()
    )


def test_visit_opens_no_page_of_the_office(cast: Cast) -> None:
    """The cookie of a person is no staff session, and the other way round."""
    make_application(cast, 1)
    client = visiting(1)
    assert client.get(reverse("reports:my_records")).status_code == 200
    for name in ("reports:workbench", "trainees:person_list", "trainees:dispute_list", "trainees:need_list"):
        assert client.get(reverse(name)).status_code == 302
    assert "sessionid" not in client.cookies


def test_staff_session_opens_nobodys_own_pages(cast: Cast, sign_in: SignIn) -> None:
    for who in ("zhou_min", "qihang_manager"):
        answer = sign_in(who).get(reverse("reports:my_records"))
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("trainees:visit_start"))


def test_forged_and_foreign_cookies_open_nothing(cast: Cast) -> None:
    client = Client()
    for token in ("", "x", "a:b:c", str(make_visit(1).pk)):
        client.cookies["wenshui_visit"] = token
        assert client.get(reverse("reports:my_records")).status_code == 302


def test_visits_are_of_the_day_they_were_made(cast: Cast, on_18_june_2026: date) -> None:
    assert make_visit(1).requested_at.date() == on_18_june_2026
