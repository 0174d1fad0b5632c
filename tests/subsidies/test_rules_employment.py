"""就业率核定 and the meeting of both 80 % rules: 20号 七(二)、三(三), DR-05 … DR-07."""

from __future__ import annotations

import pytest

from foundation.policy.catalogue import default_parameters
from subsidies.rules.calculate import calculate_subsidy
from tests.subsidies.rule_cases import NEW, OLD, claim, codes, order_class, project_case, trainee


@pytest.mark.boundary("employment_rate", side="out")
def test_exactly_eighty_percent_employed_pays_everybody() -> None:
    statement = order_class(verified=50, employed=40)

    assert statement.payable_heads == 50
    assert "W_EMPLOYMENT_ON_THRESHOLD" in statement.warning_codes


@pytest.mark.boundary("employment_rate", side="in")
def test_one_below_eighty_percent_pays_only_the_employed() -> None:
    statement = order_class(verified=50, employed=39)

    assert statement.payable_heads == 39
    assert statement.deduction_heads == 0


@pytest.mark.boundary("employment_rate", side="in")
@pytest.mark.boundary("employment_rate", side="out")
def test_base_is_verified_not_approved() -> None:
    entered = {"approved_count": 50, "verified_count": 45, "employed_count": 36, "training_days": 10}

    assert claim("项目制", OLD, **entered).payable_heads == 45
    assert claim("项目制", OLD, **entered, params={"emp_base": "approved"}).payable_heads == 36


def test_nobody_verified_is_not_below_and_pays_nothing() -> None:
    statement = claim("护工订单", OLD, approved_count=9, verified_count=0, employed_count=0, training_days=9)

    assert statement.total_fen == 0
    assert statement.warning_codes == ("W_NOTHING_VERIFIED",)


@pytest.mark.boundary("both_rules", side="in")
def test_lower_of_both_rules_is_paid_never_the_sum_of_cuts() -> None:
    statement = calculate_subsidy(project_case(50, 50, 35, 35), default_parameters(NEW))

    assert (statement.payable_heads, statement.deduction_heads) == (35, 5)


@pytest.mark.boundary("both_rules", side="out")
def test_cut_binds_when_it_leaves_fewer_than_are_employed() -> None:
    statement = calculate_subsidy(project_case(50, 50, 10, 39), default_parameters(NEW))

    assert (statement.payable_heads, statement.deduction_heads) == (20, 30)


def test_cumulative_reading_never_goes_below_zero() -> None:
    parameters = default_parameters(NEW).with_overrides({"dual_rule_mode": "cumulative"})

    statement = calculate_subsidy(project_case(50, 50, 0, 5), parameters)

    assert (statement.payable_heads, statement.deduction_heads, statement.total_fen) == (0, 40, 0)


def test_employment_at_eighty_percent_leaves_the_cut_alone() -> None:
    statement = calculate_subsidy(project_case(50, 50, 35, 40), default_parameters(NEW))

    assert statement.payable_heads == 45


@pytest.mark.boundary("care_employment", side="in")
def test_care_order_below_eighty_percent_is_paid_and_flagged() -> None:
    entered = {"approved_count": 50, "verified_count": 50, "employed_count": 39, "training_days": 15}

    statement = claim("护工订单", OLD, **entered)

    assert statement.payable_heads == 39
    assert codes(statement)[1] == "R_CARE_EMPLOYMENT_REQUIRED"
    assert "W_CARE_EMPLOYMENT_NOT_MET" in statement.warning_codes


def test_care_order_may_be_read_as_paying_nothing() -> None:
    people = [trainee("T01"), trainee("T02", employed=False)]

    statement = claim(
        "护工订单",
        OLD,
        approved_count=2,
        training_days=10,
        trainees=people,
        params={"care_below_80": "pay_none"},
    )

    assert (statement.status, statement.payable_heads, statement.total_fen) == ("ok", 0, 0)
    assert {gone.key for gone in statement.excluded} == {"T01", "T02"}


def test_the_unemployed_are_named() -> None:
    people = [trainee("T01", employed=False), trainee("T02"), trainee("T03")]

    statement = claim("订单式", OLD, approved_count=3, training_days=10, trainees=people)

    assert [(gone.key, gone.code) for gone in statement.excluded] == [("T01", "R_EMPLOYMENT_SHORTFALL")]


def test_switched_off_rule_needs_no_employment_figure() -> None:
    statement = claim(
        "订单式", OLD, approved_count=9, verified_count=9, training_days=10, params={"emp_rule": False}
    )

    assert codes(statement) == ["R_LADDER"]
