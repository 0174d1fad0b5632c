"""The facts that only another reading would ask for are read from the records as well (A13, A18, A21, A22, A25)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from classes.models import Enrolment
from institutions.enums import TrainingCategory
from subsidies.enums import ClaimState
from subsidies.models import SubsidyClaim
from subsidies.queries.calculation import calculate_claim, documents_of
from subsidies.queries.replaying import replays
from subsidies.rules.entry import read_case
from subsidies.rules.facts import Category, SubsidyCase
from tests.builders.policy import set_parameter
from tests.builders.running import second_number
from tests.builders.subsidies import FIRST_DAY, Outcome, make_claim
from tests.cast import Cast
from tests.subsidies.rule_cases import OLD
from trainees.models import Person

pytestmark = pytest.mark.usefixtures("office")

PROJECT = Outcome(category=TrainingCategory.PROJECT)
STAFF = Outcome(category=TrainingCategory.ENTERPRISE_STAFF)


def of_the_same_person(cast: Cast, first: Outcome, second: Outcome) -> tuple[SubsidyClaim, SubsidyCase]:
    """A claim that is handed in, and the case of a draft in whose class its first person sits under another number."""
    drawn = make_claim(cast, outcome=first)
    draft = make_claim(cast, ClaimState.DRAFT, outcome=second, institution="huineng")
    person = second_number(drawn.training_class.enrolments.get(position=1).person)
    Enrolment.objects.filter(training_class=draft.training_class, position=1).update(person=person)
    return drawn, calculate_claim(draft).case


def test_days_scores_and_stage_of_a_claim_are_facts(cast: Cast) -> None:
    case = calculate_claim(make_claim(cast)).case
    row = (case.trainees or ())[0]

    assert (case.stage, case.ends_on, case.claimed_on) == (None, date(2026, 5, 7), date(2026, 6, 18))
    assert case.approved_on is not None
    assert (row.theory_score, row.practice_score) == (Fraction(80), Fraction(80))


def test_other_kind_and_other_class_of_the_year_are_facts_and_change_nothing_by_default(cast: Cast) -> None:
    drawn, case = of_the_same_person(cast, PROJECT, Outcome(category=TrainingCategory.ORDER))
    row, prior = (case.trainees or ())[0], case.prior_claims

    assert row.other_kinds == ("项目制",)
    assert [(one.person, one.paid_fen, one.other_class) for one in prior] == [(row.person, 30_000, True)]
    assert drawn.total_fen == 4 * 30_000


def test_staff_carry_employer_occupation_and_days_of_this_class_and_of_earlier_ones(cast: Cast) -> None:
    _, case = of_the_same_person(cast, STAFF, STAFF)
    row, prior = (case.trainees or ())[0], case.prior_claims[0]

    assert (row.class_start, prior.class_start, prior.class_end) == (FIRST_DAY, FIRST_DAY, date(2026, 5, 7))
    assert prior.claimed_on == date(2026, 6, 18)
    assert row.employer != prior.employer != ""
    assert row.occupation_name == prior.occupation_name != ""


def test_whoever_sits_in_a_class_under_two_numbers_is_verified_once(cast: Cast) -> None:
    draft = make_claim(cast, ClaimState.DRAFT)
    first, second = draft.training_class.enrolments.order_by("position")[:2]
    Person.objects.filter(pk=first.person_id).update(merged_into=second.person)

    rows = calculate_claim(draft).case.trainees or ()

    assert [row.person for row in rows if not row.verified] == [str(first.person_id)]


def test_claim_with_such_facts_replays(cast: Cast) -> None:
    claim = make_claim(cast, outcome=STAFF)

    assert claim.facts is not None
    assert claim.facts["input"]["trainees"][0]["class_start"] == FIRST_DAY.isoformat()
    assert replays(claim)


@pytest.mark.parametrize(("ends_on", "rounding"), [("2025-01-31", "ceil"), ("2025-02-01", "floor")])
def test_parameters_of_the_other_document_are_those_of_the_day_that_decides(
    ends_on: str, rounding: str
) -> None:
    set_parameter("deduction_rounding", "floor", on=date(2025, 2, 1))
    case = read_case({"approved_on": "2024-12-10", "ends_on": ends_on}, OLD, Category.ORDER).case

    assert documents_of(case)("2026-8").choice("deduction_rounding") == rounding
