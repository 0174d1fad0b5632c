"""核减顺序: who is left out when heads must go, DR-05, DR-07, DR-15."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.policy.statements import Statement
from tests.subsidies.rule_cases import claim, trainee


def project(*people: dict[str, Any], approved: int | None = None, **entered: Any) -> Statement:
    rows = list(people)
    return claim("项目制", approved_count=approved or len(rows), training_days=12, trainees=rows, **entered)


def gone(statement: Statement) -> list[str]:
    return [exclusion.key for exclusion in statement.excluded]


@pytest.mark.boundary("removal_order", side="in")
def test_failed_go_first_then_fewest_days_then_last_in_roster() -> None:
    people = [trainee(f"T{place:02d}", days=12) for place in range(1, 8)]
    people += [trainee("T08", days=9), trainee("T09", days=9), trainee("T10", days=12, passed=False)]

    statement = project(*people, approved=15)

    assert statement.deduction_heads == 2
    assert gone(statement) == ["T10", "T09"]


def test_among_the_failed_the_fewest_days_go_first() -> None:
    people = [trainee(f"T{place:02d}") for place in range(1, 8)]
    people += [trainee("T08", days=9, passed=False), trainee("T09", days=8, passed=False)]

    assert gone(project(*people, approved=10)) == ["T09"]


def test_without_work_go_before_the_cut_and_each_is_named_once() -> None:
    people = [trainee("T01", employed=False), trainee("T02", passed=False), trainee("T03", passed=False)]
    people += [trainee("T04", employed=False), trainee("T05", passed=False)]

    statement = project(*people, approved=10)

    assert statement.payable_heads == 2
    assert gone(statement) == ["T01", "T04", "T05"]


def test_excluded_say_why() -> None:
    statement = project(trainee("T01"), trainee("T02", passed=False), approved=2)

    assert statement.excluded[0].code == "R_PASS_RATE_SHORTFALL"
    assert "未合格" in statement.excluded[0].reason


def test_highest_amounts_may_go_first() -> None:
    people = [trainee("T01", days=9), trainee("T02", days=12), trainee("T03", days=10, passed=False)]

    assert gone(project(*people, params={"cut_order": "highest_amount"})) == ["T02"]


def test_part_of_a_head_is_paid_in_part() -> None:
    people = [trainee("T01"), trainee("T02", passed=False)]

    statement = project(*people, params={"deduction_rounding": "exact"})

    assert statement.as_dict()["payable_heads"] == "7/5"
    assert statement.amounts == (("T01", 150_000), ("T02", 60_000))
