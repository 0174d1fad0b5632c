"""The API of applicants: the pages' verbs and refusals, and no sealed number."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.trainees import identity_number, make_application, make_group_under_review
from tests.cast import Cast
from tests.conftest import SignIn
from trainees.queries import group_applications

ROOT = "/api/v1/applications/"

pytestmark = pytest.mark.usefixtures("policy_in_force")


def test_list_is_scoped_and_masked(cast: Cast, sign_in: SignIn) -> None:
    make_application(cast, 1)
    make_application(cast, 2, institution="huineng")
    answer = sign_in("qihang_manager").get(ROOT)
    (row,) = answer.json()["results"]
    assert (row["name"], row["identity_masked"][4:14]) == ("李*英", "*" * 10)
    assert identity_number(1) not in answer.content.decode()


def test_record_names_what_this_person_may_do(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    application = group_applications(make_group_under_review(cast, 1)).get()
    body = sign_in("zhou_min").get(f"{ROOT}{application.pk}/").json()
    assert body["allowed_actions"] == ["return", "reject"]
    assert body["blocked_actions"][0]["reasons"][0]["code"] == "application.certificate_number_missing"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"verb": "pass"}, 409, "application.certificate_number_missing"),
        ({"verb": "return"}, 422, "application.comment_required"),
        ({"verb": "check"}, 409, "application.wrong_state"),
        ({"verb": "return", "comment": "补", "state": "passed"}, 422, "body.invalid"),
    ],
)
def test_refusals_carry_the_codes_of_the_pages(
    cast: Cast, sign_in: SignIn, on_18_june_2026: date, body: dict[str, str], status: int, code: str
) -> None:
    application = group_applications(make_group_under_review(cast, 1)).get()
    answer = sign_in("zhou_min").post(
        f"{ROOT}{application.pk}/perform/", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_verb_is_done_and_the_record_comes_back(cast: Cast, sign_in: SignIn, on_18_june_2026: date) -> None:
    application = group_applications(make_group_under_review(cast, 1)).get()
    body = {"verb": "return", "comment": "请补签承诺书"}
    answer = sign_in("zhou_min").post(
        f"{ROOT}{application.pk}/perform/", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["state"]) == (200, "returned")


def test_foreign_record_is_absent(cast: Cast, sign_in: SignIn) -> None:
    foreign = make_application(cast, 1, institution="huineng")
    assert sign_in("qihang_manager").get(f"{ROOT}{foreign.pk}/").status_code == 404
