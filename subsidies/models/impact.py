"""影响测算 (N23): what a proposed parameter would change, computed before it is put into force and kept with it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from classes.models import TrainingClass
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.policy.models import ParameterRow
from subsidies.enums import ImpactKind
from subsidies.models.claim import SubsidyClaim


class ParameterImpact(models.Model):
    """One proposal weighed against every pending and past class, for example 就业率标准 80 % → 75 %: 12 classes differ.

    `proposal` and `base_digest` say what was compared with what; when either has changed since, the assessment is
    stale. It is frozen when the value is put into force; `digest` covers the lines. Amounts are fen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parameter = models.OneToOneField(ParameterRow, on_delete=models.PROTECT, related_name="+")
    proposal = models.JSONField("提出的值")
    base_digest = models.CharField("现行参数校验值", max_length=64)
    pending_classes = models.PositiveIntegerField("未批准班次", default=0)
    pinned_classes = models.PositiveIntegerField("已批准班次", default=0)
    past_claims = models.PositiveIntegerField("已申领", default=0)
    digest = models.CharField("明细校验值", max_length=64)
    computed_at = models.DateTimeField("测算时间", default=clock.now)
    frozen_at = models.DateTimeField("随启用固定时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "影响测算"
        ordering = ["-computed_at"]

    def __str__(self) -> str:
        return f"{self.parameter} 影响测算"

    def get_absolute_url(self) -> str:
        return reverse("subsidies:impact_detail", args=[self.parameter_id])

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class ImpactLineQuerySet(TenantQuerySet["ImpactLine"]):
    institution_path = "training_class__institution_id"


class ImpactLine(models.Model):
    """One class (or one claim of it) that comes to something else under the proposed value.

    An approved class keeps its own parameters and a submitted claim its own figures: their lines are for
    information only (A13).
    """

    id = models.BigAutoField(primary_key=True)
    impact = models.ForeignKey(ParameterImpact, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField("情形", max_length=8, choices=ImpactKind.choices)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(SubsidyClaim, on_delete=models.PROTECT, null=True, related_name="+")
    ends_on = models.DateField("结束日期")
    old_heads = models.PositiveSmallIntegerField("现应付人数", null=True)
    new_heads = models.PositiveSmallIntegerField("拟应付人数", null=True)
    old_fen = models.BigIntegerField("现金额（分）", null=True)
    new_fen = models.BigIntegerField("拟金额（分）", null=True)
    old_error = models.CharField(max_length=40, blank=True)
    new_error = models.CharField(max_length=40, blank=True)

    objects = ImpactLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "影响明细"
        ordering = ["impact", "kind", "training_class__number", "claim__stage"]
        constraints = [
            models.UniqueConstraint(
                name="subsidies_impactline_class_once",
                fields=["impact", "training_class"],
                condition=Q(claim__isnull=True),
            ),
            models.UniqueConstraint(name="subsidies_impactline_claim_once", fields=["impact", "claim"]),
            models.CheckConstraint(
                name="subsidies_impactline_kind_is_known", condition=Q(kind__in=ImpactKind.values)
            ),
            models.CheckConstraint(
                name="subsidies_impactline_claim_where_claimed",
                condition=Q(kind="claimed", claim__isnull=False) | ~Q(kind="claimed") & Q(claim__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class} {self.old_fen} → {self.new_fen}"

    @property
    def difference_fen(self) -> int:
        return (self.new_fen or 0) - (self.old_fen or 0)
