"""补贴预计: what each open class is expected to come to. Derived, never signed: a recomputation replaces it."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from classes.models import TrainingClass
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.policy.models import PolicyDocument
from subsidies.enums import ForecastBasis


class ClassForecastQuerySet(TenantQuerySet["ClassForecast"]):
    institution_path = "training_class__institution_id"


class ClassForecast(models.Model):
    """One open class and what it is expected to cost, for example 启航学校 第7期: 按满额预计 50 人, 75,000.00 元.

    Computed under the parameters pinned at approval (`is_pinned`), until then under those of the day; the digest
    says which. `error` names the fault or the shut gate where nothing can be expected. Amounts are fen.
    `computed_at` is the moment since which the figures are these.
    """

    training_class = models.OneToOneField(
        TrainingClass, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    basis = models.CharField("口径", max_length=8, choices=ForecastBasis.choices)
    approved = models.PositiveSmallIntegerField("审批人数")
    verified = models.PositiveSmallIntegerField("核实人数", default=0)
    passed = models.PositiveSmallIntegerField("合格人数", default=0)
    employed = models.PositiveSmallIntegerField("就业人数", default=0)
    payable_heads = models.PositiveSmallIntegerField("应付人数", null=True)
    deduction_heads = models.PositiveSmallIntegerField("核减人数", null=True)
    full_fen = models.BigIntegerField("全额（分）", null=True)
    total_fen = models.BigIntegerField("预计金额（分）", null=True)
    error = models.CharField("不能预计的原因", max_length=40, blank=True)
    policy_document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, null=True, related_name="+")
    parameters_digest = models.CharField("参数校验值", max_length=64, blank=True)
    is_pinned = models.BooleanField("按批准时参数", default=False)
    computed_at = models.DateTimeField("测算时间", default=clock.now)

    objects = ClassForecastQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴预计"
        constraints = [
            models.CheckConstraint(
                name="subsidies_classforecast_basis_is_known", condition=Q(basis__in=ForecastBasis.values)
            ),
            models.CheckConstraint(
                name="subsidies_classforecast_amount_or_error",
                condition=Q(total_fen__isnull=False) | ~Q(error=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class} 补贴预计"

    def get_absolute_url(self) -> str:
        return self.training_class.get_absolute_url()

    @property
    def case_id(self) -> UUID:
        return self.training_class_id
