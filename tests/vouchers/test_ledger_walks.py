"""The walks of the pure ledger, done by the operations of the office: the books agree after every step (N21)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from django.db import transaction

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core import clock
from foundation.core.errors import DomainError
from tests.builders.running import Size, make_running_class
from tests.cast import Cast
from tests.vouchers.walks import BYTES, PEOPLE, Step, steps
from trainees.models import Application
from vouchers import operations as ops
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher
from vouchers.operations.lists import request_vouchers
from vouchers.queries import ledger_balances
from vouchers.rules.ledger import DEAD, QUOTA, Book, Posting, Unpostable, post

pytestmark = pytest.mark.usefixtures("policy_in_force", "on_18_june_2026")
WALKS = 4
Deed = Callable[[Voucher], object]


class Office:
    """周敏 and the system do what a walk says; a pure book is kept beside."""

    def __init__(self, cast: Cast, running: TrainingClass) -> None:
        self.book, self.zhou = Book(), cast.actor("zhou_min")
        self.deeds = deeds(self.zhou, running)
        self.people = list(Application.objects.order_by("pk"))
        self.last: list[Voucher | None] = [None] * PEOPLE
        self.account_of = [QUOTA] * PEOPLE

    def take(self, step: Step) -> None:
        done = self.request(step) if step.target == "requested" else self.move(step)
        voucher = self.last[step.person]
        assert self.pure(step, voucher, done) == done, step
        if done:
            self.account_of[step.person] = step.target

    def request(self, step: Step) -> bool:
        try:
            (made,) = request_vouchers([self.people[step.person]], VoucherKind.TRAINING, self.zhou)
        except DomainError:
            return False
        self.last[step.person] = made
        return True

    def move(self, step: Step) -> bool:
        voucher, deed = self.last[step.person], self.deeds.get(step.target)
        if voucher is None or deed is None:
            return False
        try:
            deed(voucher)
        except DomainError:
            return False
        return True

    def pure(self, step: Step, voucher: Voucher | None, done: bool) -> bool:
        here = self.account_of[step.person]
        if step.target == "requested" and here in DEAD and done:
            here = QUOTA  # another voucher of the same person
        key = str(voucher.pk) if voucher else "none"
        standing = self.book.standings.get(key)
        try:
            self.book = post(
                self.book, Posting(key, standing.sequence + 1 if standing else 1, here, step.target)
            )
        except Unpostable:
            return False
        return True


def deeds(zhou: Actor, running: TrainingClass) -> dict[str, Deed]:
    system = Actor.system()

    def expire(voucher: Voucher) -> None:
        with clock.moved_to(date(2027, 1, 1)):
            ops.expire_voucher(voucher, actor=system)

    def void(voucher: Voucher) -> None:
        """What was redeemed is voided by the system alone."""
        is_redeemed = Voucher.objects.filter(pk=voucher.pk, state=VoucherState.REDEEMED).exists()
        ops.void_voucher(voucher, actor=system if is_redeemed else zhou, comment="不符合条件")

    return {
        VoucherState.ISSUED: lambda voucher: ops.issue_voucher(voucher, actor=zhou),
        VoucherState.BOUND: lambda voucher: ops.bind_voucher(voucher, actor=system, training_class=running),
        VoucherState.IN_TRAINING: lambda voucher: ops.begin_training(voucher, actor=system),
        VoucherState.COMPLETED: lambda voucher: ops.complete_training(voucher, actor=system),
        VoucherState.EVALUATED: lambda voucher: ops.complete_evaluation(voucher, actor=system),
        VoucherState.REDEEMED: lambda voucher: ops.redeem_voucher(
            voucher, actor=system, claim_id=uuid.uuid4()
        ),
        VoucherState.WRITTEN_OFF: lambda voucher: ops.write_off_voucher(voucher, actor=system),
        VoucherState.VOIDED: void,
        VoucherState.RETURNED: lambda voucher: ops.return_voucher(voucher, actor=zhou, comment="材料不清"),
        VoucherState.EXPIRED: expire,
    }


def test_the_operations_and_the_pure_ledger_agree_after_every_step(cast: Cast) -> None:
    running = make_running_class(cast, Size(people=PEOPLE))
    chance = Random("office")
    for _ in range(WALKS):
        with transaction.atomic():
            office = Office(cast, running)
            for step in steps(chance.randbytes(BYTES), office.account_of):
                office.take(step)
            assert ledger_balances(Voucher.objects.all()) == dict(office.book.balances)
            assert office.book.balances[QUOTA] <= -PEOPLE
            transaction.set_rollback(True)
