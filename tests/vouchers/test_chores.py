"""What the calendar does to vouchers, any number of times a day."""

from __future__ import annotations

from datetime import date

import pytest

from classes.enums import ClassState
from classes.models import TrainingClass
from foundation.core import clock
from foundation.core.errors import NotNow
from foundation.jobs.schedule import run_daily
from tests.builders.vouchers import make_voucher
from tests.cast import Cast
from vouchers.enums import VoucherState
from vouchers.models import Voucher
from vouchers.operations import bind_voucher

pytestmark = pytest.mark.usefixtures("on_18_june_2026")


def test_an_issued_voucher_expires_after_its_last_day_and_not_on_it(cast: Cast) -> None:
    voucher = make_voucher(cast)
    with clock.moved_to(date(2026, 12, 31)):
        assert run_daily()["vouchers.expire"] == 0
    with clock.moved_to(date(2027, 1, 1)):
        assert run_daily()["vouchers.expire"] == 1
        assert run_daily()["vouchers.expire"] == 0
    assert Voucher.objects.get(pk=voucher.pk).state == VoucherState.EXPIRED


def test_an_expired_voucher_is_not_bound(cast: Cast) -> None:
    voucher = make_voucher(cast)
    system = cast.actor("li_jing").as_system()
    with clock.moved_to(date(2027, 1, 1)), pytest.raises(NotNow) as refusal:
        bind_voucher(voucher, actor=system, training_class=TrainingClass.objects.get())
    assert refusal.value.code == "voucher.expired"


def test_vouchers_of_a_terminated_class_are_void_the_next_day(cast: Cast) -> None:
    voucher = make_voucher(cast, VoucherState.IN_TRAINING)
    TrainingClass.objects.update(state=ClassState.TERMINATED)
    assert run_daily()["vouchers.follow_classes"] == 1
    assert run_daily()["vouchers.follow_classes"] == 0
    assert Voucher.objects.get(pk=voucher.pk).state == VoucherState.VOIDED


def test_the_chores_let_a_begun_class_take_its_vouchers_along(cast: Cast) -> None:
    voucher = make_voucher(cast, VoucherState.BOUND)
    assert run_daily()["vouchers.follow_classes"] == 1
    assert Voucher.objects.get(pk=voucher.pk).state == VoucherState.IN_TRAINING
