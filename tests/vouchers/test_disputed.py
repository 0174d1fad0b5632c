"""本人异议: a disputed voucher is neither made out nor redeemed; put right, it is free again (20号 六; N20)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from foundation.core.errors import DomainError
from tests.builders.running import Size, make_running_class
from tests.builders.trainees import make_passed_group
from tests.builders.visits import decided, make_dispute
from tests.builders.vouchers import place_vouchers
from tests.cast import Cast
from trainees.enums import DisputeTarget
from trainees.models import Dispute
from trainees.operations import confirm_correction
from vouchers.enums import VoucherState
from vouchers.models import Voucher
from vouchers.operations import issue_voucher, redeem_for_claim, request_training_vouchers

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def stopped(act: Callable[[], Any]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as refusal:
        act()
    return tuple(refusal.value.codes)


def put_right(cast: Cast, dispute: Dispute, act: Callable[[], Any]) -> None:
    """The dispute is decided for the person, which frees nothing, and then found to be put right."""
    upheld = decided(cast, dispute, upheld=True)
    assert "dispute.open" in stopped(act)
    confirm_correction(upheld, actor=cast.actor("guo_liang"), comment="登记表已由本人重填")


def test_nothing_is_made_out_on_a_disputed_application_until_it_is_put_right(cast: Cast) -> None:
    group = make_passed_group(cast, 1)
    (voucher,) = request_training_vouchers(group, actor=cast.actor("qihang_manager"))
    dispute = make_dispute(
        voucher.person, DisputeTarget.APPLICATION, voucher.application_id, voucher.application.institution_id
    )

    def issue() -> Voucher:
        return issue_voucher(Voucher.objects.get(), actor=cast.actor("zhou_min"))

    assert "dispute.open" in stopped(issue)
    put_right(cast, dispute, issue)
    assert issue().state == VoucherState.ISSUED


def test_a_disputed_voucher_is_not_redeemed_until_it_is_put_right(cast: Cast) -> None:
    running = make_running_class(cast, Size(people=2))
    disputed, _ = place_vouchers(running.enrolments.order_by("position"), VoucherState.EVALUATED)
    claim, people = uuid.uuid4(), list(running.enrolments.values_list("person_id", flat=True))
    dispute = make_dispute(disputed.person, DisputeTarget.VOUCHER, disputed.pk, running.institution_id)

    def redeem() -> list[Voucher]:
        return redeem_for_claim(running, claim_id=claim, person_ids=people, actor=cast.actor("sun_li"))

    assert "dispute.open" in stopped(redeem)
    put_right(cast, dispute, redeem)
    assert not Voucher.objects.filter(state=VoucherState.REDEEMED).exists()
    assert {voucher.state for voucher in redeem()} == {VoucherState.REDEEMED}
