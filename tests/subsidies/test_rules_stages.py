"""项目制分段结算: DR-08, DR-17."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from foundation.policy.catalogue import default_parameters
from foundation.policy.statements import Statement
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.facts import Category, PriorClaim, SubsidyCase, Trainee
from tests.subsidies.rule_cases import NEW, OLD, claim, codes, trainee


def stage(*people: dict[str, Any], days: int, paid: dict[str, tuple[int, int]], **entered: Any) -> Statement:
    prior = [{"id": name, "paid_days": done, "paid_fen": fen} for name, (done, fen) in paid.items()]
    return claim(
        "项目制",
        OLD,
        approved_count=len(people),
        training_days=days,
        trainees=list(people),
        prior_claims=prior,
        **entered,
    )


@pytest.mark.boundary("days_run_on", side="in")
def test_days_run_on_over_the_stages() -> None:
    statement = stage(trainee("T01", days=12), days=12, paid={"T01": (8, 120_000)})

    assert statement.total_fen == 250_000 - 120_000


@pytest.mark.boundary("limit", side="in")
def test_cap_holds_over_all_stages() -> None:
    assert stage(trainee("T01", days=20), days=20, paid={"T01": (40, 450_000)}).total_fen == 50_000


@pytest.mark.boundary("stages", side="out")
def test_stage_after_the_cap_pays_nothing_and_takes_nothing_back() -> None:
    statement = stage(trainee("T01", days=5), days=5, paid={"T01": (50, 510_000)})

    assert (statement.payable_heads, statement.total_fen) == (1, 0)


def test_cap_may_hold_for_each_stage_alone() -> None:
    statement = stage(
        trainee("T01", days=20), days=20, paid={"T01": (40, 450_000)}, params={"cap_scope": "stage"}
    )

    assert statement.total_fen == 250_000


@pytest.mark.boundary("stages", side="in")
def test_last_stage_pays_what_was_kept_back() -> None:
    people = [trainee("T01"), trainee("T02")]

    statement = stage(*people, days=10, paid={"T01": (10, 150_000), "T02": (10, 0)}, final_stage=True)

    assert statement.amounts == (("T01", 100_000), ("T02", 250_000))
    assert "R_STAGE_SETTLEMENT" in codes(statement)


@pytest.mark.boundary("stages", side="in")
def test_last_stage_takes_back_what_was_paid_too_much() -> None:
    people = [trainee("T01"), trainee("T02", employed=False)]

    statement = stage(*people, days=10, paid={"T01": (10, 150_000), "T02": (10, 150_000)}, final_stage=True)

    assert statement.payable_heads == 1
    assert statement.amounts == (("T01", 100_000), ("T02", -150_000))
    assert statement.total_fen == -50_000


def test_person_paid_before_and_absent_at_the_end_is_shown_not_settled() -> None:
    statement = stage(trainee("T01"), days=10, paid={"T09": (10, 150_000)}, final_stage=True)

    assert "W_STAGE_PERSON_ABSENT" in statement.warning_codes
    assert statement.total_fen == 150_000


def test_another_occupation_of_the_same_staff_is_paid_in_full() -> None:
    end = date(2026, 5, 20)
    person = Trainee("T01/6-18/4", "T01", passed=True, occupation="6-18", level="4", class_end=end)
    drawn = PriorClaim("T01", occupation="6-29", level="4", year=2026, paid_days=Fraction(5), paid_fen=30_000)
    case = SubsidyCase(NEW, Category.ENTERPRISE_STAFF, trainees=(person,), prior_claims=(drawn,))

    assert calculate_subsidy(case, default_parameters(NEW)).total_fen == 30_000
