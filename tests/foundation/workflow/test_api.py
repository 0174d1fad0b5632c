"""The API answers as the pages do: the same scope, the same verbs, the same refusals, nothing silently dropped."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from foundation.audit.models import Entry, Result
from institutions.enums import InstitutionState as S
from institutions.models import Institution
from tests.cast import Cast
from tests.conftest import SignIn
from tests.foundation.workflow.permit import make_permit

LIST = "/api/v1/institutions/"


@pytest.fixture
def permit(cast: Cast) -> Institution:
    return make_permit(cast, S.UNDER_REVIEW)


def _perform(client: Client, permit: Institution, **body: Any) -> Any:
    return client.post(f"{LIST}{permit.pk}/perform/", body, content_type="application/json")


def test_each_sees_what_he_may_see(permit: Institution, sign_in: SignIn) -> None:
    counts = [
        sign_in(who).get(LIST).json()["count"] for who in ("li_jing", "qihang_manager", "huineng_manager")
    ]

    assert counts == [1, 1, 0]
    assert sign_in("huineng_manager").get(f"{LIST}{permit.pk}/").status_code == 404


def test_record_tells_what_may_be_done_now(permit: Institution, sign_in: SignIn) -> None:
    told = sign_in("wang_jianming").get(f"{LIST}{permit.pk}/").json()

    assert "return_profile" in told["allowed_actions"]
    assert [blocked["verb"] for blocked in told["blocked_actions"]] == ["shortlist"]
    reason = told["blocked_actions"][0]["reasons"][0]
    page = sign_in("wang_jianming").get(permit.get_absolute_url()).content.decode()
    assert reason["code"] == "institution.selection_missing"
    assert reason["message"] in page
    assert f"，{reason['who']}" in page, "the page says the same, and who can meet it"


def test_verb_is_done_with_its_opinion(permit: Institution, sign_in: SignIn) -> None:
    response = _perform(sign_in("wang_jianming"), permit, verb="return_profile", comment="缺办学许可证")

    assert (response.status_code, response.json()["state"]) == (200, S.REGISTERED)
    assert Entry.objects.get(action="institution.return_profile").comment == "缺办学许可证"


@pytest.mark.parametrize(
    ("who", "body", "status", "code"),
    [
        ("wang_jianming", {"verb": "return_profile"}, 422, "institution.comment_required"),
        ("wang_jianming", {"verb": "sign_contract"}, 409, "institution.wrong_state"),
        ("wang_jianming", {"verb": "pay_me"}, 422, "institution.unknown_verb"),
        (
            "wang_jianming",
            {"verb": "return_profile", "comment": "x", "state": "contracted"},
            422,
            "body.invalid",
        ),
        ("wang_jianming", {}, 422, "body.invalid"),
    ],
)
def test_what_must_not_be_is_refused_in_words(
    permit: Institution, sign_in: SignIn, who: str, body: dict[str, Any], status: int, code: str
) -> None:
    response = _perform(sign_in(who), permit, **body)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert Institution.objects.get(pk=permit.pk).state == S.UNDER_REVIEW


def test_refusal_of_the_api_leaves_its_trace(permit: Institution, sign_in: SignIn) -> None:
    _perform(sign_in("wang_jianming"), permit, verb="sign_contract")

    assert Entry.objects.get(result=Result.REFUSED).action == "institution.wrong_state"


def test_unknown_key_is_named(permit: Institution, sign_in: SignIn) -> None:
    told = _perform(
        sign_in("wang_jianming"), permit, verb="return_profile", comment="x", is_staff=True
    ).json()

    assert told["reasons"] == [
        {"code": "body.unknown_key", "message": "不接受这一项。", "field": "is_staff"},
    ]


def test_missing_record_wrong_method_and_bad_json_are_told_alike(
    permit: Institution, sign_in: SignIn
) -> None:
    client = sign_in("wang_jianming")
    missing = client.get(f"{LIST}00000000-0000-4000-8000-00000000dead/")
    odd = client.post(f"{LIST}{permit.pk}/perform/", "{", content_type="application/json")

    assert (missing.status_code, missing.json()["code"]) == (404, "record.not_found")
    assert (odd.status_code, odd.json()["code"]) == (400, "request.parse_error")


def test_list_is_paged_at_most_a_hundred(permit: Institution, sign_in: SignIn) -> None:
    told = sign_in("wang_jianming").get(f"{LIST}?per_page=1000").json()

    assert {"count", "next", "previous", "results"} <= set(told)
