"""The recordings themselves: one row per file, what was read from it, what it is like, who may do away with it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from classes.enums import (
    COUNTING_RECORDINGS,
    LIKENESS_TAGS,
    RECORDING_TAGS,
    LikenessDecision,
    LikenessKind,
    RecordingState,
    StartSource,
)
from classes.models.training_class import TrainingClass
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.models import StoredFile, infected


def clock_face(seconds: int) -> str:
    """41:05, or 1:02:05."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class RecordingQuerySet(TenantQuerySet["Recording"]):
    institution_path = "training_class__institution_id"

    def uploading(self) -> Self:
        return self.filter(state=RecordingState.UPLOADING)

    def counting(self) -> Self:
        """Whose footage is known and can be seen. What was destroyed after its term was there, and still counts."""
        return self.filter(state__in=COUNTING_RECORDINGS).exclude(infected("file"))


class Recording(models.Model):
    """One file of a recording, for example CH01_20260615_083000.mp4: 41 minutes from 8:30 on 15 June.

    Uploaded (`file`), or on a disk in the cabinet (`disk_label`, `name` is its path there). While it is uploaded
    `received` says how many bytes are here. `stretches` are its unbroken parts, in milliseconds from its beginning.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="recordings")
    state = models.CharField(
        "状态", max_length=10, choices=RecordingState.choices, default=RecordingState.UPLOADING
    )
    name = models.CharField("文件名", max_length=200)
    disk_label = models.CharField("硬盘编号", max_length=40, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）")
    received = models.PositiveBigIntegerField("已收到（字节）", default=0)
    expires_at = models.DateTimeField("未传完保留至", null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    stated_start = models.DateTimeField("填写的开始时间", null=True)
    starts_at = models.DateTimeField("开始时间", null=True)
    start_source = models.CharField("开始时间来自", max_length=6, choices=StartSource.choices, blank=True)
    milliseconds = models.PositiveBigIntegerField("时长（毫秒）", null=True)
    stretches = models.JSONField("连续的段", default=list)
    width = models.PositiveIntegerField("宽", null=True)
    height = models.PositiveIntegerField("高", null=True)
    shows_everybody = models.BooleanField("能显示全体学员", default=False)
    problem = models.CharField("读不出的原因", max_length=200, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    destroyed_at = models.DateTimeField("销毁时间", null=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "录像文件"
        ordering = ["training_class", "starts_at", "added_at"]
        indexes = [models.Index(name="classes_recording_class", fields=["training_class", "state"])]
        constraints = [
            models.CheckConstraint(
                name="classes_recording_state_is_known", condition=Q(state__in=RecordingState.values)
            ),
            models.CheckConstraint(
                name="classes_recording_received_within_size",
                condition=Q(received__lte=F("size"), size__gt=0),
                violation_error_message="收到的字节数不能多于文件大小。",
            ),
            models.CheckConstraint(
                name="classes_recording_known_before_it_counts",
                condition=~Q(state__in=["read", "listed", "destroyed"])
                | (Q(milliseconds__isnull=False) & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="classes_recording_destroyed_has_no_file",
                condition=Q(destroyed_at__isnull=True) & ~Q(state="destroyed")
                | Q(destroyed_at__isnull=False, state="destroyed", file__isnull=True),
            ),
            models.UniqueConstraint(
                name="classes_recording_once_on_a_disk",
                fields=["disk_label", "name"],
                condition=~Q(disk_label=""),
                violation_error_message="硬盘上的这个文件已经在目录里。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("classes:footage_detail", args=[self.pk])

    @property
    def case_id(self) -> UUID:
        return self.training_class_id

    @property
    def institution_id(self) -> UUID:
        institution_id: UUID = self.training_class.institution_id
        return institution_id

    @property
    def state_tag(self) -> StateTag:
        return RECORDING_TAGS[RecordingState(self.state)]

    @property
    def ends_at(self) -> datetime | None:
        if self.starts_at is None or self.milliseconds is None:
            return None
        return self.starts_at + timedelta(milliseconds=self.milliseconds)

    @property
    def can_be_watched(self) -> bool:
        return self.state == RecordingState.READ

    @property
    def is_on_disk(self) -> bool:
        return bool(self.disk_label)

    @property
    def seconds(self) -> int:
        return (self.milliseconds or 0) // 1000

    @property
    def length(self) -> int | None:
        """Seconds; None while nobody knows."""
        return None if self.milliseconds is None else self.seconds

    @property
    def is_reused(self) -> bool:
        """Footage that was there before and covers nothing here."""
        return any(each.takes_away for each in self.likenesses.all())

    @property
    def looks_reused(self) -> bool:
        return any(each.decision == LikenessDecision.PENDING for each in self.likenesses.all())

    @property
    def picture_size(self) -> str:
        return f"{self.width} × {self.height}"

    @property
    def received_percent(self) -> int:
        return self.received * 100 // self.size


class FrameMark(models.Model):
    """A moment at which the picture of a recording changes, as 64 signs in four bands (`rules.likeness`).

    Outlives the bytes: footage that was destroyed after its term is still known when it is used again.
    """

    id = models.BigAutoField(primary_key=True)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="marks")
    second = models.PositiveIntegerField()
    band_0 = models.PositiveIntegerField(db_index=True)
    band_1 = models.PositiveIntegerField(db_index=True)
    band_2 = models.PositiveIntegerField(db_index=True)
    band_3 = models.PositiveIntegerField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "画面特征"

    def __str__(self) -> str:
        return f"{self.recording} {self.second}"


class RecordingRowQuerySet(TenantQuerySet["Likeness"]):
    institution_path = "recording__training_class__institution_id"

    def pending(self) -> Self:
        return self.filter(decision=LikenessDecision.PENDING)

    def reused(self) -> Self:
        """What takes a recording out of the count: the same file at once, the same pictures when it was so decided."""
        return self.exclude(decision=LikenessDecision.DIFFERENT).exclude(
            kind=LikenessKind.SAME_PICTURES, decision=LikenessDecision.PENDING
        )


class Likeness(models.Model):
    """Two recordings with the same footage: `recording` came later, `earlier` was there. Somebody decides on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="likenesses")
    earlier = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("依据", max_length=8, choices=LikenessKind.choices)
    moments = models.PositiveIntegerField("相同画面", default=0)
    offset_seconds = models.IntegerField("时间差（秒）", default=0)
    found_at = models.DateTimeField("发现时间", default=clock.now)
    decision = models.CharField(
        "认定", max_length=10, choices=LikenessDecision.choices, default=LikenessDecision.PENDING
    )
    opinion = models.CharField("认定意见", max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RecordingRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑似重复录像"
        ordering = ["-found_at"]
        constraints = [
            models.UniqueConstraint(name="classes_likeness_once", fields=["recording", "earlier"]),
            models.CheckConstraint(
                name="classes_likeness_of_two", condition=~Q(recording=F("earlier"))
            ),
            models.CheckConstraint(
                name="classes_likeness_decided_by_somebody",
                condition=Q(decision="pending", decided_at__isnull=True)
                | (~Q(decision="pending") & Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(opinion="")),
                violation_error_message="认定须写明意见。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.recording} 与 {self.earlier}"

    @property
    def takes_away(self) -> bool:
        """As `reused()` asks of the table."""
        is_open_question = (
            self.decision == LikenessDecision.PENDING and self.kind == LikenessKind.SAME_PICTURES
        )
        return self.decision != LikenessDecision.DIFFERENT and not is_open_question

    @property
    def case_id(self) -> UUID:
        return self.recording.training_class_id

    @property
    def institution_id(self) -> UUID:
        return self.recording.institution_id

    @property
    def state_tag(self) -> StateTag:
        return LIKENESS_TAGS[LikenessDecision(self.decision)]


class FootageNoteQuerySet(TenantQuerySet["FootageNote"]):
    institution_path = "recording__training_class__institution_id"


class FootageNote(models.Model):
    """A remark at one second of a recording, for example 10:15 画面只有 31 人. A problem makes the clip evidence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="notes")
    second = models.PositiveIntegerField("位置（秒）")
    text = models.CharField("记录", max_length=200)
    is_problem = models.BooleanField("是问题", default=False)
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = FootageNoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调阅记录"
        ordering = ["recording", "second", "written_at"]
        constraints = [
            models.CheckConstraint(name="classes_footagenote_says_something", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.text}"

    @property
    def mark(self) -> str:
        """10:15 on the player, or 1:02:05."""
        return clock_face(self.second)
