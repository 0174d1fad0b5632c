"""From an examined class to 办结: screen 04 to the fen, both 80 % rules at work."""

from __future__ import annotations

from datetime import date

import pytest

from classes.enums import ClassState, EnrolmentState
from classes.models import TrainingClass
from foundation.audit.models import Entry
from foundation.core import clock
from subsidies.enums import AcceptanceState, ClaimState
from subsidies.models import FundAccount, Payment, SubsidyClaim
from subsidies.operations import close_due_notices, create_claim
from subsidies.queries import replay
from subsidies.tasks import close_notices
from tests.builders.subsidies import (
    CLAIM_WAY,
    SCREEN_04,
    advance,
    confirm_standard,
    make_acceptance,
    make_fund,
    payable_morning,
)
from tests.cast import Cast
from vouchers.enums import VoucherState
from vouchers.models import Voucher

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def test_class_of_screen_04_is_accepted_claimed_published_and_paid_to_the_fen(cast: Cast) -> None:
    confirm_standard()
    account = make_fund(cast)
    acceptance = make_acceptance(cast, AcceptanceState.RECEIVED, SCREEN_04)
    training_class = TrainingClass.objects.get(pk=acceptance.training_class_id)
    assert training_class.state == ClassState.ACCEPTED
    claim = create_claim(training_class, actor=cast.actor("qihang_manager"))
    for reached in CLAIM_WAY:
        claim = advance(cast, claim, reached)
    assert claim.state == ClaimState.CONCLUDED
    assert (claim.total_fen, claim.full_fen, claim.payable_heads) == (8_280_000, 11_040_000, 36)
    account.refresh_from_db()
    assert account.balance_fen == 100_000_000 - 8_280_000
    training_class.refresh_from_db()
    assert training_class.state == ClassState.PAID
    assert training_class.enrolments.filter(state=EnrolmentState.SUBSIDISED).count() == 36
    assert Voucher.objects.filter(claim_id=claim.pk, state=VoucherState.WRITTEN_OFF).count() == 72
    assert Payment.objects.get(claim=claim).amount_fen == 8_280_000
    assert replay(claim).total_fen == 8_280_000


def test_dates_of_the_claim_follow_the_calendar(cast: Cast) -> None:
    confirm_standard()
    make_fund(cast)
    claim = _published(cast)
    assert (claim.received_on, claim.pay_by) == (date(2026, 6, 18), date(2026, 8, 18))
    assert claim.notice is not None
    # 端午节 is Friday 19 June: 22, 23, 24, 25, 26
    assert (claim.notice.closes_on, claim.notice.payable_from) == (date(2026, 6, 26), date(2026, 6, 27))


def test_notice_closes_by_itself_on_the_first_day_after_its_period_and_not_earlier(cast: Cast) -> None:
    confirm_standard()
    make_fund(cast)
    claim = _published(cast)
    assert claim.notice is not None
    with clock.moved_to(claim.notice.closes_on):
        assert close_due_notices(actor=cast.actor("li_jing").as_system()) == 0
    with clock.moved_to(payable_morning(claim)):
        assert close_notices() == 1
        assert close_notices() == 0
    claim.refresh_from_db()
    assert claim.state == ClaimState.NOTICE_CLOSED
    claim.notice.refresh_from_db()
    assert claim.notice.taken_down_at is not None


def test_every_step_left_one_entry_with_its_doer(cast: Cast) -> None:
    confirm_standard()
    make_fund(cast)
    claim = _published(cast)
    done = Entry.objects.done().of_record("subsidies.subsidyclaim", claim.pk)
    assert [(e.action, e.actor_name) for e in done] == [
        ("claim.create", "田志强"),
        ("claim.submit", "田志强"),
        ("claim.pass_first_review", "李静"),
        ("claim.pass_second_review", "郝平"),
        ("claim.approve_as_deputy", "赵文清"),
        ("claim.approve_as_director", "孙国栋"),
        ("claim.publish", "李静"),
    ]


def _published(cast: Cast) -> SubsidyClaim:
    acceptance = make_acceptance(cast)
    training_class = TrainingClass.objects.get(pk=acceptance.training_class_id)
    claim = create_claim(training_class, actor=cast.actor("qihang_manager"))
    for reached in CLAIM_WAY[:6]:
        claim = advance(cast, claim, reached)
    return claim


def test_balance_is_the_sum_of_the_ledger(cast: Cast) -> None:
    confirm_standard()
    make_fund(cast)
    claim = _published(cast)
    for reached in CLAIM_WAY[6:]:
        claim = advance(cast, claim, reached)
    account = FundAccount.objects.get()
    assert account.balance_fen == sum(account.entries.values_list("amount_fen", flat=True))
