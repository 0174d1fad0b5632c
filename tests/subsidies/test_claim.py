"""The claim: calculated from the record, frozen, signed by different people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from classes.models import TrainingClass
from foundation.core import clock
from foundation.core.errors import DomainError, NotAllowed
from inspections.enums import InspectionState, Severity
from inspections.models import Inspection
from institutions.enums import InstitutionState, TrainingCategory
from subsidies.enums import ClaimState
from subsidies.models import SubsidyClaim
from subsidies.operations import (
    approve_claim_as_deputy,
    approve_claim_as_director,
    create_claim,
    pass_first_claim_review,
    pass_second_claim_review,
    publish_claim,
    return_claim,
    submit_claim,
)
from subsidies.queries.calculation import content_digest, replay, stored_statement
from tests.builders.subsidies import (
    Outcome,
    confirm_standard,
    make_acceptance,
    make_claim,
    make_examined_class,
    make_fund,
)
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("office")

CUT = Outcome(approved=10, verified=9, passed=7, employed=6, days=2)
STAFF = Outcome(category=TrainingCategory.ENTERPRISE_STAFF)


def refused(operation: Any, record: object, actor: object, **facts: object) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        operation(record, actor=actor, **facts)
    return caught.value.codes


def test_everybody_of_the_roster_has_a_row_with_amount_or_reason(cast: Cast) -> None:
    claim = make_claim(cast, outcome=CUT)
    rows = list(claim.people.order_by("enrolment__position"))
    assert len(rows) == 10
    assert sum(row.amount_fen for row in rows) == claim.total_fen == 6 * 30_000
    assert all(row.is_paid or row.exclusion_reason for row in rows)
    assert [row.exclusion_code for row in rows[6:]] == ["R_EMPLOYMENT_SHORTFALL"] * 3 + ["R_WITHDRAWN"]


def test_half_days_are_read_from_closed_sheets_and_capped(cast: Cast) -> None:
    claim = make_claim(cast)
    assert set(claim.people.values_list("half_days", flat=True)) == {4}


def test_claim_recomputed_from_its_snapshot_is_equal_in_every_line(cast: Cast) -> None:
    claim = make_claim(cast, outcome=CUT)
    assert replay(claim) == stored_statement(claim)
    assert content_digest(claim) == claim.digest


def test_claim_keeps_its_fen_when_policy_and_class_change_afterwards(cast: Cast) -> None:
    claim = make_claim(cast)
    confirm_standard()
    claim.training_class.enrolments.update(has_passed=False)
    claim.refresh_from_db()
    assert replay(claim).total_fen == claim.total_fen == 120_000


def test_two_months_run_from_submission_when_that_is_later_than_the_material(cast: Cast) -> None:
    acceptance = make_acceptance(cast)
    training_class = TrainingClass.objects.get(pk=acceptance.training_class_id)
    claim = create_claim(training_class, actor=cast.actor("qihang_manager"))
    with clock.moved_to(date(2026, 6, 30)):
        claim = submit_claim(claim, actor=cast.actor("qihang_manager"))
    assert (claim.received_on, claim.pay_by) == (date(2026, 6, 30), date(2026, 8, 30))


def test_return_stops_the_clock_and_resubmission_restarts_it(cast: Cast) -> None:
    claim = make_claim(cast)
    returned = return_claim(claim, actor=cast.actor("li_jing"), comment="补充说明。")
    assert (returned.pay_by, returned.deadline_on) == (None, date(2026, 6, 26))
    with clock.moved_to(date(2026, 7, 1)):
        again = submit_claim(returned, actor=cast.actor("qihang_manager"))
    assert again.pay_by == date(2026, 9, 1)


def test_class_that_is_not_accepted_has_no_claim(cast: Cast) -> None:
    codes = refused(create_claim, make_examined_class(cast), cast.actor("qihang_manager"))
    assert codes == ("claim.class_not_accepted",)


def test_class_has_one_claim(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.DRAFT)
    codes = refused(create_claim, claim.training_class, cast.actor("qihang_manager"))
    assert codes == ("claim.already_open",)


def test_category_without_a_rate_is_refused_not_paid_at_a_guess(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.DRAFT, Outcome(category=TrainingCategory.ENTREPRENEURSHIP))
    assert "claim.not_calculable" in refused(submit_claim, claim, cast.actor("qihang_manager"))


def test_claim_that_comes_to_nothing_is_not_handed_in(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.DRAFT, Outcome(employed=0))
    assert "claim.nothing_payable" in refused(submit_claim, claim, cast.actor("qihang_manager"))


def test_missing_city_filing_stops_the_claim_of_an_order_class(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.DRAFT, city_filed_on=None)
    assert "claim.not_calculable" in refused(submit_claim, claim, cast.actor("qihang_manager"))


@pytest.mark.parametrize(
    ("state", "ended_before", "code"),
    [
        (InstitutionState.CANCELLED, True, "claim.institution_cancelled"),
        (InstitutionState.SUSPENDED, False, "claim.institution_suspended"),
        (InstitutionState.SUSPENDED, True, ""),
    ],
)
def test_suspension_spares_what_ended_before_and_cancellation_spares_nothing(
    cast: Cast, state: str, ended_before: bool, code: str
) -> None:
    claim = make_claim(cast, ClaimState.DRAFT)
    claim.institution.state = state
    with clock.moved_to(date(2026, 5, 8 if ended_before else 6)):
        claim.institution.suspended_at = clock.now()
    claim.institution.save()
    if code:
        assert code in refused(submit_claim, claim, cast.actor("qihang_manager"))
    else:
        assert submit_claim(claim, actor=cast.actor("qihang_manager")).state == ClaimState.SUBMITTED


def test_same_enterprise_staff_are_paid_once_a_year_over_all_institutions(cast: Cast) -> None:
    first = make_claim(cast, outcome=STAFF)
    assert first.total_fen == 4 * 30_000
    second = make_claim(cast, ClaimState.DRAFT, STAFF, institution="huineng")
    pairs = zip(
        second.training_class.enrolments.order_by("position"),
        first.training_class.enrolments.order_by("position"),
        strict=True,
    )
    for here, there in list(pairs)[:3]:
        here.person = there.person
        here.save(update_fields=["person"])
    submitted = submit_claim(second, actor=cast.actor("huineng_manager"))
    assert submitted.total_fen == 30_000
    assert submitted.people.filter(exclusion_code="R_DUP_STAFF_YEAR").count() == 3


def test_returned_claim_of_one_institution_does_not_block_the_other(cast: Cast) -> None:
    first = make_claim(cast, outcome=STAFF)
    return_claim(first, actor=cast.actor("li_jing"), comment="退回。")
    second = make_claim(cast, ClaimState.DRAFT, STAFF, institution="huineng")
    here = second.training_class.enrolments.earliest("position")
    here.person = first.training_class.enrolments.earliest("position").person
    here.save(update_fields=["person"])
    assert submit_claim(second, actor=cast.actor("huineng_manager")).total_fen == 4 * 30_000


def test_one_person_does_not_sign_both_reviews(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.FIRST_REVIEWED)
    assert refused(pass_second_claim_review, claim, cast.actor("li_jing")) == (
        "claim.same_person",
        "claim.same_person",
    )


def test_return_and_resubmit_launders_nobody(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.SECOND_REVIEWED)
    returned = return_claim(claim, actor=cast.actor("zhao_wenqing"), comment="核对第 3 行。")
    again = submit_claim(returned, actor=cast.actor("qihang_manager"))
    assert (again.first_reviewed_by, again.second_reviewed_by, again.signed_digest) == (None, None, "")
    reviewed = pass_first_claim_review(again, actor=cast.actor("hao_ping"))
    # 李静 signed first in the first round: she may not sign second in this one
    assert "claim.same_person" in refused(pass_second_claim_review, reviewed, cast.actor("li_jing"))
    signed = pass_second_claim_review(reviewed, actor=cast.actor("wang_jianming"))
    assert signed.state == ClaimState.SECOND_REVIEWED


def test_lone_inspector_does_not_review(cast: Cast) -> None:
    claim = make_claim(cast)
    visits = Inspection.objects.filter(training_class=claim.training_class_id)
    visits.update(recorded_by=cast["li_jing"])
    for visit in visits:
        visit.assignments.all().delete()
    assert "claim.reviewer_inspected_alone" in refused(pass_first_claim_review, claim, cast.actor("li_jing"))
    assert pass_first_claim_review(claim, actor=cast.actor("hao_ping")).state == ClaimState.FIRST_REVIEWED


def test_open_serious_finding_stops_both_leaders(cast: Cast) -> None:
    make_fund(cast)
    claim = make_claim(cast, ClaimState.SECOND_REVIEWED)
    Inspection.objects.filter(training_class=claim.training_class_id, kind="on_site").update(
        state=InspectionState.RECTIFYING,
        severity=Severity.SERIOUS,
        rectification="补齐器材",
        rectify_by=date(2026, 6, 30),
    )
    assert "inspection.serious_open" in refused(approve_claim_as_deputy, claim, cast.actor("zhao_wenqing"))


def test_leader_promises_no_more_than_the_account_holds_beyond_other_promises(cast: Cast) -> None:
    make_fund(cast, amount_fen=200_000)
    first = make_claim(cast, ClaimState.DEPUTY_APPROVED)
    second = make_claim(cast, ClaimState.DEPUTY_APPROVED)
    sun = cast.actor("sun_guodong")
    assert approve_claim_as_director(first, actor=sun).signed_digest == first.digest
    assert "fund.insufficient" in refused(approve_claim_as_director, second, sun)


def test_carried_over_standard_is_not_published_before_it_is_confirmed(cast: Cast) -> None:
    make_fund(cast)
    claim = make_claim(cast, ClaimState.DIRECTOR_APPROVED)
    assert "claim.standard_unconfirmed" in refused(publish_claim, claim, cast.actor("li_jing"))
    confirm_standard()
    assert publish_claim(claim, actor=cast.actor("li_jing")).state == ClaimState.PUBLISHED


def test_stranger_submits_nothing(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.DRAFT)
    with pytest.raises(NotAllowed):
        submit_claim(claim, actor=cast.actor("huineng_manager"))
    assert SubsidyClaim.objects.get().state == ClaimState.DRAFT


def test_who_signs_more_heads_than_passed_says_why(cast: Cast) -> None:
    claim = make_claim(cast, outcome=Outcome(approved=5, verified=5, passed=4, employed=5))
    assert (claim.payable_heads, claim.training_class.enrolments.filter(has_passed=True).count()) == (5, 4)
    for review, who in ((pass_first_claim_review, "li_jing"), (pass_second_claim_review, "hao_ping")):
        assert refused(review, claim, cast.actor(who), comment=" ") == ("claim.comment_required",)
        claim = review(claim, actor=cast.actor(who), comment="按核实人数计发，1 人未合格已说明")


def test_an_ordinary_claim_is_signed_without_an_opinion(cast: Cast) -> None:
    claim = pass_first_claim_review(make_claim(cast), actor=cast.actor("li_jing"))
    assert claim.state == ClaimState.FIRST_REVIEWED
