"""兑现: once, for one claim, for people who finished. Who presses at the same moment: test_races."""

from __future__ import annotations

import uuid

import pytest

from foundation.audit.models import Entry
from foundation.core.errors import NotNow
from tests.builders.running import Size, make_running_class
from tests.builders.vouchers import place_voucher
from tests.cast import Cast
from trainees.models import Person
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher
from vouchers.operations import redeem_for_claim, write_off_for_claim


def test_a_second_claim_does_not_get_the_voucher_and_nothing_of_it_happens(cast: Cast) -> None:
    running = make_running_class(cast, Size(people=2))
    for enrolment in running.enrolments.all():
        place_voucher(enrolment, VoucherState.EVALUATED)
    people = [e.person_id for e in running.enrolments.all()]
    redeem_for_claim(running, claim_id=uuid.uuid4(), person_ids=people[:1], actor=cast.actor("sun_li"))
    with pytest.raises(NotNow) as refusal:
        redeem_for_claim(running, claim_id=uuid.uuid4(), person_ids=people, actor=cast.actor("sun_li"))
    assert "voucher.already_redeemed" in refusal.value.codes
    Person.objects.filter(pk=people[0]).update(merged_into=people[1])
    with pytest.raises(NotNow) as under_another:
        redeem_for_claim(running, claim_id=uuid.uuid4(), person_ids=people[1:], actor=cast.actor("sun_li"))
    assert under_another.value.code == "voucher.not_redeemable"
    assert under_another.value.codes[1:] == ("voucher.already_redeemed",)
    assert Voucher.objects.filter(state=VoucherState.REDEEMED).count() == 1


def test_the_same_claim_may_be_sent_again(cast: Cast) -> None:
    running, claim = make_running_class(cast, Size(people=1)), uuid.uuid4()
    enrolment = running.enrolments.get()
    for kind in VoucherKind.values:
        place_voucher(enrolment, VoucherState.COMPLETED, kind)
    for _ in range(2):
        redeem_for_claim(
            running, claim_id=claim, person_ids=[enrolment.person_id], actor=cast.actor("sun_li")
        )
    assert Entry.objects.filter(action="voucher.redeem").count() == 2
    assert len(write_off_for_claim(claim, actor=cast.actor("finance_qiao"))) == 2
    assert write_off_for_claim(claim, actor=cast.actor("finance_qiao")) == []


def test_nobody_is_paid_without_a_voucher_or_before_the_training_is_complete(cast: Cast) -> None:
    running = make_running_class(cast, Size(people=2))
    first, second = running.enrolments.all()
    place_voucher(first, VoucherState.IN_TRAINING)
    people = [first.person_id, second.person_id]
    with pytest.raises(NotNow) as refusal:
        redeem_for_claim(running, claim_id=uuid.uuid4(), person_ids=people, actor=cast.actor("sun_li"))
    assert refusal.value.codes[1:] == ("voucher.training_missing", "voucher.not_completed")
