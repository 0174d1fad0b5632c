"""What the calendar does to vouchers."""

from __future__ import annotations

from django.db.models import Q

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.jobs.schedule import daily
from vouchers.enums import CLOSED_STATES, REDEEMED_STATES, VoucherState
from vouchers.models import Voucher
from vouchers.operations import expire_voucher, follow_class


@daily("vouchers.follow_classes")
def follow_classes() -> int:
    """Vouchers keep up with their classes: begun, taught, examined, terminated, paid."""
    waiting = Voucher.objects.exclude(state__in=CLOSED_STATES | REDEEMED_STATES)
    classes = TrainingClass.objects.filter(
        Q(pk__in=waiting.values("training_class_id")) | Q(pk__in=waiting.values("application__group_id"))
    )
    return sum(follow_class(training_class, actor=Actor.system()) for training_class in classes)


@daily("vouchers.expire")
def expire_vouchers() -> int:
    """Issued vouchers whose last day has passed."""
    due = Voucher.objects.filter(state=VoucherState.ISSUED, valid_to__lt=clock.today())
    return len(expire_voucher.each(due, actor=Actor.system()))
