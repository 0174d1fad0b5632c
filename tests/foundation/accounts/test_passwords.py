"""What a password must be, when it must be changed, and what does not come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from foundation.accounts.models import PasswordRecord, User
from foundation.core import clock
from tests.cast import PASSWORD, Cast
from tests.conftest import SignIn

NEW = "Spring-2026-river"


def _change(client: Client, new: str, old: str = PASSWORD) -> int:
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/password/", form).status_code


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Short-2026", "password.too_short"),
        ("onlysmallletters", "password.too_simple"),
        ("WenShui-2026-class", "password.local_word"),
        ("A1-" + "x" * 130, "password.too_long"),
    ],
)
def test_weak_password_is_refused(db: None, password: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, User(username="someone"))
    assert code in [error.code for error in refusal.value.error_list]


def test_administrator_needs_fifteen_characters(cast: Cast) -> None:
    validate_password("River-2026-xy", cast["li_jing"])
    with pytest.raises(ValidationError) as refusal:
        validate_password("River-2026-xy", cast["security_tian"])
    assert refusal.value.error_list[0].code == "password.too_short"


def test_person_changes_the_password_and_stays_signed_in(sign_in: SignIn, cast: Cast) -> None:
    here, elsewhere = sign_in("li_jing"), sign_in("li_jing")

    assert _change(here, NEW) == 302

    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert User.objects.get(pk=cast["li_jing"].pk).check_password(NEW)


def test_last_five_passwords_do_not_come_back(sign_in: SignIn) -> None:
    client = sign_in("li_jing")
    used = [f"Spring-2026-river-{n}" for n in range(6)]
    statuses = [_change(client, new, old) for old, new in zip([PASSWORD, *used], used, strict=False)]

    assert statuses == [302] * 6
    assert _change(client, used[1], used[-1]) == 422
    assert _change(client, used[0], used[-1]) == 302


def test_wrong_old_password_changes_nothing(sign_in: SignIn, cast: Cast) -> None:
    assert _change(sign_in("li_jing"), NEW, "not-mine") == 422
    assert not PasswordRecord.objects.filter(user=cast["li_jing"]).exists()


def test_first_password_must_be_changed_before_anything_else(sign_in: SignIn, cast: Cast) -> None:
    User.objects.filter(pk=cast["li_jing"].pk).update(must_change_password=True)
    client = sign_in("li_jing")

    response = client.get("/account/")

    assert response.headers["Location"] == "/account/password/"
    assert client.get("/account/password/").status_code == 200
    assert client.get("/api/v1/schema/").json()["code"] == "auth.password_expired"
    _change(client, NEW)
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(("days", "status"), [(89, 200), (91, 302)])
def test_password_older_than_ninety_days_must_be_changed(
    sign_in: SignIn, cast: Cast, days: int, status: int
) -> None:
    changed = clock.now() - timedelta(days=days)
    User.objects.filter(pk=cast["li_jing"].pk).update(password_changed_at=changed)

    assert sign_in("li_jing").get("/account/").status_code == status


def test_large_type_is_remembered(sign_in: SignIn, cast: Cast) -> None:
    response = sign_in("li_jing").post("/account/", {"large_type": "on"})

    assert response.cookies["text_size"].value == "large"
    assert User.objects.get(pk=cast["li_jing"].pk).large_type
