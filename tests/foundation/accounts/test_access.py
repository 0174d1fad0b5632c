"""The access table at work: signed out, wrong role, no line."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from foundation.accounts.access import Access
from foundation.audit.models import Entry, Result
from tests.conftest import SignIn
from wenshui_training.access import RULES, merged


def test_stranger_is_sent_to_sign_in_and_back(db: None) -> None:
    response = Client().get("/account/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/login/?next=%2Faccount%2F"


def test_program_without_sign_in_is_answered_401(db: None) -> None:
    response = Client().get("/api/v1/schema/")

    assert response.status_code == 401
    assert response.json()["code"] == "auth.required"


def test_fragment_without_sign_in_sends_the_whole_page_to_sign_in(db: None) -> None:
    response = Client().get("/account/", headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert response.headers["HX-Redirect"].startswith("/login/")


def test_wrong_role_is_refused_and_recorded(sign_in: SignIn) -> None:
    response = sign_in("li_jing").get("/users/")

    assert response.status_code == 403
    assert "安全管理员" in response.content.decode()
    assert Entry.objects.get(result=Result.REFUSED).action == "access.wrong_role"


def test_address_without_a_line_is_open_to_nobody(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, "accounts:account")

    response = sign_in("sun_guodong").get("/account/")

    assert response.status_code == 403


def test_address_in_two_tables_does_not_start() -> None:
    line = Access(read=frozenset({"public"}))

    with pytest.raises(ImproperlyConfigured, match="twice:page"):
        merged([{"twice:page": line}, {"twice:page": line}])


def test_unknown_address_is_a_chinese_404(db: None) -> None:
    response = Client().get("/nowhere/")

    assert response.status_code == 404
    assert "找不到这一页" in response.content.decode()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_open_to_everybody(db: None, path: str) -> None:
    response = Client().get(path)

    assert response.status_code == 200
    assert response.json()["ok"] is True
