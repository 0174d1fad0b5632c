"""What happens in the classroom: half-days, sign-in (表4), teaching log (表6), video (20号 五(二))."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from classes.enums import CORRECTION_TAGS, CorrectionDecision, Half, TeachingMode
from classes.models.roster import Enrolment
from classes.models.training_class import TrainingClass
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.models import StoredFile
from institutions.models import Teacher


class PlannedSessionQuerySet(TenantQuerySet["PlannedSession"]):
    institution_path = "training_class__institution_id"

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class PlannedSession(models.Model):
    """One half-day of a class: a row of the 课程计划表 (表5) and a sheet of the 签到表 (表4)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="sessions")
    date = models.DateField("日期")
    half = models.CharField("时段", max_length=2, choices=Half.choices)
    starts_at = models.TimeField("起")
    ends_at = models.TimeField("止")
    content = models.CharField("课程内容", max_length=160)
    basic_courses = models.JSONField("含基本课程", default=list, blank=True)
    mode = models.CharField("理论/实操", max_length=10, choices=TeachingMode.choices)
    lessons = models.PositiveSmallIntegerField("学时", default=4)
    teacher = models.ForeignKey(Teacher, on_delete=models.PROTECT, related_name="+", verbose_name="授课教师")
    closed_at = models.DateTimeField("签到表封存时间", null=True, editable=False)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = PlannedSessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "课次"
        ordering = ["training_class", "date", "half"]
        constraints = [
            models.UniqueConstraint(
                name="classes_plannedsession_half_day_once",
                fields=["training_class", "date", "half"],
                violation_error_message="这半天已经排课。",
            ),
            models.CheckConstraint(
                name="classes_plannedsession_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="下课时间应晚于上课时间。",
            ),
            models.CheckConstraint(
                name="classes_plannedsession_half_is_known", condition=Q(half__in=Half.values)
            ),
            models.CheckConstraint(
                name="classes_plannedsession_lessons_within_half_day",
                condition=Q(lessons__gte=1, lessons__lte=6),
                violation_error_message="半天学时应在 1 至 6 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date.month}月{self.date.day}日{self.get_half_display()}"

    def get_absolute_url(self) -> str:
        return reverse("classes:session_sheet", args=[self.pk])

    @property
    def case_id(self) -> UUID:
        return self.training_class_id

    @property
    def institution_id(self) -> UUID:
        institution_id: UUID = self.training_class.institution_id
        return institution_id

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def state_since(self) -> datetime.datetime:
        """Since when its sheet can be filled in: the first lesson."""
        return datetime.datetime.combine(self.date, self.starts_at, tzinfo=clock.CHINA)

    @property
    def deadline_on(self) -> datetime.date:
        """Sheet and log are filled in on the day itself."""
        return self.date

    @property
    def in_worklist(self) -> str:
        return f"{self.training_class} {self}"


class SessionRowQuerySet(TenantQuerySet[Any]):
    """Rows that hang on a half-day."""

    institution_path = "session__training_class__institution_id"


class AttendanceMarkQuerySet(SessionRowQuerySet):
    def counted(self) -> Self:
        """Half-days that count: signed in and signed out (A16)."""
        return self.filter(signed_in_at__isnull=False, signed_out_at__isnull=False)


class AttendanceMark(models.Model):
    """One person in one half-day: 签到 and 签退, or the reason for absence."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(PlannedSession, on_delete=models.CASCADE, related_name="marks")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="marks")
    signed_in_at = models.TimeField("签到", null=True, blank=True)
    signed_out_at = models.TimeField("签退", null=True, blank=True)
    absence_reason = models.CharField("未到原因", max_length=60, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = AttendanceMarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        ordering = ["session", "enrolment__position"]
        constraints = [
            models.UniqueConstraint(name="classes_attendancemark_once", fields=["session", "enrolment"]),
            models.CheckConstraint(
                name="classes_attendancemark_out_after_in",
                condition=Q(signed_out_at__isnull=True)
                | Q(signed_in_at__isnull=False, signed_out_at__gte=F("signed_in_at")),
                violation_error_message="签退应晚于签到。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.enrolment}"

    @property
    def counts(self) -> bool:
        return self.signed_in_at is not None and self.signed_out_at is not None


class AttendanceCorrectionQuerySet(SessionRowQuerySet):
    def pending(self) -> Self:
        return self.filter(decision=CorrectionDecision.PENDING)

    def confirmed(self) -> Self:
        return self.filter(decision=CorrectionDecision.CONFIRMED)


class AttendanceCorrection(models.Model):
    """What a closed sheet should have said about one person: asked for by the institution, decided by the bureau.

    The row of the sheet stays as it was closed; a confirmed correction counts in its place. Example: 15 号 was
    present on 18 June in the afternoon but the 签退 was left out; the recording shows him. It carries a file as
    proof, or `late_sign_in`: the tablet's roll of that half-day came when the sheet was closed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(PlannedSession, on_delete=models.PROTECT, related_name="corrections")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="corrections")
    signed_in_at = models.TimeField("更正为签到", null=True, blank=True)
    signed_out_at = models.TimeField("更正为签退", null=True, blank=True)
    absence_reason = models.CharField("更正为未到原因", max_length=60, blank=True)
    reason = models.CharField("更正理由", max_length=200)
    proof = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    late_sign_in = models.ForeignKey("classes.SignIn", on_delete=models.PROTECT, null=True, related_name="+")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField("提出时间", default=clock.now)
    decision = models.CharField(
        "认定", max_length=10, choices=CorrectionDecision.choices, default=CorrectionDecision.PENDING
    )
    decision_reason = models.CharField("认定意见", max_length=200, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("认定时间", null=True)

    closed: AttendanceMark | None = None  # the row that it corrects, where a list has fetched it

    objects = AttendanceCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "签到更正"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                name="classes_attendancecorrection_one_pending",
                fields=["session", "enrolment"],
                condition=Q(decision="pending"),
                violation_error_message="这名学员这半天已有一条更正等待认定。",
            ),
            models.CheckConstraint(
                name="classes_attendancecorrection_out_after_in",
                condition=Q(signed_out_at__isnull=True)
                | Q(signed_in_at__isnull=False, signed_out_at__gte=F("signed_in_at")),
                violation_error_message="签退应晚于签到。",
            ),
            models.CheckConstraint(name="classes_attendancecorrection_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="classes_attendancecorrection_decision_is_known",
                condition=Q(decision__in=CorrectionDecision.values),
            ),
            models.CheckConstraint(
                name="classes_attendancecorrection_decided_by_another",
                condition=Q(decision="pending", decided_by__isnull=True)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("requested_by"))),
                violation_error_message="更正须由提出人以外的人社局人员认定。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.enrolment}更正"

    @property
    def state_tag(self) -> StateTag:
        return CORRECTION_TAGS[CorrectionDecision(self.decision)]

    @property
    def case_id(self) -> UUID:
        return self.session.training_class_id

    @property
    def institution_id(self) -> UUID:
        return self.session.institution_id

    @property
    def counts(self) -> bool:
        return self.signed_in_at is not None and self.signed_out_at is not None

    @property
    def version(self) -> str:
        """Changes with what is asked for: while it waits, the tablet may still bring the other half of it."""
        asked = f"{self.signed_in_at} {self.signed_out_at} {self.absence_reason}"
        return hashlib.sha256(asked.encode()).hexdigest()[:16]


class TeachingLogQuerySet(TenantQuerySet["TeachingLog"]):
    institution_path = "training_class__institution_id"


class TeachingLog(models.Model):
    """教学日志 (表6), one per class day. Its counts come from the closed sign-in sheets of that day.

    实到 are those who signed in in every half-day of the day; 未到 are those missing in at least one, so that the
    list of absentees (with the lessons each of them missed) has exactly as many names as 未到 says (A22 表6).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="logs")
    date = models.DateField("日期")
    expected_count = models.PositiveSmallIntegerField("班级人数")
    present_count = models.PositiveSmallIntegerField("实到人数")
    absent_count = models.PositiveSmallIntegerField("未到人数")
    teaching_method = models.CharField("授课方式", max_length=60)
    lessons = models.PositiveSmallIntegerField("每天课时量")
    morning_record = models.TextField("上午上课情况", blank=True)
    morning_homework = models.CharField("上午课后阅读或实操", max_length=160, blank=True)
    afternoon_record = models.TextField("下午上课情况", blank=True)
    afternoon_homework = models.CharField("下午课后阅读或实操", max_length=160, blank=True)
    suggestions = models.CharField("建议", max_length=200, blank=True)
    activities = models.TextField("班级活动记事", blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    objects = TeachingLogQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "教学日志"
        ordering = ["training_class", "date"]
        constraints = [
            models.UniqueConstraint(
                name="classes_teachinglog_day_once",
                fields=["training_class", "date"],
                violation_error_message="当天的教学日志已经填写。",
            ),
            models.CheckConstraint(
                name="classes_teachinglog_counts_add_up",
                condition=Q(expected_count=F("present_count") + F("absent_count")),
                violation_error_message="班级人数应等于实到加未到。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date.month}月{self.date.day}日教学日志"

    @property
    def case_id(self) -> UUID:
        return self.training_class_id

    @property
    def institution_id(self) -> UUID:
        institution_id: UUID = self.training_class.institution_id
        return institution_id


class VideoRecord(models.Model):
    """Where the recording of a half-day lies, and how long its longest unbroken stretch is per 学时."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(PlannedSession, on_delete=models.CASCADE, related_name="videos")
    lesson = models.PositiveSmallIntegerField("第几学时")
    disk_label = models.CharField("硬盘编号", max_length=40)
    path = models.CharField("文件位置", max_length=200)
    minutes = models.PositiveSmallIntegerField("连续时长（分钟）")
    shows_everybody = models.BooleanField("能显示全体学员", default=False)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = SessionRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "录像登记"
        ordering = ["session", "lesson"]
        constraints = [
            models.UniqueConstraint(
                name="classes_videorecord_path_once",
                fields=["disk_label", "path"],
                violation_error_message="这段录像已经登记过。",
            ),
            models.CheckConstraint(name="classes_videorecord_lesson_is_positive", condition=Q(lesson__gte=1)),
            models.CheckConstraint(
                name="classes_videorecord_minutes_are_positive",
                condition=Q(minutes__gte=1),
                violation_error_message="连续时长应大于 0 分钟。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} 第 {self.lesson} 学时"

    @property
    def case_id(self) -> UUID:
        return self.session.training_class_id

    @property
    def institution_id(self) -> UUID:
        return self.session.institution_id
