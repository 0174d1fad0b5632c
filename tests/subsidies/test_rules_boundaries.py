"""The nearer side of boundaries whose other side another rule test stands on (tests/subsidies/boundaries.py)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.subsidies.rule_cases import FLAT_1500, NEW, OLD, claim, codes, order_class, skills_class, trainee

STAFF = {"id": "E01", "occupation": "6-31-01-03", "level": "4", "class_end": "2024-09-30"}


def people(*days: Any, **entered: Any) -> dict[str, Any]:
    """A 订单式 of ten days under 20号, everybody employed, with these days each."""
    rows = [trainee(f"T{place}", each) for place, each in enumerate(days, start=1)]
    return {"approved_count": len(rows), "training_days": 10, "trainees": rows, **entered}


@pytest.mark.boundary("approved_base", side="out")
def test_four_fifths_of_the_approved_are_enough_when_fewer_are_verified() -> None:
    statement = skills_class(approved=50, verified=40, passed=40)

    assert (statement.deduction_heads, statement.reasons[0].code) == (0, "R_PASS_RATE_MET")


@pytest.mark.boundary("part_of_a_head", side="out")
@pytest.mark.parametrize(("passed", "cut"), [(35, 5), (30, 10)])
def test_whole_number_of_heads_is_not_raised(passed: int, cut: int) -> None:
    assert skills_class(approved=50, verified=50, passed=passed).deduction_heads == cut


@pytest.mark.boundary("paid_without_pass", side="in")
@pytest.mark.boundary("paid_without_pass", side="out")
@pytest.mark.parametrize(("verified", "warned"), [(41, True), (40, False)])
def test_one_head_more_than_passed_must_be_answered(verified: int, warned: bool) -> None:
    statement = skills_class(approved=50, verified=verified, passed=40)

    assert ("W_PAID_WITHOUT_PASS" in statement.warning_codes) == warned


@pytest.mark.boundary("only_passed", side="out")
def test_verified_person_who_failed_is_paid_by_default() -> None:
    assert skills_class(approved=50, verified=50, passed=49).payable_heads == 50


@pytest.mark.boundary("passed_above_verified", side="in")
@pytest.mark.boundary("passed_above_verified", side="out")
@pytest.mark.parametrize(("passed", "clipped"), [(46, True), (45, False)])
def test_one_pass_above_the_verified_does_not_count(passed: int, clipped: bool) -> None:
    statement = skills_class(approved=50, verified=45, passed=passed)

    assert ("W_PASSED_GT_VERIFIED" in statement.warning_codes) == clipped
    assert statement.reasons[0].intermediate == "9/10"


@pytest.mark.boundary("care_employment", side="in")
@pytest.mark.boundary("care_employment", side="out")
@pytest.mark.parametrize(("employed", "heads", "flagged"), [(39, 39, True), (40, 50, False)])
def test_care_order_is_flagged_only_below_eighty_percent(employed: int, heads: int, flagged: bool) -> None:
    counts = {"approved_count": 50, "verified_count": 50, "employed_count": employed}

    statement = claim("护工订单", OLD, **counts, training_days=10)

    assert statement.payable_heads == heads
    assert ("W_CARE_EMPLOYMENT_NOT_MET" in statement.warning_codes) == flagged
    assert ("R_CARE_EMPLOYMENT_REQUIRED" in codes(statement)) == flagged


@pytest.mark.boundary("limit", side="in")
@pytest.mark.boundary("limit", side="out")
@pytest.mark.parametrize(
    ("days", "fen", "limited"), [(45, 500_000, False), (46, 500_000, True), (44, 490_000, False)]
)
def test_limit_is_said_only_where_it_took_something(days: int, fen: int, limited: bool) -> None:
    statement = order_class(1, 1, days)

    assert statement.total_fen == fen
    assert ("超过部分不付" in statement.reasons[-1].detail) == limited


@pytest.mark.boundary("days_run_on", side="in")
@pytest.mark.boundary("days_run_on", side="out")
@pytest.mark.parametrize(("before", "fen"), [(8, 130_000), (0, 170_000)])
def test_twelve_days_are_worth_less_after_eight_others(before: int, fen: int) -> None:
    prior = [{"id": "T1", "paid_days": before, "paid_fen": before * 15_000}] if before else []

    statement = claim("项目制", OLD, **people(12, prior_claims=prior) | {"training_days": 12})

    assert statement.total_fen == fen


@pytest.mark.boundary("valid_days", side="in")
@pytest.mark.boundary("valid_days", side="out")
@pytest.mark.boundary("half_day", side="in")
@pytest.mark.parametrize(("days", "fen"), [("19/2", 142_500), ("10", 150_000)])
def test_half_a_day_of_absence_is_not_paid(days: str, fen: int) -> None:
    assert claim("订单式", OLD, **people(days)).total_fen == fen


@pytest.mark.boundary("approved_days", side="in")
@pytest.mark.boundary("approved_days", side="out")
@pytest.mark.parametrize(("days", "warned"), [("21/2", True), ("10", False)])
def test_half_a_day_above_the_approved_ones_is_said(days: str, warned: bool) -> None:
    statement = claim("订单式", OLD, **people(days))

    assert statement.total_fen == 150_000
    assert ("W_DAYS_CAPPED" in statement.warning_codes) == warned


@pytest.mark.boundary("attendance", side="in")
@pytest.mark.boundary("attendance", side="out")
@pytest.mark.parametrize(("days", "heads"), [("15/2", 0), ("8", 1)])
def test_exactly_the_minimum_attendance_is_enough(days: str, heads: int) -> None:
    statement = claim("订单式", OLD, **people(days, params={"min_attendance_rate": "4/5"}))

    assert statement.payable_heads == heads


@pytest.mark.boundary("other_kind", side="in")
@pytest.mark.boundary("other_kind", side="out")
@pytest.mark.parametrize(("kinds", "warned"), [(["创业"], True), ([], False)])
def test_only_who_has_been_in_another_kind_is_shown(kinds: list[str], warned: bool) -> None:
    rows = [{"id": "T01", "passed": True, "other_kinds": kinds}]

    statement = claim("农民工", NEW, approved_count=1, trainees=rows, rate=FLAT_1500)

    assert ("W_OTHER_KIND_THIS_YEAR" in statement.warning_codes) == warned


@pytest.mark.boundary("input_faults", side="out")
def test_as_many_verified_as_approved_are_taken() -> None:
    assert skills_class(approved=50, verified=50, passed=50).status == "ok"


@pytest.mark.boundary("employed_above_verified", side="out")
def test_as_many_employed_as_verified_are_taken() -> None:
    assert order_class(verified=40, employed=40).status == "ok"


@pytest.mark.boundary("roster_above_approved", side="in")
@pytest.mark.boundary("roster_above_approved", side="out")
@pytest.mark.parametrize(("approved", "status"), [(1, "error"), (2, "ok")])
def test_as_many_rows_as_approved_are_taken(approved: int, status: str) -> None:
    assert claim("订单式", OLD, **people(10, 10) | {"approved_count": approved}).status == status


@pytest.mark.boundary("rate_missing", side="in")
@pytest.mark.boundary("rate_missing", side="out")
@pytest.mark.parametrize(("rate", "status"), [(None, "error"), (FLAT_1500, "ok")])
def test_rate_that_was_entered_is_paid(rate: dict[str, Any] | None, status: str) -> None:
    statement = claim("创业", OLD, approved_count=1, verified_count=1, rate=rate)

    assert statement.status == status


@pytest.mark.boundary("removal_order", side="out")
def test_nobody_is_named_where_nobody_must_go() -> None:
    rows = [trainee(f"T{place}", 10 - place, passed=place < 4) for place in range(5)]

    statement = claim("项目制", NEW, approved_count=5, training_days=10, trainees=rows)

    assert (statement.payable_heads, statement.excluded) == (5, ())


@pytest.mark.boundary("stages", side="in")
@pytest.mark.boundary("stages", side="out")
@pytest.mark.parametrize(("final", "fen"), [(True, -30_000), (False, 0)])
def test_only_the_last_stage_takes_back(final: bool, fen: int) -> None:
    prior = [{"id": "T1", "paid_days": 10, "paid_fen": 180_000}]

    statement = claim("项目制", OLD, **people(0, prior_claims=prior), stage=2, final_stage=final)

    assert statement.total_fen == fen


@pytest.mark.boundary("governing_day", side="in")
@pytest.mark.boundary("governing_day", side="out")
@pytest.mark.parametrize(("policy", "day"), [(OLD, "2024-12-31"), (NEW, "2025-01-01")])
def test_documents_meet_at_the_turn_of_the_year(policy: str, day: str) -> None:
    counts = {"verified_count": 1, "passed_count": 1}
    other = NEW if policy == OLD else OLD

    assert claim("企业职工", policy, **counts, approved_on=day).status == "ok"
    assert claim("企业职工", other, **counts, approved_on=day).error == "E_POLICY_NOT_OF_THE_DAY"


@pytest.mark.boundary("staff_year", side="in")
@pytest.mark.boundary("staff_year", side="out")
@pytest.mark.parametrize(("ended", "heads"), [("2024-01-01", 0), ("2023-12-31", 1)])
def test_calendar_year_of_the_end_decides(ended: str, heads: int) -> None:
    prior = [{**STAFF, "class_end": ended, "year": int(ended[:4])}]

    assert claim("企业职工", OLD, trainees=[STAFF], prior_claims=prior).payable_heads == heads


@pytest.mark.boundary("cancellation", side="out")
@pytest.mark.boundary("acceptance_failed", side="out")
@pytest.mark.boundary("acceptance_pending", side="out")
def test_institution_in_good_standing_is_paid_after_acceptance() -> None:
    gates = {"acceptance": "passed", "institution_status": "active"}

    assert skills_class(1, 1, 1, gates=gates).status == "ok"


@pytest.mark.boundary("suspension", side="in")
def test_class_that_ended_after_a_suspension_is_not_paid() -> None:
    gates = {"institution_status": "suspended", "class_finished_before_suspension": False}

    assert codes(skills_class(1, 1, 1, gates=gates)) == ["B_INSTITUTION_SUSPENDED"]


@pytest.mark.boundary("city_filing", side="in")
@pytest.mark.boundary("city_filing", side="out")
@pytest.mark.parametrize(("filed", "status"), [(False, "blocked"), (True, "ok")])
def test_order_waits_for_the_filing_with_the_city(filed: bool, status: str) -> None:
    assert order_class(5, 5, gates={"city_report_filed": filed}).status == status
