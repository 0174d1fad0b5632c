"""专账: the fund account, its ledger, and payments (20号 七(一))."""

from __future__ import annotations

import uuid
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from subsidies.enums import INCOME_KINDS, FundEntryKind
from subsidies.models.claim import SubsidyClaim
from subsidies.models.held import HeldLine


class FundQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """The bureau's own money: bureau, 财政局 and auditors; no institution."""
        return self if actor.reads_everything else self.none()


class FundAccount(models.Model):
    """A fund account of one year, for example 2026年职业技能培训专账资金. The balance never falls below zero."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=80, unique=True)
    balance_fen = models.BigIntegerField("余额（分）", default=0, editable=False)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金账户"
        ordering = ["-year", "name"]
        constraints = [
            models.CheckConstraint(
                name="subsidies_fundaccount_balance_not_negative",
                condition=Q(balance_fen__gte=0),
                violation_error_message="资金账户余额不足。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PaymentQuerySet(TenantQuerySet["Payment"]):
    institution_path = "claim__institution_id"

    def live(self) -> Self:
        return self.filter(returned_on__isnull=True)

    def main(self) -> Self:
        """With the claim itself, not for a line held back."""
        return self.filter(held_line__isnull=True)


class Payment(models.Model):
    """Money that left the account for a claim; the bank reference makes it unique, the claim allows one live.

    `held_line`: a payment of its own for a line that was held back (补付); each allows one live as well.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(SubsidyClaim, on_delete=models.PROTECT, related_name="payments")
    held_line = models.ForeignKey(HeldLine, on_delete=models.PROTECT, null=True, related_name="payments")
    account = models.ForeignKey(FundAccount, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    bank_reference = models.CharField("凭证号", max_length=40, unique=True)
    paid_on = models.DateField("拨付日期")
    payee_name = models.CharField("户名", max_length=120)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="送拨经办")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="拨付登记")
    recorded_at = models.DateTimeField(default=clock.now)
    returned_on = models.DateField("退回日期", null=True)
    return_reason = models.CharField("退回原因", max_length=160, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拨付"
        ordering = ["-paid_on"]
        constraints = [
            models.UniqueConstraint(
                name="subsidies_payment_one_live_per_claim",
                fields=["claim"],
                condition=Q(returned_on__isnull=True, held_line__isnull=True),
                violation_error_message="该申领单已经拨付。",
            ),
            models.UniqueConstraint(
                name="subsidies_payment_one_live_per_held_line",
                fields=["held_line"],
                condition=Q(returned_on__isnull=True, held_line__isnull=False),
                violation_error_message="这一暂缓行已经补付。",
            ),
            models.CheckConstraint(name="subsidies_payment_amount_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="subsidies_payment_maker_is_not_checker",
                condition=~Q(made_by=F("recorded_by")),
                violation_error_message="送拨和拨付登记须由两人办理。",
            ),
        ]

    def __str__(self) -> str:
        return self.bank_reference

    @property
    def case_id(self) -> UUID:
        training_class: UUID = self.claim.training_class_id
        return training_class

    @property
    def institution_id(self) -> UUID:
        institution: UUID = self.claim.institution_id
        return institution


class FundEntry(models.Model):
    """One entry of the ledger; income is positive, payment negative; a correction is another entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(FundAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("类别", max_length=20, choices=FundEntryKind.choices)
    amount_fen = models.BigIntegerField("金额（分）")
    occurred_on = models.DateField("日期")
    claim = models.ForeignKey(SubsidyClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.CharField("文号、凭证", max_length=80, blank=True)
    note = models.CharField("说明", max_length=160, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金明细"
        ordering = ["-occurred_on", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                name="subsidies_fundentry_income_once",
                fields=["account", "kind", "document"],
                condition=Q(kind__in=sorted(INCOME_KINDS)),
                violation_error_message="这份文号、凭证已登记过一笔到位资金。",
            ),
            models.CheckConstraint(name="subsidies_fundentry_amount_not_zero", condition=~Q(amount_fen=0)),
            models.CheckConstraint(
                name="subsidies_fundentry_sign_follows_kind",
                condition=(Q(kind="payment", amount_fen__lt=0) | (~Q(kind="payment") & Q(amount_fen__gt=0))),
            ),
            models.CheckConstraint(
                name="subsidies_fundentry_payment_names_claim",
                condition=~Q(kind="payment") | Q(claim__isnull=False, payment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_fen}"
