"""合格率核减: 8号 四(一)、四(二), DR-01 … DR-04."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.subsidies.rule_cases import OLD, claim, codes, skills_class


@pytest.mark.boundary("pass_rate", side="out")
def test_exactly_eighty_percent_is_not_cut() -> None:
    statement = skills_class(approved=50, verified=50, passed=40)

    assert statement.deduction_heads == 0
    assert codes(statement) == ["R_PASS_RATE_MET", "R_FLAT_RATE"]
    assert "W_PASS_RATE_ON_THRESHOLD" in statement.warning_codes


@pytest.mark.boundary("pass_rate", side="in")
@pytest.mark.boundary("part_of_a_head", side="out")
def test_one_pass_below_eighty_percent_is_cut() -> None:
    statement = skills_class(approved=50, verified=50, passed=39)

    assert (statement.payable_heads, statement.deduction_heads) == (49, 1)


@pytest.mark.boundary("pass_rate", side="in")
def test_a_rate_that_displays_as_eighty_percent_is_still_below() -> None:
    statement = skills_class(approved=10_000, verified=10_000, passed=7_999)

    assert statement.deduction_heads == 1
    assert "79.99%" in statement.reasons[0].formula


def test_percentage_with_more_digits_is_cut_not_rounded() -> None:
    assert "79.59…%" in skills_class(approved=49, verified=39, passed=39).reasons[0].formula


@pytest.mark.boundary("approved_base", side="in")
def test_dropouts_stay_in_the_base() -> None:
    statement = skills_class(approved=50, verified=39, passed=39)

    assert statement.reasons[0].intermediate == "39/50"
    assert statement.payable_heads == 38


@pytest.mark.boundary("paid_without_pass", side="in")
def test_a_class_where_nobody_passes_keeps_a_fifth_by_the_letter() -> None:
    statement = skills_class(approved=50, verified=50, passed=0)

    assert statement.payable_heads == 10
    assert "W_PAID_WITHOUT_PASS" in statement.warning_codes


@pytest.mark.boundary("paid_without_pass", side="out")
def test_only_passers_verified_and_all_of_them_paid_raises_no_warning() -> None:
    assert skills_class(approved=50, verified=40, passed=40).warning_codes == ("W_PASS_RATE_ON_THRESHOLD",)


@pytest.mark.parametrize(
    ("rounding", "cut"), [("ceil", 6), ("half_up", 5), ("floor", 5), ("exact", Fraction(27, 5))]
)
@pytest.mark.boundary("part_of_a_head", side="in")
def test_a_fraction_of_a_person_is_rounded_as_the_parameter_says(rounding: str, cut: Fraction) -> None:
    statement = skills_class(50, 45, 34, params={"deduction_rounding": rounding})

    assert statement.deduction_heads == cut


def test_half_a_person_rounds_up_under_half_up() -> None:
    assert skills_class(50, 45, 35, params={"deduction_rounding": "half_up"}).deduction_heads == 5


@pytest.mark.parametrize(("mode", "cut"), [("points", 6), ("relative", 7), ("unpassed", 15)])
def test_shortfall_is_measured_as_the_parameter_says(mode: str, cut: int) -> None:
    assert skills_class(50, 45, 34, params={"shortfall_mode": mode}).deduction_heads == cut


@pytest.mark.boundary("only_passed", side="in")
def test_failing_class_is_cut_twice_when_only_passers_are_payable() -> None:
    statement = skills_class(50, 50, 39, params={"payable_requires_pass": True})

    assert (statement.payable_heads, statement.deduction_heads) == (38, 1)
    assert codes(statement)[0] == "R_ONLY_PASSED_VERIFIED"


@pytest.mark.boundary("passed_above_verified", side="in")
def test_passes_above_verified_are_clipped_and_said_so() -> None:
    statement = skills_class(approved=50, verified=39, passed=45)

    assert "W_PASSED_GT_VERIFIED" in statement.warning_codes
    assert statement.reasons[0].intermediate == "39/50"


def test_document_of_2024_knows_no_pass_rate() -> None:
    statement = claim(
        "创业", OLD, approved_count=30, verified_count=30, rate={"type": "flat", "per_head_fen": 1}
    )

    assert codes(statement) == ["R_FLAT_RATE"]
