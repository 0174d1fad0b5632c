"""填报差错: DR-13, DR-14. Nothing is computed, and every fault is reported."""

from __future__ import annotations

from typing import Any

import pytest

from tests.subsidies.rule_cases import FLAT_1500, OLD, claim, codes, skills_class, trainee


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ((50, 51, 40), ["E_VERIFIED_GT_APPROVED"]),
        ((50, 50, 51), ["E_PASSED_GT_APPROVED"]),
        ((50, 50, -1), ["E_NEGATIVE_COUNT"]),
        ((0, 0, 0), ["E_ZERO_APPROVED"]),
        ((50, 51, 52), ["E_VERIFIED_GT_APPROVED", "E_PASSED_GT_APPROVED"]),
        ((50, 50, None), ["E_COUNT_MISSING"]),
        ((None, None, None), ["E_COUNT_MISSING"] * 3),
        ((50, 50.5, 40), ["E_COUNT_NOT_INTEGER"]),
        ((50, 50.0, True), ["E_COUNT_NOT_INTEGER"] * 2),
        ((50, "50", 40), ["E_COUNT_NOT_INTEGER"]),
        ((10**400, 50, 40), ["E_NUMBER_TOO_LARGE"]),
    ],
)
@pytest.mark.boundary("input_faults", side="in")
def test_impossible_counts_are_refused(counts: tuple[Any, Any, Any], found: list[str]) -> None:
    statement = skills_class(*counts)

    assert (statement.status, statement.total_fen, statement.payable_heads) == ("error", None, None)
    assert codes(statement) == found
    assert statement.error == found[0]


@pytest.mark.boundary("employed_above_verified", side="in")
def test_more_employed_than_verified_is_refused() -> None:
    entered: dict[str, Any] = {
        "approved_count": 50,
        "verified_count": 40,
        "employed_count": 41,
        "training_days": 10,
    }

    assert claim("订单式", OLD, **entered).error == "E_EMPLOYED_GT_VERIFIED"


@pytest.mark.boundary("roster_above_approved", side="in")
def test_roster_longer_than_approved_is_refused() -> None:
    people = [trainee("T01"), trainee("T02")]

    statement = claim("订单式", OLD, approved_count=1, training_days=10, trainees=people)

    assert codes(statement) == ["E_ROSTER_GT_APPROVED"]


def test_same_person_twice_is_refused() -> None:
    people = [trainee("T01"), trainee("T01")]

    statement = claim("订单式", OLD, approved_count=2, training_days=10, trainees=people)

    assert codes(statement) == ["E_DUPLICATE_TRAINEE"]


def test_ladder_without_days_is_refused() -> None:
    counts: dict[str, Any] = {"approved_count": 9, "verified_count": 9, "employed_count": 9}

    assert codes(claim("订单式", OLD, **counts)) == ["E_DAYS_MISSING"]


def test_person_without_days_is_refused() -> None:
    people = [trainee("T01", days=None)]

    assert claim("订单式", OLD, approved_count=1, training_days=9, trainees=people).error == "E_DAYS_MISSING"


@pytest.mark.parametrize("mark", ["passed", "employed"])
def test_person_without_a_mark_that_decides_is_refused(mark: str) -> None:
    people = [{**trainee("T01"), mark: None}]

    statement = claim("订单式", approved_count=1, training_days=10, trainees=people)

    assert codes(statement) == ["E_COUNT_MISSING"]


def test_person_who_is_not_verified_needs_no_marks() -> None:
    people = [trainee("T01"), {"id": "T02", "verified": False}]

    statement = claim("订单式", approved_count=2, training_days=10, trainees=people)

    assert statement.status == "ok"
    assert any("T02" in line.detail for line in statement.lines if line.code == "S_VERIFIED")


@pytest.mark.boundary("rate_missing", side="in")
def test_rate_that_no_document_prints_is_an_error_never_zero() -> None:
    for category in ("就业技能", "创业", "农民工"):
        statement = claim(category, OLD, approved_count=30, verified_count=30)

        assert codes(statement) == ["E_RATE_NOT_CONFIGURED"]


def test_rate_of_the_wrong_kind_is_refused() -> None:
    by_level = {"type": "by_level", "per_head_fen": {"4": 80_000}}

    statement = claim("创业", OLD, approved_count=9, verified_count=9, rate=by_level)

    assert codes(statement) == ["E_RATE_UNSUITABLE"]


def test_faults_of_form_and_of_fact_are_reported_together() -> None:
    statement = claim(
        "就业技能",
        approved_count=50,
        verified_count="x",
        passed_count=51,
        training_days="abc",
        rate=FLAT_1500,
    )

    assert codes(statement) == ["E_COUNT_NOT_INTEGER", "E_DAYS_NOT_HALF", "E_PASSED_GT_APPROVED"]
