"""Signing in and out, wrong passwords, and how long a session lives."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from foundation.accounts.models import User
from foundation.audit.models import Entry, Result
from foundation.core import clock
from tests.cast import PASSWORD, Cast
from tests.conftest import SignIn

MORNING = datetime(2026, 6, 18, 8, 0, tzinfo=clock.CHINA)


def _try(client: Client, username: str, password: str, **extra: str) -> int:
    return client.post("/login/", {"username": username, "password": password}, **extra).status_code  # type: ignore[arg-type]


def test_right_password_leads_to_the_page_that_was_asked_for(cast: Cast) -> None:
    response = Client().post(
        "/login/?next=/account/", {"username": "li_jing", "password": PASSWORD, "next": "/account/"}
    )

    assert (response.status_code, response.headers["Location"]) == (302, "/account/")
    assert Entry.objects.get().action == "account.signed_in"


def test_sign_in_never_leads_to_another_site(cast: Cast) -> None:
    form = {"username": "li_jing", "password": PASSWORD, "next": "https://elsewhere.example.cn/"}

    assert Client().post("/login/", form).headers["Location"] == "/"


def test_session_key_changes_at_sign_in(cast: Cast) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key

    _try(client, "li_jing", PASSWORD)

    assert client.session.session_key != before


def test_unknown_name_and_wrong_password_are_answered_alike(cast: Cast) -> None:
    wrong = Client().post("/login/", {"username": "li_jing", "password": "Wrong-1"})
    unknown = Client().post("/login/", {"username": "nobody_here", "password": "Wrong-1"})

    assert wrong.status_code == unknown.status_code == 422
    said = "用户名或密码不正确"
    assert said in wrong.content.decode()
    assert said in unknown.content.decode()
    assert Entry.objects.filter(result=Result.REFUSED, action="account.sign_in_failed").count() == 2


def test_fifth_wrong_password_locks_the_name_for_this_address_only(cast: Cast) -> None:
    guesses = [_try(Client(), "li_jing", f"Wrong-{n}", REMOTE_ADDR="10.9.9.9") for n in range(5)]

    assert guesses[-1] == 429
    assert _try(Client(), "li_jing", PASSWORD, REMOTE_ADDR="10.9.9.9") == 429
    assert _try(Client(), "li_jing", PASSWORD, REMOTE_ADDR="10.1.1.1") == 302


def test_forged_forwarding_header_does_not_open_the_lock(cast: Cast) -> None:
    for n in range(5):
        _try(Client(), "li_jing", "Wrong", REMOTE_ADDR="10.9.9.9", HTTP_X_FORWARDED_FOR=f"10.2.2.{n}")

    status = _try(Client(), "li_jing", PASSWORD, REMOTE_ADDR="10.9.9.9", HTTP_X_FORWARDED_FOR="10.3.3.3")

    assert status == 429


def test_security_administrator_unlocks(cast: Cast, sign_in: SignIn) -> None:
    for _ in range(5):
        _try(Client(), "li_jing", "Wrong", REMOTE_ADDR="10.9.9.9")

    sign_in("security_tian").post(f"/users/{cast['li_jing'].pk}/unlock/")

    assert _try(Client(), "li_jing", PASSWORD, REMOTE_ADDR="10.9.9.9") == 302


def test_disabled_account_cannot_sign_in_and_is_not_named(cast: Cast) -> None:
    User.objects.filter(username="li_jing").update(is_active=False)

    response = Client().post("/login/", {"username": "li_jing", "password": PASSWORD})

    assert response.status_code == 422
    assert "用户名或密码不正确" in response.content.decode()


def test_signing_out_ends_the_session_and_empties_the_browser(sign_in: SignIn) -> None:
    client = sign_in("li_jing")

    response = client.post("/logout/")

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/account/").status_code == 302


def test_signing_out_by_a_link_is_not_possible(sign_in: SignIn) -> None:
    assert sign_in("li_jing").get("/logout/").status_code == 403


def test_form_without_its_token_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/login/", {"username": "li_jing", "password": PASSWORD})

    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "minutes", "status"),
    [("li_jing", 29, 200), ("li_jing", 31, 302), ("sun_li", 14, 200), ("sun_li", 16, 302)],
)
def test_idle_session_ends(sign_in: SignIn, who: str, minutes: int, status: int) -> None:
    with clock.moved_to(MORNING):
        client = sign_in(who)
        client.get("/account/")

    with clock.moved_to(MORNING + timedelta(minutes=minutes)):
        assert client.get("/account/").status_code == status


def test_session_ends_after_ten_hours_of_work(sign_in: SignIn) -> None:
    with clock.moved_to(MORNING):
        client = sign_in("li_jing")
    # The last look is a quarter before the end: at the very end a slow machine would be past it.
    for quarter in range(40):
        with clock.moved_to(MORNING + timedelta(minutes=15 * quarter)):
            status = client.get("/account/").status_code

    with clock.moved_to(MORNING + settings.SESSION_ABSOLUTE + timedelta(minutes=1)):
        assert (status, client.get("/account/").status_code) == (200, 302)


def test_disabled_person_is_out_with_the_next_request(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("li_jing")
    assert client.get("/account/").status_code == 200

    User.objects.filter(pk=cast["li_jing"].pk).update(is_active=False)

    assert client.get("/account/").status_code == 302
