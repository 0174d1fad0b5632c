"""What is recorded, what a refusal leaves, and who may read it."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.test import Client

from foundation.accounts.actor import Actor
from foundation.audit.middleware import typed_by_user
from foundation.audit.models import Entry, Result
from foundation.audit.operations import Event, append
from tests.cast import Cast
from tests.conftest import SignIn


def test_entry_says_who_in_which_role_from_where(cast: Cast, on_18_june_2026: date) -> None:
    entry = append(Event("test.done", "办了一件事", cast["hao_ping"], "同意"), actor=cast.actor("li_jing"))

    assert (entry.actor_name, entry.actor_roles) == ("李静", "training_officer")
    assert (entry.organisation_name, entry.object_type) == ("文水县人力资源和社会保障局", "accounts.user")
    assert entry.at.date() == on_18_june_2026


def test_detail_that_json_cannot_hold_is_kept_as_text(cast: Cast) -> None:
    entry = append(Event("test.done", "办", detail={"on": date(2026, 6, 18)}), actor=Actor.system())

    assert Entry.objects.get(pk=entry.pk).detail == {"on": "2026-06-18"}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("li_jing", {"own", "other", "read"}),
        ("auditadmin_yan", {"own", "other", "read"}),
        ("qihang_manager", {"own"}),
        ("huineng_manager", {"other"}),
        ("admin_he", set()),
        ("point_clerk", set()),
    ],
)
def test_everybody_reads_what_concerns_him(cast: Cast, who: str, seen: set[str]) -> None:
    class Row:
        def __init__(self, organisation: str) -> None:
            self.institution_id = cast.organisations[organisation].pk
            self.pk = uuid.uuid4()
            self._meta = cast["li_jing"]._meta

    for title, place, result in (
        ("own", "qihang", Result.DONE),
        ("other", "huineng", Result.DONE),
        ("read", "qihang", Result.READ),
    ):
        append(Event("test.done", title, Row(place), result=result), actor=Actor.system())  # type: ignore[arg-type]

    visible = Entry.objects.visible_to(cast.actor(who)).values_list("title", flat=True)

    assert set(visible) == seen


def test_refused_request_leaves_one_entry_and_keeps_the_words(cast: Cast, sign_in: SignIn) -> None:
    address = f"/users/{cast['hao_ping'].pk}/enable/"

    response = sign_in("security_tian").post(address, {"reason": "复职，请恢复", "password": "秘密不显示"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "复职，请恢复" in page
    assert "秘密不显示" not in page
    entry = Entry.objects.get(result=Result.REFUSED)
    assert (entry.action, entry.actor_name) == ("user.not_disabled", "田安")
    assert entry.detail == {"codes": ["user.not_disabled"], "path": address, "method": "POST"}


def test_refusal_leads_back_to_our_own_pages_only(cast: Cast, sign_in: SignIn) -> None:
    address = f"/users/{cast['hao_ping'].pk}/enable/"
    client: Client = sign_in("security_tian")

    foreign = client.post(address, {"reason": "x"}, headers={"Referer": "https://elsewhere.example.cn/a"})
    ours = client.post(address, {"reason": "x"}, headers={"Referer": "http://testserver/users/"})

    assert "elsewhere" not in foreign.content.decode()
    assert "http://testserver/users/" in ours.content.decode()


def test_identity_numbers_are_not_shown_back(rf: object) -> None:
    request = rf.post("/", {"identity_number": "１４１１２１", "name": "张小英"})  # type: ignore[attr-defined]

    assert typed_by_user(request) == [("姓名", "张小英")]
