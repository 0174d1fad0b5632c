"""The ledger of vouchers (N21): every move of a voucher, once, for ever."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from foundation.accounts.actor import Actor
from foundation.core.money import format_yuan
from vouchers.enums import VoucherAccount
from vouchers.models.voucher import Voucher
from vouchers.rules.ledger import QUOTA, TRANSFERS


def listed_transfers() -> Q:
    """The transfers of `rules.ledger`, as a condition on a row."""
    listed = Q()
    for source, targets in TRANSFERS.items():
        listed |= Q(source=source, target__in=targets)
    return listed


class VoucherPostingQuerySet(models.QuerySet["VoucherPosting"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(voucher__in=Voucher.objects.visible_to(actor))


class VoucherPosting(models.Model):
    """One voucher from one account to another, for example 券 PX-7K2M-9F4C 第 3 笔：已发券 → 已绑定班级.

    Written by the database itself whenever a voucher is made or moved (migration 0003), never by the application:
    therefore no door leads past it. `is_opening` marks what a voucher older than the ledger was taken over with.
    """

    id = models.BigAutoField(primary_key=True)
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="postings")
    sequence = models.PositiveIntegerField("笔次")
    at = models.DateTimeField("时间")
    source = models.CharField("转出", max_length=12, choices=VoucherAccount.choices)
    target = models.CharField("转入", max_length=12, choices=VoucherAccount.choices)
    face_fen = models.PositiveBigIntegerField("面值（分）", null=True)
    is_opening = models.BooleanField("期初", default=False)

    objects = VoucherPostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "券台账"
        ordering = ["voucher", "sequence"]
        constraints = [
            models.UniqueConstraint(
                name="vouchers_posting_once",
                fields=["voucher", "sequence"],
                violation_error_message="这张券的这一笔已经入账。",
            ),
            models.CheckConstraint(
                name="vouchers_posting_transfer_is_listed",
                condition=listed_transfers() | Q(is_opening=True, source=QUOTA),
                violation_error_message="电子券没有这样的流转。",
            ),
            models.CheckConstraint(
                name="vouchers_posting_accounts_are_known",
                condition=Q(source__in=VoucherAccount.values, target__in=VoucherAccount.values),
            ),
            models.CheckConstraint(name="vouchers_posting_sequence_is_positive", condition=Q(sequence__gt=0)),
        ]

    def __str__(self) -> str:
        worth = "按标准" if self.face_fen is None else f"{format_yuan(self.face_fen)} 元"
        return f"第 {self.sequence} 笔：{self.get_source_display()} → {self.get_target_display()}（{worth}）"
