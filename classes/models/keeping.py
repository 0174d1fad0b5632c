"""How long footage is kept, and how it is done away with: holds, and lists that two people stand for (A42, A43)."""

from __future__ import annotations

import uuid
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from classes.enums import DESTRUCTION_TAGS, DestructionState
from classes.models.footage import Recording
from classes.models.training_class import TrainingClass
from foundation.accounts.models import User
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.workflow.models import LifecycleModel


class FootageHold(models.Model):
    """Nothing of this class is destroyed while it stands, whatever the term says: a dispute, a court, an audit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="footage_holds")
    reason = models.CharField("理由", max_length=200)
    placed_at = models.DateTimeField("暂停销毁时间", default=clock.now)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField("解除时间", null=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "暂停销毁"
        ordering = ["-placed_at"]
        constraints = [
            models.CheckConstraint(name="classes_footagehold_has_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="classes_footagehold_one_at_a_time",
                fields=["training_class"],
                condition=Q(lifted_at__isnull=True),
                violation_error_message="本班录像已经暂停销毁。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class} 暂停销毁"

    @property
    def case_id(self) -> UUID:
        return self.training_class_id


class DestructionListQuerySet(models.QuerySet["DestructionList"]):
    def visible_to(self, actor: Any) -> Self:
        return self if actor.reads_everything else self.none()


class DestructionList(LifecycleModel):
    """录像销毁清单: recordings past their term, proposed by one and approved by another; only then do the bytes go."""

    reason = models.CharField("理由", max_length=200)
    state = models.CharField(
        "状态", max_length=12, choices=DestructionState.choices, default=DestructionState.PROPOSED
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    carried_out_at = models.DateTimeField(null=True, editable=False)
    carried_out_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = DestructionListQuerySet.as_manager()

    institution_id = None  # of many: nobody outside the bureau is told of its steps

    class Meta:
        verbose_name = verbose_name_plural = "录像销毁清单"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="classes_destructionlist_state_is_known", condition=Q(state__in=DestructionState.values)
            ),
            models.CheckConstraint(
                name="classes_destructionlist_two_people",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                violation_error_message="批准人不能是提出人。",
            ),
            models.CheckConstraint(
                name="classes_destructionlist_approved_first",
                condition=~Q(state__in=["approved", "carried_out"]) | Q(approved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{clock.local(self.created_at):%Y-%m-%d}录像销毁清单"

    def get_absolute_url(self) -> str:
        return reverse("classes:destruction_detail", args=[self.pk])

    @property
    def state_tag(self) -> StateTag:
        return DESTRUCTION_TAGS[DestructionState(self.state)]


class DestructionItem(models.Model):
    """One recording on a list; its row, its digest and its marks stay as proof of what was there."""

    id = models.BigAutoField(primary_key=True)
    destruction = models.ForeignKey(DestructionList, on_delete=models.CASCADE, related_name="items")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="destructions")
    kept_until = models.DateField("留存至")

    class Meta:
        verbose_name = verbose_name_plural = "销毁项"
        ordering = ["recording__training_class__number", "recording__starts_at"]
        constraints = [
            models.UniqueConstraint(name="classes_destructionitem_once", fields=["destruction", "recording"])
        ]

    def __str__(self) -> str:
        return str(self.recording)
