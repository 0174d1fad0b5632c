"""对账结果: how 五源对账 of a class came out when it was last compared, for the list. Derived: replaced each time."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from classes.models import TrainingClass
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock


class Tally(models.Model):
    """The figures of a comparison. `lines` are its first differences: half-day, what differs, whether still open."""

    compared = models.PositiveSmallIntegerField("已比对半天", default=0)
    found = models.PositiveSmallIntegerField("差异", default=0)
    open = models.PositiveSmallIntegerField("未了结", default=0)
    serious = models.PositiveSmallIntegerField("其中严重", default=0)
    pending = models.PositiveSmallIntegerField("说明待认定", default=0)
    lines = models.JSONField(default=list)

    class Meta:
        abstract = True


class SourceComparisonQuerySet(TenantQuerySet["SourceComparison"]):
    institution_path = "training_class__institution_id"


class SourceComparison(Tally):
    """One class, for example 养老护理员第7期: 20 half-days compared on 18 June at 9:15, 3 differences, 1 still open.

    Trap: it says how it was, not how it is. Whoever decides anything asks `queries.sources.reconciliation_of`.
    `entry_seq` is the last entry of the record before the comparison: a later one about the class makes it stale.
    `is_final`: nothing can be mended any more, it is not compared again.
    """

    training_class = models.OneToOneField(
        TrainingClass, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    compared_at = models.DateTimeField("比对时间", default=clock.now)
    entry_seq = models.BigIntegerField()
    is_final = models.BooleanField(default=False)

    objects = SourceComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对账结果"
        indexes = [
            models.Index(name="subsidies_comparison_open", fields=["open"], condition=Q(open__gt=0)),
            models.Index(
                name="subsidies_comparison_going_on", fields=["compared_at"], condition=Q(is_final=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class} 对账结果"


class SourceMonthQuerySet(TenantQuerySet["SourceMonth"]):
    institution_path = "comparison__training_class__institution_id"


class SourceMonth(Tally):
    """The same of the half-days of one month (`month` is its first day), if there was any difference in it."""

    comparison = models.ForeignKey(SourceComparison, on_delete=models.CASCADE, related_name="months")
    month = models.DateField("月份")

    objects = SourceMonthQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "按月对账结果"
        constraints = [
            models.UniqueConstraint(name="subsidies_sourcemonth_once", fields=["month", "comparison"])
        ]

    def __str__(self) -> str:
        return f"{self.comparison}（{self.month:%Y-%m}）"

    @property
    def training_class(self) -> TrainingClass:
        return self.comparison.training_class

    @property
    def compared_at(self) -> datetime:
        return self.comparison.compared_at
