"""还差多少、改用其他口径: A09."""

from __future__ import annotations

from dataclasses import replace

from foundation.policy.catalogue import default_parameters
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.entry import read_case
from subsidies.rules.facts import Category
from subsidies.rules.what_if import other_readings, smallest_gains
from tests.subsidies.rule_cases import NEW, project_case, trainee

PARAMETERS = default_parameters(NEW)
SHEET = project_case(approved=50, verified=48, passed=38, employed=36, days=18)


def test_smallest_changes_that_raise_the_amount() -> None:
    gains = smallest_gains(SHEET, PARAMETERS)

    assert [(gain.more_passed, gain.more_employed, gain.gain_fen) for gain in gains] == [
        (0, 1, 230_000),
        (0, 3, 2_300_000),
        (2, 3, 2_760_000),
    ]


def test_other_reading_is_calculated_with_its_difference() -> None:
    found = {(other.key, other.value): other for other in other_readings(SHEET, PARAMETERS)}

    cumulative = found["dual_rule_mode", "cumulative"]
    assert (cumulative.payable_heads, cumulative.total_fen, cumulative.difference_fen) == (
        34,
        7_820_000,
        -460_000,
    )
    assert found["payable_requires_pass", True].difference_fen == 0


def test_a_class_paid_in_full_lacks_nothing() -> None:
    assert smallest_gains(project_case(50, 50, 50, 50), PARAMETERS) == ()


def test_roster_gains_by_marking_the_first_who_lack_it() -> None:
    people = [trainee("T01", employed=False), trainee("T02", employed=False), trainee("T03")]
    entered = {"approved_count": 3, "training_days": 10, "trainees": people}
    case = read_case(entered, NEW, Category.ORDER).case

    gains = smallest_gains(case, PARAMETERS)

    assert [(gain.more_employed, gain.payable_heads) for gain in gains] == [(1, 2), (2, 3)]


def test_a_claim_that_cannot_be_calculated_has_no_distance() -> None:
    broken = replace(SHEET, approved=None)

    assert calculate_subsidy(broken, PARAMETERS).status == "error"
    assert smallest_gains(broken, PARAMETERS) == ()
    assert other_readings(broken, PARAMETERS) == ()
