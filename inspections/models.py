"""Inspections of a class (8号 表11, 二(4); 20号 八(四)), findings, and the waiver of an on-site visit."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from guardian.models import UserObjectPermissionBase

from classes.models import Enrolment, PlannedSession, TrainingClass
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.models import StoredFile, infected
from foundation.workflow.models import LifecycleModel
from inspections.enums import (
    CONCLUDED,
    INSPECTION_TAGS,
    NAMES_AN_INSPECTION,
    OPEN_RECTIFICATION,
    SUSPICION_TAGS,
    AbsenceKind,
    FileKind,
    InspectionKind,
    InspectionState,
    Severity,
    SuspicionOutcome,
)
from institutions.models import Institution


class InspectionQuerySet(TenantQuerySet["Inspection"]):
    institution_path = "training_class__institution_id"

    def visible_to(self, actor: Any) -> Self:
        """Outside the bureau nobody learns of an inspection before it is recorded, but who is sent there himself."""
        rows = super().visible_to(actor)
        if actor.reads_everything:
            return rows
        unannounced = Q(state__in=[InspectionState.PLANNED, InspectionState.WITHDRAWN])
        if actor.is_institution or not actor.user_id:
            return rows.exclude(unannounced)
        sent = InspectorAssignment.objects.filter(inspector_id=actor.user_id)
        return rows.filter(~unannounced | Q(pk__in=sent.values("inspection_id")))

    def waiting_for(self, actor: Any) -> Self:
        """A planned inspection waits for those only who were sent to it (`guards.actor_is_assigned`)."""
        sent = InspectorAssignment.objects.filter(inspector_id=actor.user_id)
        return self.exclude(Q(state=InspectionState.PLANNED) & ~Q(pk__in=sent.values("inspection_id")))

    def on_site(self) -> Self:
        return self.filter(kind=InspectionKind.ON_SITE)

    def video(self) -> Self:
        return self.filter(kind=InspectionKind.VIDEO)

    def recorded(self) -> Self:
        return self.exclude(state__in=[InspectionState.PLANNED, InspectionState.WITHDRAWN])

    def concluded(self) -> Self:
        return self.filter(state__in=CONCLUDED)

    def unsettled(self) -> Self:
        """Recorded, but neither concluded clear nor closed."""
        return self.filter(state__in=OPEN_RECTIFICATION)


class Inspection(LifecycleModel):
    """One 核查情况登记表 (表11) or one 视频调阅, by at least two inspectors.

    `expected_count` is the approved roster less registered withdrawals, computed; `present_count` is what the
    inspectors counted; a difference from the sign-in sheet of the same half-day is a finding.
    """

    number = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField("方式", max_length=8, choices=InspectionKind.choices)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        PlannedSession, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="课次"
    )
    planned_on = models.DateField("计划日期")
    inspected_at = models.DateTimeField("检查时间", null=True, blank=True)
    place = models.CharField("培训地点", max_length=160, blank=True)
    expected_count = models.PositiveSmallIntegerField("应到人数", null=True)
    present_count = models.PositiveSmallIntegerField("实到人数", null=True)
    signed_in_count = models.PositiveSmallIntegerField("签到人数", null=True)
    materials_handed_out = models.BooleanField("是否发放培训教材", null=True)
    matches_course_plan = models.BooleanField("理论、实操是否与培训课程一致", null=True)
    log_checked = models.BooleanField("查看教学日志", null=True)
    groups_are_small = models.BooleanField("实操每组不超过规定人数", null=True)
    video_is_complete = models.BooleanField("监控调阅是否完整、清晰", null=True)
    video_minutes_watched = models.PositiveSmallIntegerField("调阅时长（分钟）", null=True, blank=True)
    problems = models.TextField("存在问题", blank=True)
    substitute_teacher_signature = models.CharField("代课老师签字", max_length=40, blank=True)
    class_head_signature = models.CharField("跟班老师签字", max_length=40, blank=True)
    signature_refused_note = models.CharField("拒签情况", max_length=160, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_metres = models.PositiveIntegerField("定位精度（米）", null=True, blank=True)
    location_note = models.CharField("定位说明", max_length=160, blank=True)
    severity = models.CharField("问题程度", max_length=8, choices=Severity.choices, blank=True)
    rectification = models.TextField("整改要求", blank=True)
    rectify_by = models.DateField("整改期限", null=True, blank=True)
    reply = models.TextField("整改回复", blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=InspectionState.choices, default=InspectionState.PLANNED
    )
    recorded_at = models.DateTimeField(null=True, editable=False)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查记录"
        ordering = ["-planned_on", "-created_at"]
        indexes = [
            models.Index(name="inspections_inspection_class", fields=["training_class", "kind", "state"])
        ]
        constraints = [
            models.CheckConstraint(
                name="inspections_inspection_state_is_known", condition=Q(state__in=InspectionState.values)
            ),
            models.CheckConstraint(
                name="inspections_inspection_kind_is_known", condition=Q(kind__in=InspectionKind.values)
            ),
            models.CheckConstraint(
                name="inspections_inspection_present_within_expected",
                condition=Q(present_count__isnull=True) | Q(present_count__lte=F("expected_count")),
                violation_error_message="实到人数不能多于应到人数。",
            ),
            models.CheckConstraint(
                name="inspections_inspection_recorded_is_complete",
                condition=Q(state__in=["planned", "withdrawn"])
                | Q(inspected_at__isnull=False, recorded_by__isnull=False, recorded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="inspections_inspection_rectification_has_deadline",
                condition=~Q(state__in=["rectifying", "replied", "closed", "overdue", "escalated"])
                | (Q(rectify_by__isnull=False) & ~Q(rectification="") & ~Q(severity="")),
                violation_error_message="整改通知须写明要求、程度和期限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:inspection_detail", args=[self.pk])

    @property
    def case_id(self) -> UUID:
        return self.training_class_id

    @property
    def institution_id(self) -> UUID | None:
        """The institution concerned: nobody until something was seen, so that no plan of ours reaches it."""
        return self.training_class.institution_id if self.inspected_at else None

    @property
    def state_tag(self) -> StateTag:
        return INSPECTION_TAGS[InspectionState(self.state)]

    @property
    def has_expired(self) -> bool:
        """Planned for a day that has passed: a visit is recorded on its day, so the head plans it anew."""
        is_visit = self.kind == InspectionKind.ON_SITE and self.state == InspectionState.PLANNED
        return is_visit and self.planned_on < clock.today()

    @property
    def deadline_on(self) -> date | None:
        return (
            self.rectify_by if self.state in {InspectionState.RECTIFYING, InspectionState.OVERDUE} else None
        )


class InspectionUserObjectPermission(UserObjectPermissionBase):
    """django-guardian's direct table: this inspector ↔ this inspection. Synced from `InspectorAssignment`."""

    content_object = models.ForeignKey(Inspection, on_delete=models.CASCADE)


class InspectionRowQuerySet(TenantQuerySet[Any]):
    institution_path = "inspection__training_class__institution_id"

    def visible_to(self, actor: Any) -> Self:
        """With the inspection itself: who is sent where is as unannounced as the visit."""
        rows = super().visible_to(actor)
        if actor.reads_everything:
            return rows
        return rows.filter(inspection__in=Inspection.objects.visible_to(actor).values("pk"))


class InspectorAssignment(models.Model):
    """Who is sent: at least two people per inspection (R178), unknown to the institution beforehand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="assignments")
    inspector = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField("本人确认时间", null=True)

    objects = InspectionRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查人员"
        ordering = ["assigned_at", "inspector__username"]
        constraints = [
            models.UniqueConstraint(
                name="inspections_inspectorassignment_once",
                fields=["inspection", "inspector"],
                violation_error_message="同一检查人员不能重复指派。",
            )
        ]

    def __str__(self) -> str:
        return str(self.inspector)


class AbsentTrainee(models.Model):
    """未参加人员: who was not there, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="absentees")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("情况", max_length=16, choices=AbsenceKind.choices)

    objects = InspectionRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "未参加人员"
        ordering = ["enrolment__position"]
        constraints = [
            models.UniqueConstraint(
                name="inspections_absenttrainee_once", fields=["inspection", "enrolment"]
            ),
            models.CheckConstraint(
                name="inspections_absenttrainee_kind_is_known", condition=Q(kind__in=AbsenceKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.get_kind_display()}"


class InspectionFileQuerySet(InspectionRowQuerySet):
    def photos(self) -> Self:
        return self.filter(kind=FileKind.PHOTO)

    def handed_in(self) -> Self:
        """All but those in which a virus was found: nobody can look at them."""
        return self.exclude(infected("file"))


class InspectionFile(models.Model):
    """A photograph taken on site, a signature, a paper of the institution's reply."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField("类别", max_length=16, choices=FileKind.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=120, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    objects = InspectionFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查附件"
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(
                name="inspections_inspectionfile_kind_is_known", condition=Q(kind__in=FileKind.values)
            ),
            models.UniqueConstraint(
                name="inspections_inspectionfile_one_signature_each",
                fields=["inspection", "kind"],
                condition=Q(kind__in=["teacher_sign", "head_sign"]),
                violation_error_message="每位老师只签一次字。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.file)


class OnSiteWaiverQuerySet(TenantQuerySet["OnSiteWaiver"]):
    institution_path = "training_class__institution_id"


class OnSiteWaiver(models.Model):
    """不再实地抽查 for one class, by the head of 监督检查小组, with a reason (20号 五(一); A39)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.OneToOneField(TrainingClass, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("理由", max_length=200)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    objects = OnSiteWaiverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "免现场检查"
        constraints = [
            models.CheckConstraint(name="inspections_onsitewaiver_has_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.training_class} 免现场检查"


class SuspicionDecisionQuerySet(models.QuerySet["SuspicionDecision"]):
    def visible_to(self, actor: Any) -> Self:
        """What looks wrong at an institution is the bureau's business until something is found."""
        return self if actor.reads_everything else self.none()


class SuspicionDecision(models.Model):
    """疑点处理: what 监督检查小组 made of one 数据疑点 or 雷同线索, as it was shown to it; a later one takes its place.

    Example: 全班同一就业单位 of 启航, 有合理原因: the class was ordered by that very care home. `fingerprint` names the
    records that were alike: when they change, the suspicion is a new one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fingerprint = models.CharField(max_length=64, db_index=True)
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("疑点", max_length=40)
    about = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", verbose_name="机构")
    said = models.TextField("情况")
    evidence = models.JSONField("涉及的记录", default=list)  # [[words, address], …], no numbers of people
    outcome = models.CharField("处理", max_length=12, choices=SuspicionOutcome.choices)
    reason = models.TextField("理由")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)

    objects = SuspicionDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑点处理"
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                name="inspections_suspiciondecision_outcome_is_known",
                condition=Q(outcome__in=SuspicionOutcome.values),
            ),
            models.CheckConstraint(
                name="inspections_suspiciondecision_has_reason", condition=~Q(reason="") & ~Q(fingerprint="")
            ),
            models.CheckConstraint(
                name="inspections_suspiciondecision_names_its_inspection",
                condition=Q(inspection__isnull=True) ^ Q(outcome__in=sorted(NAMES_AN_INSPECTION)),
                violation_error_message="安排检查或查实整改的须写明检查编号，其他处理不写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.get_outcome_display()}"

    @property
    def outcome_tag(self) -> StateTag:
        return SUSPICION_TAGS[SuspicionOutcome(self.outcome)]
