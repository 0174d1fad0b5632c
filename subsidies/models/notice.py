"""公示 (20号 五(三)): what was published, for how long, and who objected."""

from __future__ import annotations

import uuid
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from subsidies.enums import ObjectionState


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    def public(self) -> Self:
        """What anybody may read today: published and not yet taken down."""
        return self.filter(taken_down_at__isnull=True)


class PublicNotice(models.Model):
    """One notice, for example GS-2026-003, published 15 June, closing 23 June. Its content never changes.

    `content` holds what is shown (units, standard, amounts, masked people) and `digest` its SHA-256; a change of
    content is a new notice with a new period.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("标题", max_length=120)
    content = models.JSONField("正文")
    digest = models.CharField(max_length=64)
    published_on = models.DateField("发布日期")
    working_days = models.PositiveSmallIntegerField("公示工作日")
    closes_on = models.DateField("期满日期")
    payable_from = models.DateField("可拨付日期")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_down_at = models.DateTimeField("撤下时间", null=True)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ["-published_on", "-number"]
        constraints = [
            models.CheckConstraint(
                name="subsidies_publicnotice_dates_in_order",
                condition=Q(closes_on__gt=F("published_on"), payable_from__gt=F("closes_on")),
            ),
            models.CheckConstraint(
                name="subsidies_publicnotice_lasts_five_days", condition=Q(working_days__gte=5)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("public:notice_detail", args=[self.pk])


class ObjectionQuerySet(TenantQuerySet["Objection"]):
    institution_path = "claim__institution_id"

    def open(self) -> Self:
        return self.filter(state=ObjectionState.OPEN)


class Objection(models.Model):
    """Somebody objects to a published claim; it stops the payment until it is decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey("subsidies.SubsidyClaim", on_delete=models.PROTECT, related_name="objections")
    raised_by_name = models.CharField("反映人", max_length=40)
    contact = models.CharField("联系方式", max_length=60, blank=True)
    content = models.TextField("反映内容")
    received_at = models.DateTimeField("受理时间", default=clock.now)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        "结论", max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    conclusion = models.TextField("核查结论", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                name="subsidies_objection_decided_with_conclusion",
                condition=Q(state="open") | (Q(decided_by__isnull=False) & ~Q(conclusion="")),
                violation_error_message="异议结论须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.raised_by_name} {self.received_at:%Y-%m-%d}"

    @property
    def case_id(self) -> UUID:
        training_class: UUID = self.claim.training_class_id
        return training_class

    @property
    def institution_id(self) -> UUID:
        institution: UUID = self.claim.institution_id
        return institution
