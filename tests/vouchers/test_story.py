"""The loop from end to end: 申请 - 发券 - 绑定 - 培训 - 评价 - 兑现 - 核销."""

from __future__ import annotations

import uuid
from collections import Counter

import pytest

from classes.enums import ClassState
from classes.models import Enrolment
from classes.operations import withdraw_enrolment
from foundation.audit.models import Entry
from foundation.audit.queries import verify_chain
from foundation.core.errors import NotNow
from tests.builders.running import examine
from tests.builders.vouchers import accept, make_vouchered_class, pay, start_on_first_day
from tests.cast import Cast
from vouchers.enums import VoucherState as S
from vouchers.models import Voucher
from vouchers.operations import follow_class, make_evaluation_vouchers, redeem_for_claim, write_off_for_claim
from vouchers.queries import awaits_evaluation_vouchers, loop_vouchers, written_off_heads

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")


def states(kind: str = "training") -> Counter[str]:
    return Counter(Voucher.objects.filter(kind=kind).values_list("state", flat=True))


def test_every_voucher_closes_its_loop_and_who_is_not_paid_loses_his(cast: Cast) -> None:
    made = make_vouchered_class(cast, heads=3)
    assert made.state == ClassState.VOUCHERS_MADE
    assert states() == states("evaluation") == {S.BOUND: 3}
    running = start_on_first_day(cast, made)
    assert follow_class(running, actor=cast.actor("li_jing")) == 6
    examined = examine(cast, running, failing=[2])
    follow_class(examined, actor=cast.actor("li_jing"))
    assert states() == states("evaluation") == {S.EVALUATED: 3}
    claim, accepted = uuid.uuid4(), accept(cast, examined)
    paid = list(accepted.enrolments.filter(position__in=[1, 2]).values_list("person_id", flat=True))
    redeem_for_claim(accepted, claim_id=claim, person_ids=paid, actor=cast.actor("sun_li"))
    assert states() == {S.REDEEMED: 2, S.EVALUATED: 1}
    write_off_for_claim(claim, actor=cast.actor("finance_qiao"))
    assert written_off_heads(claim) == len(paid)
    follow_class(pay(cast, accepted), actor=cast.actor("finance_qiao"))
    assert states() == states("evaluation") == {S.WRITTEN_OFF: 2, S.VOIDED: 1}
    assert not loop_vouchers(cast.actor("sun_li")).exists()
    assert verify_chain().is_whole


def test_who_joins_by_a_change_sheet_gets_his_vouchers_with_a_second_making(cast: Cast) -> None:
    made = make_vouchered_class(cast, heads=2)
    with pytest.raises(NotNow):
        make_evaluation_vouchers(made, actor=cast.actor("li_jing"))
    joined = made.enrolments.get(position=2)
    Enrolment.objects.filter(pk=joined.pk).update(evaluation_voucher_number="")
    assert awaits_evaluation_vouchers(made)

    again = make_evaluation_vouchers(made, actor=cast.actor("li_jing"))

    joined.refresh_from_db()
    assert (again.state, bool(joined.evaluation_voucher_number)) == (ClassState.VOUCHERS_MADE, True)
    assert not awaits_evaluation_vouchers(again)
    assert states("evaluation") == {S.BOUND: 2}


def test_who_leaves_the_class_loses_both_vouchers(cast: Cast) -> None:
    running = start_on_first_day(cast, make_vouchered_class(cast, heads=2))
    leaving = running.enrolments.get(position=2)
    withdraw_enrolment(leaving, actor=cast.actor("qihang_manager"), comment="外出务工")
    follow_class(running, actor=cast.actor("li_jing"))
    assert states() == states("evaluation") == {S.IN_TRAINING: 1, S.VOIDED: 1}
    assert {v.person_id for v in Voucher.objects.filter(state=S.VOIDED)} == {leaving.person_id}


def test_following_a_class_twice_does_nothing_the_second_time(cast: Cast) -> None:
    running = start_on_first_day(cast, make_vouchered_class(cast))
    assert follow_class(running, actor=cast.actor("li_jing")) == 6
    entries = Entry.objects.count()
    assert follow_class(running, actor=cast.actor("li_jing")) == 0
    assert Entry.objects.count() == entries
