"""有效天数与阶梯补贴: 20号 七(二), DR-08 … DR-10."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from foundation.policy.catalogue import default_parameters
from foundation.policy.statements import Statement
from tests.subsidies.rule_cases import OLD, claim, codes, order_class, trainee


def roster(*people: dict[str, Any], days: int = 10, **entered: Any) -> Statement:
    return claim(
        "订单式", OLD, approved_count=len(people), training_days=days, trainees=list(people), **entered
    )


@pytest.mark.parametrize(
    ("days", "yuan"),
    [
        ("0", 0),
        ("1/2", 75),
        ("9", 1350),
        ("10", 1500),
        ("21/2", 1550),
        ("44", 4900),
        ("45", 5000),
        ("99", 5000),
    ],
)
@pytest.mark.boundary("tenth_day", side="in")
@pytest.mark.boundary("tenth_day", side="out")
@pytest.mark.boundary("limit", side="in")
@pytest.mark.boundary("limit", side="out")
def test_ladder_pays_ten_days_at_150_then_100_up_to_5000(days: str, yuan: int) -> None:
    assert default_parameters(OLD).ladder().amount(Fraction(days)) == yuan * 100


def test_line_shows_both_steps_of_the_ladder() -> None:
    line = order_class(verified=10, employed=10, days=18).reasons[-1]

    assert line.formula == "10 天 × 150 元 ＋ 8 天 × 100 元"
    assert line.amount_fen == 230_000


def test_line_says_that_the_limit_was_reached() -> None:
    assert "超过部分不付" in order_class(verified=1, employed=1, days=46).reasons[-1].detail


@pytest.mark.boundary("valid_days", side="in")
def test_each_person_is_paid_for_his_own_days() -> None:
    statement = roster(trainee("T01", days="19/2"), trainee("T02", days=4.5))

    assert statement.amounts == (("T01", 142_500), ("T02", 67_500))


@pytest.mark.boundary("approved_days", side="in")
def test_days_above_the_approved_ones_are_not_paid() -> None:
    statement = roster(trainee("T01", days=12))

    assert statement.total_fen == 150_000
    assert "W_DAYS_CAPPED" in statement.warning_codes


def test_a_person_without_days_stays_a_payable_head() -> None:
    statement = roster(trainee("T01", days=0), trainee("T02"))

    assert statement.payable_heads == 2
    assert statement.amounts[0] == ("T01", 0)


@pytest.mark.boundary("half_day", side="out")
def test_half_days_may_be_switched_off() -> None:
    statement = roster(trainee("T01", days="19/2"), params={"half_days": False})

    assert statement.total_fen == 135_000
    assert "W_DAYS_CAPPED" not in statement.warning_codes


def test_class_days_may_be_the_basis() -> None:
    statement = roster(trainee("T01", days=3), trainee("T02", days=12), params={"day_basis": "class"})

    assert statement.amounts == (("T01", 150_000), ("T02", 150_000))
    assert statement.warning_codes == ()


@pytest.mark.boundary("attendance", side="in")
@pytest.mark.boundary("attendance", side="out")
def test_below_a_minimum_attendance_a_person_leaves_the_base() -> None:
    people = [trainee("T01", days=8), trainee("T02", days=7.5, employed=False)]

    statement = roster(*people, params={"min_attendance_rate": "4/5"})

    assert codes(statement)[:2] == ["R_BELOW_MIN_ATTENDANCE", "R_EMPLOYMENT_MET"]
    assert [gone.key for gone in statement.excluded] == ["T02"]
    assert statement.payable_heads == 1


def test_part_of_a_fen_is_dropped_and_said() -> None:
    odd = {"type": "ladder", "tiers": [{"upto_day": None, "fen_per_day": 15_001}], "cap_fen": 500_000}

    statement = claim(
        "订单式", OLD, approved_count=3, verified_count=3, employed_count=3, training_days="1/2", rate=odd
    )

    assert statement.total_fen == 3 * 7_500
    assert statement.reasons[-1].rounding == "不足一分舍去"


def test_trial_rate_is_cited_as_a_trial_and_the_printed_one_as_a_clause() -> None:
    printed = default_parameters(OLD).ladder().as_dict()
    other = {**printed, "cap_fen": 400_000}

    cited = [
        claim("订单式", OLD, approved_count=1, verified_count=1, employed_count=1, training_days=1, rate=rate)
        .reasons[-1]
        .clause
        for rate in (printed, other)
    ]

    assert [clause.cite() for clause in cited if clause] == ["文人社字〔2024〕20号 七(二)", "默认读法 DR-14"]
