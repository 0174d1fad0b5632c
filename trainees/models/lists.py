"""Lists of other departments: a dated snapshot with its origin, and rows that are keyed indexes (D.4; 20号 六)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from foundation.accounts.actor import Actor
from foundation.accounts.models import User
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.fields import SealedTextField
from trainees.rules.lists import LIST_CHOICES, LIST_TYPES, ListType


class SnapshotQuerySet(models.QuerySet["ListSnapshot"]):
    def visible_to(self, actor: Actor) -> Self:
        """The bureau, 财政局 and auditors; no institution learns which lists there are."""
        return self if actor.reads_everything else self.none()

    def in_use(self) -> Self:
        """Read in and not destroyed: what the checks look at."""
        return self.filter(imported_at__isnull=False, destroyed_at__isnull=True)

    def due_for_destruction(self, today: date) -> Self:
        """Those whose last day has passed."""
        return self.filter(destroyed_at__isnull=True, keep_until__lt=today)


class ListSnapshot(models.Model):
    """One list as a department supplied it. Example: 养老保险缴费名单, 截至 2026-05-31, 文社保函〔2026〕18号.

    The rows are destroyed when their term ends, or earlier by hand; origin and number of rows stay, and so do the
    findings. A file with faulty rows is refused whole unless it was asked to leave them out. While a large file
    waits for its turn it lies here sealed, and is taken away when it has been read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("名单", max_length=20, choices=LIST_CHOICES)
    supplier = models.CharField("提供单位", max_length=60)
    letter_number = models.CharField("函号", max_length=60)
    as_of = models.DateField("数据截至")
    keep_until = models.DateField("保存到")
    skips_faulty = models.BooleanField("跳过有问题的行", default=False)
    file_name = models.CharField("文件名", max_length=120)
    file_sha256 = models.CharField("SHA-256", max_length=64)
    waiting_file = SealedTextField("待读文件", blank=True, default="")
    row_count = models.PositiveIntegerField("行数", default=0)
    problems: models.JSONField[Any, Any] = models.JSONField("有问题的行", default=list)
    problem_count = models.PositiveIntegerField("问题处数", default=0)
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="上传人")
    imported_at = models.DateTimeField("导入时间", null=True)
    refused_at = models.DateTimeField("退回时间", null=True)
    destroyed_at = models.DateTimeField("销毁时间", null=True)
    destroyed_rows = models.PositiveIntegerField("销毁行数", null=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "比对名单"
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                name="trainees_listsnapshot_once",
                fields=["kind", "file_sha256"],
                condition=Q(destroyed_at__isnull=True, refused_at__isnull=True),
                violation_error_message="这个文件已经导入过。",
            ),
            models.CheckConstraint(
                name="trainees_listsnapshot_destroyed_with_count",
                condition=Q(destroyed_at__isnull=True) | Q(destroyed_rows__isnull=False),
                violation_error_message="销毁须记下行数。",
            ),
            models.CheckConstraint(
                name="trainees_listsnapshot_kept_for_a_term",
                condition=Q(keep_until__gte=models.F("as_of")),
                violation_error_message="保存期限不能早于数据截至日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（截至 {self.as_of:%Y-%m-%d}）"

    def get_absolute_url(self) -> str:
        return reverse("trainees:snapshot_detail", args=[self.pk])

    @property
    def type(self) -> ListType:
        return LIST_TYPES[self.kind]

    @property
    def source(self) -> str:
        """How a finding names its evidence."""
        return f"{self}{self.letter_number}"

    @property
    def state_tag(self) -> StateTag:
        if self.destroyed_at:
            return StateTag("已销毁", "mute", "trash")
        if self.refused_at:
            return StateTag("未导入", "danger")
        return StateTag("使用中", "ok") if self.imported_at else StateTag("正在导入", "run")


class ListRow(models.Model):
    """One person of a list, known by the keyed index alone. `struck_at`: the department has said it was wrong."""

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(ListSnapshot, on_delete=models.CASCADE, related_name="rows")
    identity_index = models.CharField(max_length=64, editable=False)
    row_number = models.PositiveIntegerField("行号")
    since = models.DateField("起", null=True)
    until = models.DateField("止", null=True)
    organisation = models.CharField("单位", max_length=80, blank=True)
    status = models.CharField("类型", max_length=40, blank=True)
    struck_at = models.DateTimeField("更正时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "名单行"
        ordering = ["snapshot", "row_number"]
        indexes = [models.Index(name="trainees_listrow_person", fields=["identity_index", "snapshot"])]

    def __str__(self) -> str:
        return f"第 {self.row_number} 行"
