"""项目制 settled by stages: divided by the bureau, claimed in order, settled at the end to the fen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from classes.enums import ClassState, EnrolmentState
from classes.models import Enrolment, TrainingClass
from foundation.audit.models import Entry
from foundation.core import clock
from foundation.core.errors import DomainError
from institutions.enums import TrainingCategory
from subsidies.enums import ClaimState, FundEntryKind
from subsidies.models import FundAccount, FundEntry, HeldLine, Payment, SettlementStage, SubsidyClaim
from subsidies.operations import create_claim, plan_stages, recover_claim, strike_held_line, submit_claim
from subsidies.queries import replay
from subsidies.queries.calculation import calculate_claim
from subsidies.queries.claim import classes_to_claim
from subsidies.queries.fund import paid_rows
from subsidies.queries.replaying import differences
from subsidies.queries.stage_overview import stage_overview
from tests.builders.subsidies import (
    CLAIM_WAY,
    FIRST_DAY,
    Outcome,
    advance,
    confirm_standard,
    make_acceptance,
    make_examined_class,
    make_fund,
    place_claim,
)
from tests.builders.visits import decided, make_dispute
from tests.cast import Cast
from tests.clean_slate import without_triggers
from tests.conftest import SignIn
from trainees.enums import DisputeTarget
from vouchers.enums import VoucherState
from vouchers.models import Voucher

pytestmark = pytest.mark.usefixtures("office")

# Five people, twelve days; at first only three of five have work.
PROJECT = Outcome(approved=5, verified=5, passed=5, employed=3, days=12, category=TrainingCategory.PROJECT)
MIDDLE = FIRST_DAY + timedelta(days=5)


def accepted(cast: Cast, outcome: Outcome = PROJECT) -> TrainingClass:
    return TrainingClass.objects.get(pk=make_acceptance(cast, outcome=outcome).training_class_id)


def divided(cast: Cast, outcome: Outcome = PROJECT, *through: date) -> TrainingClass:
    """Accepted and divided in the middle, with money in the account."""
    confirm_standard()
    make_fund(cast)
    training_class = accepted(cast, outcome)
    plan_stages(training_class, actor=cast.actor("li_jing"), through=through or (MIDDLE,), basis="协议第六条")
    return training_class


def paid_stage(cast: Cast, training_class: TrainingClass) -> SubsidyClaim:
    """The next stage opened, signed, published and paid; the morning after, on which it goes on, is its `paid_on`."""
    claim = create_claim(training_class, actor=cast.actor("qihang_manager"))
    for reached in CLAIM_WAY:
        claim = advance(cast, claim, reached)
    return claim


def find_work(cast: Cast, training_class: TrainingClass, count: int) -> None:
    """So many more people have proved their employment in the meantime."""
    waiting = training_class.enrolments.filter(state=EnrolmentState.VERIFIED).order_by("position")
    for each in waiting[:count]:
        Enrolment.objects.filter(pk=each.pk).update(
            state=EnrolmentState.EMPLOYMENT_VERIFIED,
            employment_verified_at=clock.now(),
            employment_verified_by=cast["guo_liang"],
        )


def lose_proof(training_class: TrainingClass, count: int) -> None:
    """So many proofs turned out to be worth nothing."""
    proved = training_class.enrolments.filter(state=EnrolmentState.EMPLOYMENT_VERIFIED).order_by("-position")
    for each in proved[:count]:
        Enrolment.objects.filter(pk=each.pk).update(
            state=EnrolmentState.VERIFIED, employment_verified_at=None, employment_verified_by=None
        )


def refused(operation: Any, *arguments: Any, **facts: Any) -> str:
    with pytest.raises(DomainError) as caught, transaction.atomic():
        operation(*arguments, **facts)
    return str(caught.value.codes[0])


def test_project_is_claimed_and_paid_from_the_first_stage_to_the_last(cast: Cast) -> None:
    training_class = divided(cast)
    first = paid_stage(cast, training_class)
    assert (first.state, first.total_fen, first.payable_heads) == (ClaimState.CONCLUDED, 3 * 90_000, 3)
    training_class.refresh_from_db()
    assert training_class.state == ClassState.CLAIMING
    assert not Voucher.objects.filter(claim_id__isnull=False).exists()
    assert not training_class.enrolments.filter(state=EnrolmentState.SUBSIDISED).exists()
    find_work(cast, training_class, 2)
    last = paid_stage(cast, training_class)
    # everybody 12 days: 10 × 150 ＋ 2 × 100; less 900 for the three who were paid
    assert last.total_fen == 5 * 170_000 - 3 * 90_000
    assert sum(p.amount_fen for p in Payment.objects.all()) == 5 * 170_000
    training_class.refresh_from_db()
    assert training_class.state == ClassState.PAID
    assert training_class.enrolments.filter(state=EnrolmentState.SUBSIDISED).count() == 5
    written_off = Voucher.objects.filter(claim_id=last.pk, state=VoucherState.WRITTEN_OFF)
    assert (written_off.count(), Voucher.objects.filter(claim_id=first.pk).count()) == (10, 0)


def test_stages_add_up_to_the_single_settlement_whatever_changes_in_between(cast: Cast) -> None:
    cut = Outcome(approved=5, verified=4, passed=3, employed=2, days=12, category=TrainingCategory.PROJECT)
    training_class = divided(cast, cut, MIDDLE, FIRST_DAY + timedelta(days=8))
    for working in (1, 1, 0):
        paid_stage(cast, training_class)
        find_work(cast, training_class, working)
    paid = sum(claim.total_fen or 0 for claim in SubsidyClaim.objects.all())
    # employed four of four, one cut for the pass rate: three people, twelve days each
    assert paid == _as_one_claim() == 3 * 170_000


def _as_one_claim() -> int:
    """What the stored facts of the last stage come to where nothing was paid before."""
    last = SubsidyClaim.objects.get(is_final_stage=True)
    facts: dict[str, Any] = dict(last.facts or {})
    facts["input"] = {**facts["input"], "prior_claims": [], "final_stage": False, "whole_class": False}
    single = SubsidyClaim(facts=facts, parameters=last.parameters, rule_version=last.rule_version)
    return replay(single).total_fen or 0


def test_each_stage_replays_from_its_own_snapshot(cast: Cast) -> None:
    training_class = divided(cast)
    paid_stage(cast, training_class)
    find_work(cast, training_class, 2)
    paid_stage(cast, training_class)
    found = [differences(claim) for claim in SubsidyClaim.objects.all()]
    assert found == [[], []]


def test_people_who_lost_their_entitlement_give_back_what_the_first_stage_paid(cast: Cast) -> None:
    training_class = divided(cast)
    paid_stage(cast, training_class)
    lose_proof(training_class, 1)
    last = paid_stage(cast, training_class)
    row = last.people.get(amount_fen__lt=0)
    assert (row.is_paid, row.amount_fen, row.exclusion_code) == (False, -90_000, "R_EMPLOYMENT_SHORTFALL")
    assert "900.00 元须扣回" in row.exclusion_reason
    assert row.formula == "不应付，扣回此前已付 900 元"
    assert last.total_fen == 2 * 80_000 - 90_000
    assert Voucher.objects.filter(claim_id=last.pk).count() == 4


def test_settlement_below_zero_is_booked_as_money_that_came_back(cast: Cast) -> None:
    training_class = divided(cast)
    first = paid_stage(cast, training_class)
    lose_proof(training_class, 3)
    find_work(cast, training_class, 1)
    balance = FundAccount.objects.get().balance_fen
    last = paid_stage(cast, training_class)
    assert (last.total_fen, last.state) == (170_000 - 3 * 90_000, ClaimState.CONCLUDED)
    entry = FundEntry.objects.get(kind=FundEntryKind.RECOVERY)
    assert (entry.amount_fen, entry.claim_id) == (100_000, last.pk)
    assert FundAccount.objects.get().balance_fen == balance + 100_000
    assert list(Payment.objects.values_list("claim_id", flat=True)) == [first.pk]
    training_class.refresh_from_db()
    assert training_class.state == ClassState.PAID


def test_stage_that_leaves_nothing_to_pay_closes_the_class_without_a_payment(cast: Cast) -> None:
    training_class = divided(cast)
    paid_stage(cast, training_class)
    with without_triggers():  # as if nobody had come any more
        training_class.sessions.filter(date__gt=MIDDLE).update(closed_at=None)
    last = paid_stage(cast, training_class)
    assert (last.total_fen, last.payable_heads) == (0, 3)
    assert Payment.objects.count() == 1
    assert Voucher.objects.filter(claim_id=last.pk, state=VoucherState.WRITTEN_OFF).count() == 6


def test_second_stage_waits_for_the_payment_of_the_first(cast: Cast) -> None:
    training_class = divided(cast)
    manager = cast.actor("qihang_manager")
    first = create_claim(training_class, actor=manager)
    assert refused(create_claim, training_class, actor=manager) == "claim.earlier_stage_unpaid"
    submit_claim(first, actor=manager)
    assert refused(create_claim, training_class, actor=manager, stage=2) == "claim.earlier_stage_unpaid"
    assert refused(create_claim, training_class, actor=manager, stage=1) == "claim.already_open"


def test_stages_are_opened_in_order_and_none_that_does_not_exist(cast: Cast) -> None:
    training_class = divided(cast)
    manager = cast.actor("qihang_manager")
    assert refused(create_claim, training_class, actor=manager, stage=2) == "claim.stage_out_of_order"
    assert refused(create_claim, training_class, actor=manager, stage=3) == "claim.stage_unknown"
    opened = create_claim(training_class, actor=manager, stage=1)
    assert (opened.stage, opened.is_final_stage) == (1, False)


def test_stage_is_not_handed_in_after_the_earlier_one_was_taken_back(cast: Cast) -> None:
    training_class = divided(cast)
    first = paid_stage(cast, training_class)
    second = create_claim(training_class, actor=cast.actor("qihang_manager"))
    taken = recover_claim(
        first, actor=cast.actor("sun_guodong"), comment="核查有误。", document="文人社〔2026〕9号"
    )
    assert taken.state == ClaimState.RECOVERED
    assert refused(submit_claim, second, actor=cast.actor("qihang_manager")) == "claim.earlier_stage_unpaid"


def test_first_stage_is_not_taken_back_under_a_later_one(cast: Cast) -> None:
    training_class = divided(cast)
    first = paid_stage(cast, training_class)
    submit_claim(
        create_claim(training_class, actor=cast.actor("qihang_manager")), actor=cast.actor("qihang_manager")
    )
    code = refused(
        recover_claim, first, actor=cast.actor("sun_guodong"), comment="核查有误。", document="9号"
    )
    assert code == "claim.later_stage_rests_on_it"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"through": [FIRST_DAY + timedelta(days=11)]}, "stage.days_out_of_order"),
        ({"through": [MIDDLE, MIDDLE]}, "stage.days_out_of_order"),
        ({"through": [FIRST_DAY - timedelta(days=1)]}, "stage.days_out_of_order"),
        ({"basis": " "}, "stage.basis_missing"),
        ({"by": "qihang_manager"}, "role.missing"),
    ],
)
def test_division_that_makes_no_sense_is_refused(cast: Cast, changes: dict[str, Any], code: str) -> None:
    training_class = accepted(cast)
    actor = cast.actor(changes.get("by", "li_jing"))
    facts = {"through": changes.get("through", [MIDDLE]), "basis": changes.get("basis", "协议")}
    assert refused(plan_stages, training_class, actor=actor, **facts) == code


def test_order_is_settled_once(cast: Cast) -> None:
    order = make_examined_class(cast)
    code = refused(plan_stages, order, actor=cast.actor("li_jing"), through=[FIRST_DAY], basis="协议")
    assert code == "stage.single_settlement"


def test_class_is_not_divided_after_its_first_claim_was_handed_in(cast: Cast) -> None:
    confirm_standard()
    training_class = accepted(cast)
    manager = cast.actor("qihang_manager")
    draft = create_claim(training_class, actor=manager)
    plan_stages(training_class, actor=cast.actor("li_jing"), through=[MIDDLE], basis="协议")
    draft.refresh_from_db()
    assert not draft.is_final_stage
    submit_claim(draft, actor=manager)
    code = refused(plan_stages, training_class, actor=cast.actor("li_jing"), through=[], basis="")
    assert code == "stage.too_late_or_early"
    with pytest.raises(DatabaseError, match="settled once"), transaction.atomic():
        SettlementStage.objects.filter(number=1).update(through_on=FIRST_DAY)


def test_next_stage_waits_for_a_line_held_back_and_takes_nothing_off_for_one_that_was_struck(
    cast: Cast,
) -> None:
    training_class = divided(cast)
    claim = create_claim(training_class, actor=cast.actor("qihang_manager"))
    for reached in CLAIM_WAY[:-2]:
        claim = advance(cast, claim, reached)
    row = claim.people.filter(is_paid=True).select_related("enrolment__person")[0]
    dispute = make_dispute(row.enrolment.person, DisputeTarget.PAYMENT, claim.pk, claim.institution_id)
    for reached in CLAIM_WAY[-2:]:
        claim = advance(cast, claim, reached)
    assert (claim.state, Payment.objects.get().amount_fen) == (ClaimState.PAID, 2 * 90_000)
    manager = cast.actor("qihang_manager")
    assert refused(create_claim, training_class, actor=manager) == "claim.earlier_stage_unpaid"
    decided(cast, dispute, upheld=True)
    strike_held_line(HeldLine.objects.get(), actor=cast.actor("ren_gang"), comment="本人未参训")
    draft = create_claim(training_class, actor=manager)
    assert calculate_claim(draft).statement.total_fen == 3 * 170_000 - 2 * 90_000
    overview = stage_overview(draft)
    assert overview is not None
    assert (overview.paid_fen, overview.held_fen, overview.whole_fen) == (180_000, 0, 3 * 170_000)
    assert not Voucher.objects.filter(person=row.enrolment.person, state=VoucherState.VOIDED).exists()


def test_division_is_on_record_with_its_paper(cast: Cast) -> None:
    training_class = accepted(cast)
    plan_stages(training_class, actor=cast.actor("li_jing"), through=[MIDDLE], basis="项目协议第六条")
    entry = Entry.objects.get(action="claim.plan_stages", object_id=str(training_class.pk))
    assert (entry.comment, entry.actor_name) == ("项目协议第六条", "李静")
    assert entry.detail["through"] == [MIDDLE.isoformat(), training_class.ends_on.isoformat()]


def test_stage_of_a_claim_that_was_taken_back_is_free_again_and_no_other(cast: Cast) -> None:
    claim = place_claim(cast, ClaimState.SUBMITTED)
    facts = {"training_class": claim.training_class, "institution": claim.institution}
    with pytest.raises(DatabaseError, match=r"stage|UNIQUE"), transaction.atomic():
        SubsidyClaim.objects.create(number="BT-1", **facts)
    with pytest.raises(DatabaseError, match="stage_counts_from_one"), transaction.atomic():
        SubsidyClaim.objects.create(number="BT-2", stage=0, **facts)
    assert SubsidyClaim.objects.create(number="BT-3", stage=2, **facts).stage == 2


def test_people_of_a_staged_class_are_counted_once_in_the_fund_report(cast: Cast) -> None:
    training_class = divided(cast)
    paid_stage(cast, training_class)
    find_work(cast, training_class, 2)
    paid_stage(cast, training_class)
    rows = paid_rows(date(2026, 1, 1), date(2026, 12, 31))
    assert [row.heads for row in rows] == [3, 2]


def test_draft_of_the_last_stage_is_what_remains(cast: Cast, sign_in: SignIn) -> None:
    training_class = divided(cast)
    first = paid_stage(cast, training_class)
    draft = create_claim(training_class, actor=cast.actor("qihang_manager"))
    assert calculate_claim(draft).statement.total_fen == 3 * 80_000
    shown = sign_in("qihang_manager").get(draft.get_absolute_url()).content.decode()
    for words in (
        "分时段结算",
        "第 2 段（末段）",
        first.number,
        "2,700.00",
        "2,400.00",
        "全班应付 5,100.00 元",
    ):
        assert words in shown


def test_institution_is_offered_the_next_stage_when_the_earlier_one_is_paid(
    cast: Cast, sign_in: SignIn
) -> None:
    training_class = divided(cast)
    manager = cast.actor("qihang_manager")
    assert [line.stage.label for line in classes_to_claim(manager)] == ["第 1 段"]
    paid_stage(cast, training_class)
    shown = sign_in("qihang_manager").get(reverse("subsidies:claim_list")).content.decode()
    assert "申领第 2 段" in shown
    sign_in("qihang_manager").post(reverse("subsidies:claim_open", args=[training_class.pk]))
    assert SubsidyClaim.objects.get(stage=2).is_final_stage


def test_officer_divides_a_class_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    training_class = accepted(cast)
    client, address = sign_in("li_jing"), reverse("subsidies:class_stages", args=[training_class.pk])
    assert "一次结算" in client.get(address).content.decode()
    answer = client.post(address, {"first": MIDDLE.isoformat(), "basis": "项目协议第六条"})
    assert answer.status_code == 302
    assert "第 1 段" in client.get(address).content.decode()
    wrong = client.post(address, {"first": "昨天", "basis": "协议"})
    assert wrong.status_code == 422
