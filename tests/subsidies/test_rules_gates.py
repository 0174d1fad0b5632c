"""拨付条件: DR-16."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.policy.statements import Statement
from tests.subsidies.rule_cases import claim, codes, skills_class

OPEN = {
    "acceptance": "passed",
    "institution_status": "active",
    "reviewers": 2,
    "notice_working_days": 5,
    "city_report_filed": True,
}


def project(**gates: Any) -> Statement:
    entered: dict[str, Any] = {
        "approved_count": 9,
        "verified_count": 9,
        "passed_count": 9,
        "employed_count": 9,
    }
    return claim("项目制", **entered, training_days=10, gates={**OPEN, **gates})


@pytest.mark.boundary("acceptance_pending", side="out")
@pytest.mark.boundary("reviewers", side="out")
@pytest.mark.boundary("notice", side="out")
def test_two_signatures_and_five_days_are_just_enough() -> None:
    assert project().status == "ok"


@pytest.mark.parametrize(
    ("gate", "value", "code"),
    [
        ("acceptance", "pending", "B_ACCEPTANCE_PENDING"),
        ("acceptance", "failed", "B_ACCEPTANCE_FAILED"),
        ("institution_status", "suspended", "B_INSTITUTION_SUSPENDED"),
        ("institution_status", "cancelled", "B_INSTITUTION_CANCELLED"),
        ("city_report_filed", False, "B_CITY_REPORT_MISSING"),
        ("reviewers", 1, "B_TWO_REVIEWERS"),
        ("notice_working_days", 4, "B_NOTICE_TOO_SHORT"),
    ],
)
@pytest.mark.boundary("acceptance_pending", side="in")
@pytest.mark.boundary("acceptance_failed", side="in")
@pytest.mark.boundary("suspension", side="in")
@pytest.mark.boundary("city_filing", side="in")
@pytest.mark.boundary("reviewers", side="in")
@pytest.mark.boundary("notice", side="in")
def test_a_shut_gate_blocks_and_is_named(gate: str, value: Any, code: str) -> None:
    statement = project(**{gate: value})

    assert (statement.status, statement.payable_heads, statement.total_fen) == ("blocked", 0, 0)
    assert codes(statement) == [code]


@pytest.mark.boundary("faults_before_gates", side="out")
def test_every_shut_gate_is_listed_in_the_order_of_the_work() -> None:
    statement = project(
        acceptance="failed",
        institution_status="cancelled",
        city_report_filed=False,
        reviewers=0,
        notice_working_days=0,
    )

    assert [code.removeprefix("B_") for code in codes(statement)] == [
        "ACCEPTANCE_FAILED",
        "INSTITUTION_CANCELLED",
        "CITY_REPORT_MISSING",
        "TWO_REVIEWERS",
        "NOTICE_TOO_SHORT",
    ]


@pytest.mark.boundary("suspension", side="out")
def test_class_that_ended_before_a_suspension_is_paid() -> None:
    spared = {"institution_status": "suspended", "class_finished_before_suspension": True}

    assert project(**spared).status == "ok"


@pytest.mark.boundary("cancellation", side="in")
def test_cancelled_institution_is_blocked_whatever_ended_before() -> None:
    ended = {"institution_status": "cancelled", "class_finished_before_suspension": True}

    assert project(**ended).status == "blocked"


@pytest.mark.boundary("city_filing", side="out")
def test_filing_with_the_city_is_asked_of_orders_only() -> None:
    assert skills_class(9, 9, 9, gates={**OPEN, "city_report_filed": False}).status == "ok"


@pytest.mark.boundary("faults_before_gates", side="in")
def test_faults_of_the_input_come_before_gates() -> None:
    statement = skills_class(9, 10, 9, gates={**OPEN, "acceptance": "pending"})

    assert (statement.status, statement.error) == ("error", "E_VERIFIED_GT_APPROVED")
