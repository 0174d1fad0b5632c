"""项目制分时段结算 (20号 七(二)): the days up to which each stage of a class is settled."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.db import models
from django.db.models import Q

from classes.models import TrainingClass
from foundation.accounts.scoping import TenantQuerySet


class SettlementStageQuerySet(TenantQuerySet["SettlementStage"]):
    institution_path = "training_class__institution_id"


class SettlementStage(models.Model):
    """One stage of a staged 项目制 class, for example 第 1 段, through 13 May: class days 6 to 13 May.

    A class without rows is settled at once. The documents print neither how many stages there are nor a share
    for any of them, so a stage has no ratio: it pays its own days, and the last one settles the whole class
    (DR-08, DR-17). Who divided the class, and on which paper, is in the record (`claim.plan_stages`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("时段")
    through_on = models.DateField("截至日期")

    objects = SettlementStageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结算时段"
        ordering = ["training_class", "number"]
        constraints = [
            models.UniqueConstraint(
                name="subsidies_settlementstage_number_once", fields=["training_class", "number"]
            ),
            models.UniqueConstraint(
                name="subsidies_settlementstage_day_once",
                fields=["training_class", "through_on"],
                violation_error_message="两个时段不能截至同一天。",
            ),
            models.CheckConstraint(
                name="subsidies_settlementstage_counts_from_one", condition=Q(number__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 段"

    @property
    def case_id(self) -> UUID:
        return self.training_class_id

    @property
    def institution_id(self) -> UUID:
        institution: UUID = self.training_class.institution_id
        return institution
