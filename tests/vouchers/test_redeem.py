"""兑现: once, for one claim, for people who finished; whoever presses at the same moment."""

from __future__ import annotations

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from foundation.accounts.actor import Actor
from foundation.audit.models import Entry
from foundation.core.errors import DomainError, NotNow
from tests.builders.running import Size, make_running_class
from tests.builders.vouchers import make_voucher, place_voucher
from tests.cast import Cast
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher
from vouchers.operations import redeem_for_claim, redeem_voucher, write_off_for_claim

CLIENTS = 20


@pytest.mark.django_db(transaction=True)
def test_twenty_clients_redeem_one_voucher_and_exactly_one_wins(cast: Cast) -> None:
    voucher = make_voucher(cast, VoucherState.EVALUATED)
    barrier = Barrier(CLIENTS)

    def client(_: int) -> str:
        try:
            barrier.wait()
            redeem_voucher(voucher, actor=Actor.system(), claim_id=uuid.uuid4())
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "redeemed"

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = Counter(pool.map(client, range(CLIENTS)))
    assert answers["redeemed"] == 1
    assert answers.keys() <= {"redeemed", "voucher.wrong_state", "record.changed_meanwhile"}
    assert Entry.objects.filter(action="voucher.redeem").count() == 1
    assert Voucher.objects.get().state == VoucherState.REDEEMED


def test_a_second_claim_does_not_get_the_voucher_and_nothing_of_it_happens(cast: Cast) -> None:
    running = make_running_class(cast, Size(people=2))
    for enrolment in running.enrolments.all():
        place_voucher(enrolment, VoucherState.EVALUATED)
    people = [e.person_id for e in running.enrolments.all()]
    redeem_for_claim(running, claim_id=uuid.uuid4(), person_ids=people[:1], actor=cast.actor("sun_li"))
    with pytest.raises(NotNow) as refusal:
        redeem_for_claim(running, claim_id=uuid.uuid4(), person_ids=people, actor=cast.actor("sun_li"))
    assert "voucher.already_redeemed" in refusal.value.codes
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
