"""The same verbs, refusals and limits through the API."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from classes.enums import ClassState as S
from classes.models import TrainingClass
from tests.builders.classes import make_class, make_draft, ready_institution
from tests.cast import Cast
from tests.conftest import SignIn


def post(client: Client, url: str, body: dict[str, Any]) -> Any:
    return client.post(url, body, content_type="application/json")


def body(cast: Cast, **changes: Any) -> dict[str, Any]:
    permission = ready_institution(cast).permissions.get()
    return {
        "category": "就业技能", "occupation": str(permission.occupation_id), "level": "5", "planned_count": 5,
        "starts_on": "2026-06-29", "ends_on": "2026-07-01", "training_days": 3, "theory_lessons": 8,
        "practice_lessons": 16, **changes,
    }  # fmt: skip


def test_an_institution_begins_an_application(cast: Cast, sign_in: SignIn) -> None:
    answer = post(sign_in("qihang_manager"), reverse("classes-api-class-list"), body(cast))

    assert answer.status_code == 201
    assert answer.json()["number"] == "KB-2026-0001"
    assert "submit" not in answer.json()["allowed_actions"]


def test_no_state_and_no_unknown_key_is_taken(cast: Cast, sign_in: SignIn) -> None:
    answer = post(
        sign_in("qihang_manager"),
        reverse("classes-api-class-list"),
        body(cast, state="approved", approved_count=9),
    )

    assert answer.status_code == 422
    assert {reason["field"] for reason in answer.json()["reasons"]} == {"state", "approved_count"}
    assert not TrainingClass.objects.exists()


def test_a_verb_is_done_by_its_role_only(cast: Cast, sign_in: SignIn) -> None:
    submitted = make_class(cast, S.SUBMITTED)
    url = reverse("classes-api-class-perform", args=[submitted.pk])

    refused = post(sign_in("wang_jianming"), url, {"verb": "pass_first_review"})
    done = post(sign_in("li_jing"), url, {"verb": "pass_first_review", "comment": "齐全"})

    assert (refused.status_code, refused.json()["code"]) == (403, "class.wrong_role")
    assert (done.status_code, done.json()["state"]) == (200, S.FIRST_REVIEWED)


def test_the_number_in_the_system_goes_with_the_verb(cast: Cast, sign_in: SignIn) -> None:
    filed = make_class(cast, S.FILED)
    url, officer = reverse("classes-api-class-perform", args=[filed.pk]), sign_in("li_jing")

    missing = post(officer, url, {"verb": "confirm_in_system"})
    done = post(officer, url, {"verb": "confirm_in_system", "real_name_number": "SM-1"})

    assert missing.status_code == 422
    assert done.json()["real_name_number"] == "SM-1"


def test_a_foreign_class_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    draft = make_draft(cast)
    stranger = sign_in("huineng_manager")

    assert stranger.get(reverse("classes-api-class-detail", args=[draft.pk])).status_code == 404
    assert post(stranger, reverse("classes-api-class-perform", args=[draft.pk]), {}).status_code == 404
    assert stranger.get(reverse("classes-api-class-list")).json()["results"] == []
