"""发券、开班、结业、申领: at every step the people are compared anew, and what is found is decided before the next."""

from __future__ import annotations

from uuid import UUID

import pytest

from classes.enums import ClassState, ClassVerb
from classes.models import TrainingClass
from classes.queries.opening import people_precheck
from classes.workflow import CLASS
from foundation.core.errors import NotNow
from foundation.workflow.engine import judge
from subsidies.enums import ClaimState, ClaimVerb
from subsidies.models import ClaimPerson, SubsidyClaim
from subsidies.operations import pass_first_claim_review, return_claim, submit_claim
from subsidies.workflow import CLAIM
from tests.builders.classes import complete, first_review, make_draft, submit
from tests.builders.lists import speak_against
from tests.builders.running import finish, make_running_class
from tests.builders.subsidies import know_calendar, make_claim
from tests.builders.trainees import make_passed_group
from tests.cast import Cast
from trainees.enums import ApplicationState, HitDecision
from trainees.models import Application, CheckRun, CrossCheckHit
from trainees.operations import decide_hit
from trainees.queries import group_applications
from trainees.rules.catalogue import Moment
from vouchers.enums import VoucherKind
from vouchers.models import Voucher
from vouchers.operations import issue_training_vouchers, issue_voucher
from vouchers.operations.lists import request_vouchers
from vouchers.queries import issue_plan

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def first_of(group: UUID) -> Application:
    return group_applications(group)[0]


def decide(cast: Cast, decision: str) -> None:
    for hit in CrossCheckHit.objects.open():
        decide_hit(hit, actor=cast.actor("zhou_min"), decision=decision, reason="已核对")


def moments() -> list[str]:
    return list(CheckRun.objects.order_by("ran_at").values_list("moment", flat=True))


def test_no_voucher_is_issued_to_somebody_about_whom_something_was_found_since(cast: Cast) -> None:
    group = make_passed_group(cast, 2)
    speak_against(cast, first_of(group))
    issued = issue_training_vouchers(group, actor=cast.actor("zhou_min"))
    plan = issue_plan(group, cast.actor("zhou_min"))
    assert [voucher.application.position for voucher in issued] == [2]
    assert [line.obstacle.code for line in plan.lines if line.obstacle] == ["voucher.hit_open"]
    assert moments() == [Moment.REGISTRATION, Moment.VOUCHER]


def test_the_run_stays_also_where_nobody_can_be_issued_a_voucher(cast: Cast) -> None:
    group = make_passed_group(cast, 1)
    speak_against(cast, first_of(group))
    with pytest.raises(NotNow) as refusal:
        issue_training_vouchers(group, actor=cast.actor("zhou_min"))
    assert refusal.value.reasons[0].code == "voucher.hit_open"
    assert refusal.value.reasons[0].link == first_of(group).get_absolute_url()
    assert (moments()[-1], Voucher.objects.count()) == (Moment.VOUCHER, 0)


def test_a_voucher_asked_for_waits_for_the_decision_too(cast: Cast) -> None:
    group = make_passed_group(cast, 1)
    asked = request_vouchers([first_of(group)], VoucherKind.TRAINING, cast.actor("qihang_manager"))
    speak_against(cast, first_of(group))
    with pytest.raises(NotNow):
        issue_training_vouchers(group, actor=cast.actor("zhou_min"))
    with pytest.raises(NotNow) as refusal:
        issue_voucher(asked[0], actor=cast.actor("zhou_min"))
    assert refusal.value.code == "voucher.hit_open"


@pytest.mark.parametrize("is_clean", [True, False])
def test_what_the_precheck_of_a_class_shows_is_what_the_first_review_meets(
    cast: Cast, is_clean: bool
) -> None:
    draft = make_draft(cast)
    complete(cast, draft)
    if not is_clean:
        speak_against(cast, first_of(draft.pk))
    seen = people_precheck(draft)
    submitted = submit(cast, draft)
    assert (seen.is_green, moments()[-1]) == (is_clean, Moment.OPENING)
    if is_clean:
        assert first_review(cast, submitted).state == ClassState.FIRST_REVIEWED
        return
    obstacles = judge(CLASS, submitted, cast.actor("li_jing"), ClassVerb.PASS_FIRST_REVIEW).obstacles
    assert [reason.code for reason in obstacles] == ["class.hit_open"]
    assert str(seen.matters[0]) in obstacles[0].message
    assert str(draft.pk) in obstacles[0].link


def test_an_exam_is_confirmed_when_what_was_found_is_decided_and_nobody_unfit_is_in_class(cast: Cast) -> None:
    running = make_running_class(cast)
    speak_against(cast, first_of(running.pk))
    taught = finish(cast, running)
    codes = []
    for decision in (None, HitDecision.BLOCKING):
        if decision:
            decide(cast, decision)
        found = judge(CLASS, taught, cast.actor("li_jing"), ClassVerb.CONFIRM_EXAM).obstacles
        codes += [reason.code for reason in found if "hit" in reason.code]
    assert codes == ["class.hit_open", "class.hit_blocking"]
    assert moments()[-1] == Moment.COMPLETION


@pytest.fixture
def claim_with_a_finding(cast: Cast) -> SubsidyClaim:
    claim = make_claim(cast, ClaimState.DRAFT)
    speak_against(cast, first_of(claim.training_class_id))
    return submit_claim(claim, actor=cast.actor("qihang_manager"))


def test_who_is_found_unfit_when_the_claim_is_handed_in_is_not_paid(
    cast: Cast, claim_with_a_finding: SubsidyClaim
) -> None:
    claim = claim_with_a_finding
    officer, school = cast.actor("li_jing"), cast.actor("qihang_manager")
    know_calendar()
    paid = claim.payable_heads or 0
    assert moments()[-1] == Moment.CLAIM
    waiting = judge(CLAIM, claim, officer, ClaimVerb.PASS_FIRST_REVIEW).obstacles
    decide(cast, HitDecision.BLOCKING)
    barred = judge(CLAIM, claim, officer, ClaimVerb.PASS_FIRST_REVIEW).obstacles
    assert [reason.code for reason in (*waiting, *barred)] == ["claim.hit_open", "claim.hit_blocking"]
    returned = return_claim(claim, actor=officer, comment="第 1 号不符合，请重新提交。")
    again = submit_claim(returned, actor=school)
    out = ClaimPerson.objects.get(claim=again, enrolment__position=1)
    assert (out.is_paid, (again.payable_heads or 0) < paid) == (False, True)
    assert pass_first_claim_review(again, actor=officer, comment="同意。").state == ClaimState.FIRST_REVIEWED


def test_a_claim_goes_on_once_the_finding_turns_out_to_be_an_error(
    cast: Cast, claim_with_a_finding: SubsidyClaim
) -> None:
    claim = claim_with_a_finding
    hit = CrossCheckHit.objects.open().get()
    assert hit.application.state == ApplicationState.IN_CLASS
    decide_hit(
        hit,
        actor=cast.actor("zhou_min"),
        decision=HitDecision.FALSE_ALARM,
        reason="本人到场",
        correction_letter="文民函〔2026〕9号",
    )
    assert TrainingClass.objects.get(pk=claim.training_class_id).state == ClassState.CLAIMING
    moved = pass_first_claim_review(claim, actor=cast.actor("li_jing"), comment="同意。")
    assert moved.state == ClaimState.FIRST_REVIEWED
