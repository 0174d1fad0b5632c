"""学员承诺书: the text in its versions, and who signed which (20号 五(三); R041)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.models import StoredFile
from trainees.enums import PledgeState, SigningMethod
from trainees.models.applications import Application
from trainees.models.needs import TrainingNeed


class PledgeVersionQuerySet(models.QuerySet["PledgeVersion"]):
    def in_force(self, on: date) -> Self:
        """The latest that had begun by that day comes first."""
        return self.filter(state=PledgeState.ACTIVE, effective_from__lte=on).order_by(
            "-effective_from", "-number"
        )


class PledgeVersion(models.Model):
    """One wording of the pledge. Example: 第 2 版, from 1 July 2026, written by one person, put in force by another.

    The first came with the program and names nobody. Text and digest of a version never change; a trigger says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField("版次", unique=True)
    text = models.TextField("正文")
    sha256 = models.CharField("校验值", max_length=64, editable=False)
    effective_from = models.DateField("自")
    state = models.CharField("状态", max_length=10, choices=PledgeState.choices, default=PledgeState.PROPOSED)
    proposed_at = models.DateTimeField(default=clock.now, editable=False)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="起草人"
    )
    activated_at = models.DateTimeField(null=True, editable=False)
    activated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="启用人"
    )

    objects = PledgeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学员承诺书"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="trainees_pledgeversion_state_is_known", condition=Q(state__in=PledgeState.values)
            ),
            models.CheckConstraint(
                name="trainees_pledgeversion_by_two_people",
                condition=Q(state="proposed")
                | Q(proposed_by__isnull=True)
                | (Q(activated_by__isnull=False) & ~Q(activated_by=F("proposed_by"))),
                violation_error_message="承诺书由一人起草，另一人启用。",
            ),
        ]

    def __str__(self) -> str:
        return f"学员承诺书第 {self.number} 版"


class PledgeSignatureQuerySet(TenantQuerySet["PledgeSignature"]):
    institution_path = "application__institution_id"


class PledgeSignature(models.Model):
    """Somebody has signed one version. Example: 第 1 版, on 10 June 2026, by finger on his own telephone.

    What was signed with a wish goes with it to the application that the institution enters from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PledgeVersion, on_delete=models.PROTECT, related_name="signatures")
    text_sha256 = models.CharField("所签正文校验值", max_length=64, editable=False)
    need = models.OneToOneField(TrainingNeed, on_delete=models.PROTECT, null=True, related_name="pledge")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, related_name="pledge"
    )
    method = models.CharField("签字方式", max_length=8, choices=SigningMethod.choices)
    signed_on = models.DateField("签订日期")
    recorded_at = models.DateTimeField("登记时间", default=clock.now, editable=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    device = models.CharField("设备", max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PledgeSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承诺书签字"
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="trainees_pledgesignature_belongs_to_something",
                condition=Q(need__isnull=False) | Q(application__isnull=False),
            ),
            models.CheckConstraint(
                name="trainees_pledgesignature_method_is_known", condition=Q(method__in=SigningMethod.values)
            ),
            models.CheckConstraint(
                name="trainees_pledgesignature_drawn_has_image",
                condition=Q(method="paper") | Q(file__isnull=False),
                violation_error_message="手写签名须有签名图像。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.signed_on:%Y-%m-%d}"

    @property
    def institution_id(self) -> UUID | None:
        return self.application.institution_id if self.application else None

    @property
    def is_true(self) -> bool:
        """Whether the text of the version is still the one that was signed."""
        return self.text_sha256 == self.version.sha256
