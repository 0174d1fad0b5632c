"""What was compared when: a run of the named checks, its verdict on each person, and what changed between runs."""

from __future__ import annotations

import uuid
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.core import clock
from trainees.enums import HitKind
from trainees.models.applications import Application
from trainees.rules.catalogue import CHECKS, HINTS, MOMENT_CHOICES, NamedCheck


class CheckRun(models.Model):
    """The checks of one step over one roster. Example: 发券, 养老护理员第7期, 50 人, 3 条待认定.

    `lists` are the snapshots that were looked at: id, name, as-of day; `missing` the lists that nobody supplied.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    moment = models.CharField("环节", max_length=16, choices=MOMENT_CHOICES)
    group_id = models.UUIDField(null=True, db_index=True)
    title = models.CharField("班次", max_length=120, blank=True)
    ran_at = models.DateTimeField("比对时间", default=clock.now)
    ran_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    people = models.PositiveIntegerField("人数")
    lists: models.JSONField[Any, Any] = models.JSONField("使用的名单", default=list)
    missing: models.JSONField[Any, Any] = models.JSONField("没有的名单", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "比对记录"
        ordering = ["-ran_at"]

    def __str__(self) -> str:
        return f"{self.title} {self.get_moment_display()}比对"


class CheckResult(models.Model):
    """The verdict of a run on one application: by check, what it found, "" where nothing, null without its list."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(CheckRun, on_delete=models.CASCADE, related_name="results")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="results")
    verdicts: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "比对结论"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="trainees_checkresult_once", fields=["run", "application"])
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.application}"


class AlertQuerySet(models.QuerySet["CheckAlert"]):
    def visible_to(self, actor: Actor) -> Self:
        """The bureau, 财政局 and auditors: what changed may come from another institution."""
        return self if actor.reads_everything else self.none()

    def unseen(self) -> Self:
        """Changes that somebody has to look at. Those of hints stop nobody: they are only read (`hints`)."""
        return self.filter(seen_at__isnull=True).exclude(kind__in=HINTS)

    def seen(self) -> Self:
        return self.filter(seen_at__isnull=False)

    def hints(self) -> Self:
        return self.filter(kind__in=HINTS, seen_at__isnull=True)


class CheckAlert(models.Model):
    """A verdict that changed between two runs. Example: 发券时未发现，开班时 开班当月有职工养老缴费."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(CheckRun, on_delete=models.CASCADE, related_name="alerts")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField("比对项", max_length=32, choices=HitKind.choices)
    before = models.TextField("原结论", blank=True)
    after = models.TextField("现结论", blank=True)
    raised_at = models.DateTimeField("变化时间", default=clock.now)
    seen_at = models.DateTimeField("知悉时间", null=True)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField("处理情况", max_length=200, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "比对变化"
        ordering = ["-raised_at"]
        indexes = [models.Index(name="trainees_checkalert_unseen", fields=["seen_at", "raised_at"])]
        constraints = [
            models.CheckConstraint(
                name="trainees_checkalert_seen_by_somebody",
                condition=Q(seen_at__isnull=True) | (Q(seen_by__isnull=False) & ~Q(note="")),
                violation_error_message="知悉须写明处理情况。",
            ),
            models.CheckConstraint(
                name="trainees_checkalert_kind_is_known", condition=Q(kind__in=HitKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.person.masked_name} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("trainees:alert_list")

    @property
    def named_check(self) -> NamedCheck:
        return CHECKS[self.kind]

    @property
    def institution_id(self) -> UUID:
        return self.application.institution_id

    @property
    def case_id(self) -> UUID | None:
        return self.application.group_id
