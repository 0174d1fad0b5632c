"""项目制分段结算: DR-08, DR-17."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.policy.catalogue import default_parameters
from foundation.policy.statements import Statement
from subsidies.rules.calculate import calculate_subsidy
from subsidies.rules.facts import Category, PriorClaim, SubsidyCase, Trainee
from subsidies.rules.persons import explain_amounts
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


def test_days_run_on_over_the_stages() -> None:
    statement = stage(trainee("T01", days=12), days=12, paid={"T01": (8, 120_000)})

    assert statement.total_fen == 250_000 - 120_000


def test_cap_holds_over_all_stages() -> None:
    assert stage(trainee("T01", days=20), days=20, paid={"T01": (40, 450_000)}).total_fen == 50_000


def test_stage_after_the_cap_pays_nothing_and_takes_nothing_back() -> None:
    statement = stage(trainee("T01", days=5), days=5, paid={"T01": (50, 510_000)})

    assert (statement.payable_heads, statement.total_fen) == (1, 0)


def test_cap_may_hold_for_each_stage_alone() -> None:
    statement = stage(
        trainee("T01", days=20), days=20, paid={"T01": (40, 450_000)}, params={"cap_scope": "stage"}
    )

    assert statement.total_fen == 250_000


def test_last_stage_pays_what_was_kept_back() -> None:
    people = [trainee("T01"), trainee("T02")]

    statement = stage(*people, days=10, paid={"T01": (10, 150_000), "T02": (10, 0)}, final_stage=True)

    assert statement.amounts == (("T01", 100_000), ("T02", 250_000))
    assert "R_STAGE_SETTLEMENT" in codes(statement)


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


PARAMETERS = default_parameters(NEW)
# of each person: passed, at work in the first stage, at work at the end, half-days of the two stages
PEOPLE = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 30), st.integers(0, 80)),
    min_size=1,
    max_size=8,
)


def project(people: list[tuple[bool, bool, bool, int, int]], *, at_the_end: bool) -> SubsidyCase:
    return SubsidyCase(
        policy=NEW,
        category=Category.PROJECT,
        approved=len(people) + 1,
        trainees=tuple(
            Trainee(
                f"T{place:02d}",
                f"T{place:02d}",
                passed=passed,
                employed=now if at_the_end else before,
                attended_days=Fraction(one + two if at_the_end else one, 2),
            )
            for place, (passed, before, now, one, two) in enumerate(people)
        ),
        training_days=Fraction(110 if at_the_end else 30, 2),
    )


@settings(deadline=None, database=None)
@given(PEOPLE)
def test_stages_add_up_to_the_single_settlement(people: list[tuple[bool, bool, bool, int, int]]) -> None:
    first = calculate_subsidy(project(people, at_the_end=False), PARAMETERS)
    whole = project(people, at_the_end=True)
    paid = tuple(PriorClaim(key, paid_days=Fraction(1), paid_fen=fen) for key, fen in first.amounts)

    last_case = replace(whole, prior_claims=paid, final_stage=True, whole_class=True)
    last = calculate_subsidy(last_case, PARAMETERS)
    single = calculate_subsidy(whole, PARAMETERS)

    assert (first.total_fen or 0) + (last.total_fen or 0) == single.total_fen
    both = dict(first.amounts)
    for key, fen in last.amounts:
        both[key] = both.get(key, 0) + fen
    assert {key: fen for key, fen in both.items() if fen} == {k: fen for k, fen in single.amounts if fen}
    assert set(explain_amounts(last_case, last, PARAMETERS)) == {key for key, _ in last.amounts}


def test_another_occupation_of_the_same_staff_is_paid_in_full() -> None:
    end = date(2026, 5, 20)
    person = Trainee("T01/6-18/4", "T01", passed=True, occupation="6-18", level="4", class_end=end)
    drawn = PriorClaim("T01", occupation="6-29", level="4", year=2026, paid_days=Fraction(5), paid_fen=30_000)
    case = SubsidyCase(NEW, Category.ENTERPRISE_STAFF, trainees=(person,), prior_claims=(drawn,))

    assert calculate_subsidy(case, PARAMETERS).total_fen == 30_000
