"""试算 by program: a result or an error with a code, whatever is sent; and nothing is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.throttling import ScopedRateThrottle

from subsidies.api_quotes import MOST_CASES
from tests.builders.policy import set_parameter
from tests.conftest import SignIn
from tests.subsidies.test_rules_quote import FIELDS, JSON, ROSTER

pytestmark = pytest.mark.usefixtures("office")
ADDRESS = "/api/v1/quotes/"
CASE: dict[str, Any] = {
    "policy": "2026-8",
    "category": "订单式",
    "input": {
        "approved_count": 50,
        "verified_count": 48,
        "passed_count": 38,
        "employed_count": 36,
        "training_days": 18,
    },
}


def sent(client: Client, body: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic("POST", ADDRESS, data, content_type="application/json")


def test_one_case_is_answered_as_by_the_command(sign_in: SignIn) -> None:
    answer = sent(sign_in("qihang_manager"), {**CASE, "id": "K1"})

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["total_fen"]) == ("K1", 8_280_000)


def test_one_account_is_slowed_down_and_told_when_to_come_again(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"quotes": "2/min"})
    client, other = sign_in("qihang_manager"), sign_in("li_jing")

    answers = [sent(client, CASE) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (answers[2].json()["code"], int(answers[2]["Retry-After"]) > 0) == ("request.throttled", True)
    assert sent(other, CASE).status_code == 200


def test_list_answers_each_case_for_itself(sign_in: SignIn) -> None:
    answer = sent(sign_in("li_jing"), [CASE, {**CASE, "category": "烹饪"}, 7])

    assert answer.status_code == 200
    assert [each.get("error") for each in answer.json()] == [None, "E_CATEGORY_UNKNOWN", "E_INPUT_MALFORMED"]


def test_faulty_case_is_422_with_every_fault(sign_in: SignIn) -> None:
    wrong = {**CASE, "input": {**CASE["input"], "passed_count": -1, "verified_count": 51}}
    answer = sent(sign_in("li_jing"), wrong)

    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["reasons"]] == [
        "E_NEGATIVE_COUNT",
        "E_VERIFIED_GT_APPROVED",
    ]
    assert answer.json()["code"] == "E_NEGATIVE_COUNT"


def test_what_is_in_force_counts_and_not_what_the_document_began_with(sign_in: SignIn) -> None:
    set_parameter("pass_rule", False)

    assert sent(sign_in("li_jing"), CASE).json()["deduction_heads"] == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "E_POLICY_UNKNOWN"),
        (b"{", 400, "request.parse_error"),
        (b"\xff\xfe", 400, "request.parse_error"),
        (b'{"policy": NaN}', 400, "request.parse_error"),
        (b"[" * 100_000, 400, "request.parse_error"),
        (b"9" * 5000, 400, "request.parse_error"),
        ([], 422, "body.invalid"),
        ([CASE] * (MOST_CASES + 1), 422, "body.invalid"),
        ({**CASE, "id": "\ud800"}, 422, "E_TEXT_MALFORMED"),
        (
            {**CASE, "input": {"rate": {"type": "by_level", "per_head_fen": {"\udfff": -1}}}},
            422,
            "E_TEXT_MALFORMED",
        ),
        ({**CASE, "input": {**CASE["input"], "approved_on": "2019-01-01"}}, 422, "E_POLICY_NOT_IN_FORCE"),
    ],
)
def test_what_is_no_case_has_its_own_answer(body: Any, status: int, code: str, sign_in: SignIn) -> None:
    answer = sent(sign_in("li_jing"), body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_too_large_a_body_is_not_read(sign_in: SignIn, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    assert sent(sign_in("li_jing"), CASE).json()["reasons"][0]["code"] == "body.too_large"


ENTRY = st.dictionaries(st.sampled_from(FIELDS), JSON | ROSTER, max_size=8)
ROUGH = st.fixed_dictionaries(
    {"policy": st.sampled_from(["2026-8", "2024-20"]), "category": st.just("项目制"), "input": ENTRY}
)


@settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.lists(JSON | ROUGH, min_size=1, max_size=5) | JSON | ROUGH)
def test_whatever_json_is_sent_there_is_a_result_or_a_code(body: Any, sign_in: SignIn) -> None:
    answer = sent(sign_in("li_jing"), body)

    told = answer.json()
    assert answer.status_code in {200, 400, 422}
    assert (
        all("status" in each for each in told) if isinstance(told, list) else {"status", "code"} & set(told)
    )


def test_only_who_may_try_may_send(sign_in: SignIn) -> None:
    assert sent(sign_in("point_clerk"), CASE).status_code == 403
