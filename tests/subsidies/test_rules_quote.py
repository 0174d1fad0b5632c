"""试算: whatever is entered, the answer is a result."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.policy.catalogue import default_parameters
from foundation.policy.types import Parameters
from subsidies.rules.facts import Category
from subsidies.rules.quote import quote_case, quote_statement
from tests.subsidies.rule_cases import FLAT_1500, NEW, claim, codes, trainee

ENTERED: dict[str, Any] = {"approved_count": 50, "verified_count": 50, "passed_count": 40, "rate": FLAT_1500}


def quote(**changed: Any) -> dict[str, Any]:
    return quote_case({"policy": NEW, "category": "就业技能", "input": {**ENTERED, **changed}})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (None, "E_INPUT_MALFORMED"),
        ([], "E_INPUT_MALFORMED"),
        ({"policy": "2019-1", "category": "创业", "input": {}}, "E_POLICY_UNKNOWN"),
        ({"policy": ["2026-8"], "category": "创业", "input": {}}, "E_POLICY_UNKNOWN"),
        ({"policy": NEW, "category": "烹饪", "input": {}}, "E_CATEGORY_UNKNOWN"),
        ({"policy": NEW, "category": {}, "input": {}}, "E_CATEGORY_UNKNOWN"),
        ({"policy": NEW, "category": "创业", "input": 5}, "E_INPUT_MALFORMED"),
    ],
)
def test_what_is_not_a_case_is_an_error_result(raw: object, code: str) -> None:
    result = quote_case(raw)

    assert (result["status"], result["error"], result["total_fen"]) == ("error", code, None)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"passed_count": True}, "E_COUNT_NOT_INTEGER"),
        ({"passed_count": float("nan")}, "E_COUNT_NOT_INTEGER"),
        ({"passed_count": [40]}, "E_COUNT_NOT_INTEGER"),
        ({"passed_count": 10**5000}, "E_NUMBER_TOO_LARGE"),
        ({"training_days": float("inf")}, "E_DAYS_NOT_HALF"),
        ({"training_days": "1/0"}, "E_DAYS_NOT_HALF"),
        ({"training_days": "1e999999999"}, "E_DAYS_NOT_HALF"),
        ({"training_days": "1/3"}, "E_DAYS_NOT_HALF"),
        ({"training_days": True}, "E_DAYS_NOT_HALF"),
        ({"training_days": 10**5000}, "E_NUMBER_TOO_LARGE"),
        ({"training_days": -1}, "E_NEGATIVE_COUNT"),
        ({"trainees": "T01"}, "E_INPUT_MALFORMED"),
        ({"trainees": ["T01"]}, "E_INPUT_MALFORMED"),
        ({"trainees": [{"id": 7}]}, "E_ID_NOT_TEXT"),
        ({"trainees": [{"id": "  "}]}, "E_ID_NOT_TEXT"),
        ({"trainees": [{"id": "T01", "passed": "是"}]}, "E_FLAG_MALFORMED"),
        ({"trainees": [{"id": "T01", "passed": 1}]}, "E_FLAG_MALFORMED"),
        ({"trainees": [{"id": "T01", "passed": True, "class_end": "2026-02-30"}]}, "E_DATE_MALFORMED"),
        ({"trainees": [{"id": "T01", "passed": True, "class_end": 20260101}]}, "E_DATE_MALFORMED"),
        ({"prior_claims": [{"id": None}]}, "E_ID_NOT_TEXT"),
        ({"gates": []}, "E_INPUT_MALFORMED"),
        ({"gates": {"acceptance": "好"}}, "E_CHOICE_UNKNOWN"),
        ({"gates": {"reviewers": True}}, "E_COUNT_NOT_INTEGER"),
        ({"params": []}, "E_INPUT_MALFORMED"),
        ({"params": {"pass_treshold": "4/5"}}, "E_PARAMETER_UNKNOWN"),
        ({"params": {"pass_threshold": "8/5"}}, "E_PARAMETER_MALFORMED"),
        ({"params": {"pass_threshold": None}}, "E_PARAMETER_MALFORMED"),
        ({"params": {"pass_rule": "yes"}}, "E_PARAMETER_MALFORMED"),
        ({"params": {"deduction_rounding": "up"}}, "E_PARAMETER_MALFORMED"),
        ({"params": {"ladder": {"type": "ladder"}}}, "E_PARAMETER_MALFORMED"),
        ({"rate": 1500}, "E_RATE_MALFORMED"),
        ({"rate": {"type": "flat", "per_head_fen": 1500.5}}, "E_RATE_MALFORMED"),
        ({"rate": {"type": "flat", "per_head_fen": -1}}, "E_RATE_MALFORMED"),
        ({"rate": {"type": "flat", "per_head_fen": 10**30}}, "E_RATE_MALFORMED"),
        ({"rate": {"type": "ladder", "tiers": [], "cap_fen": 1}}, "E_RATE_MALFORMED"),
    ],
)
def test_misfit_is_an_error_with_its_code(changed: dict[str, Any], code: str) -> None:
    result = quote(**changed)

    assert (result["status"], result["error"]) == ("error", code)
    assert [reason["code"] for reason in result["reasons"]] == [code]


def test_switches_may_be_written_on_and_off() -> None:
    assert quote(passed_count=0, params={"pass_rule": "off"})["payable_heads"] == 50


def test_minimum_attendance_may_be_switched_off_by_name() -> None:
    assert quote(params={"min_attendance_rate": "none"})["status"] == "ok"


def test_parameters_in_force_may_be_given() -> None:
    stricter = default_parameters(NEW).with_overrides({"pass_rule": False})
    case = {"policy": NEW, "category": "就业技能", "input": {**ENTERED, "passed_count": None}}

    assert quote_case(case, stricter)["payable_heads"] == 50


def test_carried_over_rate_is_announced() -> None:
    counts: dict[str, Any] = {
        "approved_count": 9,
        "verified_count": 9,
        "passed_count": 9,
        "employed_count": 9,
    }

    statement = claim("订单式", **counts, training_days=10)

    assert "W_RATE_PENDING" in statement.warning_codes
    assert codes(statement)[-1] == "R_LADDER"


def test_result_is_json_and_carries_the_sheet() -> None:
    people = [trainee("T01"), trainee("T02", employed=False)]
    case = {
        "policy": NEW,
        "category": "项目制",
        "input": {"approved_count": 2, "training_days": 10, "trainees": people},
    }

    result = json.loads(json.dumps(quote_case(case)))

    assert result["amounts"] == {"T01": "1500.00"}
    assert [line["order"] for line in result["lines"]] == list(range(1, len(result["lines"]) + 1))


def faults_of(**changed: Any) -> list[tuple[str, dict[str, str]]]:
    people = [{"id": "T01", "passed": "是"}, {"id": "T02"}, {"id": "T02", "passed": True}]
    statement = quote_statement(
        {"policy": NEW, "category": "就业技能", "input": {**ENTERED, "trainees": people, **changed}}
    )
    return [(line.code, dict(line.inputs)) for line in statement.lines]


def test_fault_names_its_field_its_list_and_its_row() -> None:
    assert faults_of() == [
        ("E_FLAG_MALFORMED", {"field": "passed", "list": "trainees", "row": "1"}),
        ("E_COUNT_MISSING", {"field": "passed", "list": "trainees", "row": "2"}),
        ("E_DUPLICATE_TRAINEE", {"field": "id", "list": "trainees", "row": "3"}),
    ]


def test_where_a_row_has_no_name_what_was_misread_is_not_missing_as_well() -> None:
    """The rows behind it move up, so that no place is certain."""
    nameless = [{"passed": True}, {"id": "T01", "passed": "是"}]

    assert [code for code, _ in faults_of(trainees=nameless)] == ["E_ID_NOT_TEXT", "E_FLAG_MALFORMED"]


def test_fault_of_an_earlier_payment_is_told_from_one_of_the_roster() -> None:
    prior = [{"id": "T01", "paid_days": -1}]

    assert ("E_NEGATIVE_COUNT", {"field": "paid_days", "list": "prior_claims", "row": "1"}) in faults_of(
        trainees=None, prior_claims=prior
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"trainees": [{"id": "\ud800"}]},
        {"rate": {"type": "by_level", "per_head_fen": {"\udfff": 1}}},
        {"\ud8ff": 1},
    ],
)
def test_half_a_character_cannot_be_answered(changed: dict[str, Any]) -> None:
    assert quote(**changed)["error"] == "E_TEXT_MALFORMED"


def test_name_of_a_case_comes_back_unless_it_cannot_be_written() -> None:
    case = {"policy": NEW, "category": "就业技能", "input": ENTERED}

    assert quote_case({**case, "id": "K1"})["id"] == "K1"
    assert "id" not in quote_case({**case, "id": "\ud800"})


def test_parameters_come_from_who_provides_them() -> None:
    asked: list[str] = []

    def provide(code: str) -> Parameters:
        asked.append(code)
        return default_parameters(code).with_overrides({"pass_rule": False})

    case = {"policy": NEW, "category": "就业技能", "input": {**ENTERED, "passed_count": None}}
    assert quote_case(case, provide=provide)["payable_heads"] == 50
    assert asked == [NEW]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["approved_count", "verified_count", "passed_count", "employed_count", "training_days", "trainees"]
FIELDS += ["prior_claims", "gates", "rate", "params", "final_stage"]
ROW_FIELDS = ["id", "verified", "passed", "employed", "attended_days", "occupation", "level", "class_end"]
ROSTER = st.lists(st.dictionaries(st.sampled_from(ROW_FIELDS), JSON, max_size=6) | JSON, max_size=3)


@settings(max_examples=400, deadline=None, database=None)
@given(st.sampled_from(sorted(Category)), st.dictionaries(st.sampled_from(FIELDS), JSON | ROSTER, max_size=9))
def test_no_entry_whatever_raises(category: str, entered: dict[str, Any]) -> None:
    result = quote_case({"policy": NEW, "category": category, "input": entered})

    assert result["status"] in {"ok", "blocked", "error"}
    json.dumps(result)
