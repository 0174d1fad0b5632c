"""企业职工: 20号 三(一), DR-11."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.policy.statements import Statement
from subsidies.rules.quote import written_result
from tests.subsidies.rule_cases import NEW, OLD, claim, codes


def worker(name: str, **entered: Any) -> dict[str, Any]:
    row = {"id": name, "occupation": "6-31-01-03", "level": 4, "class_end": "2024-09-30", "passed": True}
    return {**row, **entered}


def staff(*people: dict[str, Any], policy: str = OLD, **entered: Any) -> Statement:
    return claim("企业职工", policy, approved_count=len(people), trainees=list(people), **entered)


def test_300_yuan_a_head() -> None:
    statement = staff(worker("E01"), worker("E02"))

    assert statement.amounts == (("E01/6-31-01-03/4", 30_000), ("E02/6-31-01-03/4", 30_000))


@pytest.mark.boundary("staff_year", side="in")
def test_once_a_year_for_the_same_occupation_and_level() -> None:
    drawn = {"id": "E01", "occupation": "6-31-01-03", "level": "4", "year": 2024}

    statement = staff(worker("E01"), prior_claims=[drawn])

    assert codes(statement) == ["R_DUP_STAFF_YEAR", "R_FLAT_RATE"]
    assert (statement.payable_heads, statement.total_fen) == (0, 0)


@pytest.mark.boundary("staff_year", side="out")
@pytest.mark.boundary("staff_key", side="out")
def test_another_level_or_year_may_be_drawn() -> None:
    drawn = {"id": "E01", "occupation": "6-31-01-03", "level": 4, "year": 2023}

    assert staff(worker("E01"), worker("E01", level=3), prior_claims=[drawn]).payable_heads == 2


def test_two_years_in_one_list_are_both_paid_and_add_up() -> None:
    statement = staff(worker("E01"), worker("E01", class_end="2023-12-30"))

    assert statement.payable_heads == 2
    assert statement.total_fen == sum(fen for _, fen in statement.amounts) == 60_000
    assert written_result(statement)["amounts"] == {"E01/6-31-01-03/4": "600.00"}


@pytest.mark.boundary("staff_key", side="in")
def test_first_row_is_paid_and_the_repetition_is_not() -> None:
    statement = staff(worker("E01"), worker("E01"))

    assert statement.payable_heads == 1
    assert [gone.key for gone in statement.excluded] == ["E01/6-31-01-03/4"]


def test_unverified_row_uses_nothing_up() -> None:
    statement = staff(worker("E01", verified=False), worker("E01"))

    assert codes(statement) == ["R_NOT_VERIFIED", "R_FLAT_RATE"]
    assert statement.payable_heads == 1


def test_pass_of_a_refused_repetition_still_counts_in_the_pass_rate() -> None:
    people = [worker("E01"), worker("E01"), worker("E02"), worker("E03"), worker("E04", passed=False)]

    statement = staff(*people, policy=NEW)

    assert codes(statement)[:2] == ["R_DUP_STAFF_YEAR", "R_PASS_RATE_MET"]
    assert (statement.payable_heads, statement.deduction_heads) == (4, 0)


def test_without_an_approved_number_there_is_no_pass_rate() -> None:
    statement = claim("企业职工", NEW, trainees=[worker("E01", passed=False)])

    assert codes(statement) == ["R_FLAT_RATE"]


def test_missing_year_or_occupation_is_refused() -> None:
    statement = staff(worker("E01", class_end=None, occupation=None))

    assert codes(statement) == ["E_FIELD_MISSING", "E_FIELD_MISSING"]


def test_a_row_below_the_minimum_attendance_uses_nothing_up() -> None:
    thin, full = worker("E01", attended_days=1), worker("E01", attended_days=10)

    statement = staff(thin, full, training_days=10, params={"min_attendance_rate": "4/5"})

    assert [gone.code for gone in statement.excluded] == ["R_BELOW_MIN_ATTENDANCE"]
    assert statement.total_fen == 30_000


def test_twelve_months_run_from_what_was_paid_not_from_what_was_refused() -> None:
    ends = ("2024-01-10", "2024-07-10", "2025-02-10")

    statement = staff(*(worker("E01", class_end=end) for end in ends), params={"staff_year_basis": "rolling"})

    assert [gone.code for gone in statement.excluded] == ["R_DUP_STAFF_YEAR"]
    assert statement.total_fen == 60_000
