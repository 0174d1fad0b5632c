"""The claim redeems vouchers, its payment writes them off (A38); a line that is struck voids them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from classes.models import TrainingClass
from foundation.accounts.actor import Actor
from foundation.core.errors import NotNow
from foundation.core.reasons import Reason
from vouchers import queries
from vouchers.enums import VoucherKind, VoucherState
from vouchers.models import Voucher
from vouchers.operations.following import follow_class
from vouchers.operations.lists import first_of
from vouchers.operations.verbs import redeem_voucher, void_voucher, write_off_voucher


def redeem_for_claim(
    training_class: TrainingClass, *, claim_id: UUID, person_ids: Iterable[UUID], actor: Actor
) -> list[Voucher]:
    """Redeem both vouchers of everybody whom the claim pays; nobody twice, and all or none.

    Repeating it for the same claim is harmless; a voucher redeemed for another claim is refused.
    """
    people = set(person_ids)
    with transaction.atomic():
        follow_class(training_class, actor=actor)
        vouchers = list(queries.redeemable(training_class, people).select_related("person"))
        obstacles = _redeem_obstacles(vouchers, people, claim_id)
        if obstacles:
            raise NotNow("voucher.not_redeemable", first_of(obstacles), obstacles)
        waiting = [voucher for voucher in vouchers if voucher.claim_id is None]
        redeemed = redeem_voucher.each(waiting, actor=actor.as_system(), claim_id=claim_id)
        by_key = {voucher.pk: voucher for voucher in redeemed}
        return [by_key.get(voucher.pk, voucher) for voucher in vouchers]


def _redeem_obstacles(vouchers: list[Voucher], people: set[UUID], claim_id: UUID) -> list[Reason]:
    holding = {voucher.person_id for voucher in vouchers if voucher.kind == VoucherKind.TRAINING}
    missing = len(people - holding)
    obstacles = (
        [Reason("voucher.training_missing", f"有 {missing} 名学员在本班没有有效的培训券")] if missing else []
    )
    ready = {VoucherState.COMPLETED, VoucherState.EVALUATED}
    before = queries.redeemed_before(vouchers, claim_id)
    for voucher in vouchers:
        who = f"{voucher.person.masked_name}的{voucher.get_kind_display()} {voucher.number}"
        link = voucher.get_absolute_url()
        if voucher.claim_id is not None and voucher.claim_id != claim_id:
            obstacles.append(Reason("voucher.already_redeemed", f"{who}已在另一申领单兑现", "", link))
        elif earlier := before.get(voucher.pk):
            message = f"{who}：本人已凭另一证件号兑现同类券 {earlier.number}"
            obstacles.append(Reason("voucher.already_redeemed", message, "", link))
        elif voucher.claim_id is None and voucher.state not in ready:
            obstacles.append(Reason("voucher.not_completed", f"{who}尚未完训", "", link))
    return obstacles


def write_off_for_claim(claim_id: UUID, *, actor: Actor, besides: Iterable[UUID] = ()) -> list[Voucher]:
    """Write off every voucher of a paid claim but those of the people `besides`, whose lines are not paid (yet).

    The loop is closed. Runs any number of times.
    """
    with transaction.atomic():
        redeemed = queries.claim_vouchers(claim_id).filter(state=VoucherState.REDEEMED)
        paid = redeemed.exclude(person_id__in=list(besides))
        return write_off_voucher.each(paid, actor=actor.as_system())


def void_unpaid(
    training_class: TrainingClass,
    *,
    claim_id: UUID,
    person_ids: Iterable[UUID],
    actor: Actor,
    comment: str,
) -> list[Voucher]:
    """These people are not paid after all: their vouchers of the class are void, redeemed by this claim or not."""
    with transaction.atomic():
        held = queries.redeemable(training_class, person_ids).exclude(state=VoucherState.WRITTEN_OFF)
        own = held.filter(Q(claim_id__isnull=True) | Q(claim_id=claim_id))
        return void_voucher.each(own, actor=actor.as_system(), comment=comment)
