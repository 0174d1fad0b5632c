"""The class: from 开班申请 to 归档 (C4)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from classes.enums import (
    BEFORE_APPROVAL,
    CLASS_TAGS,
    DEAD_STATES,
    EDITABLE_STATES,
    ClassState,
    MaterialKind,
    TeachingMode,
)
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.models import StoredFile, infected
from foundation.policy.models import PolicyDocument
from foundation.workflow.models import LifecycleModel
from institutions.enums import SHORT_LEVEL, SkillLevel, TrainingCategory
from institutions.models import Institution, Occupation, Teacher, Venue


class TrainingClassQuerySet(TenantQuerySet["TrainingClass"]):
    def in_training(self) -> Self:
        return self.filter(state=ClassState.IN_TRAINING)

    def approved(self) -> Self:
        """Classes that were approved and have not been struck out since."""
        return self.exclude(state__in=BEFORE_APPROVAL | DEAD_STATES)

    def live(self) -> Self:
        return self.exclude(state__in=DEAD_STATES)

    def with_names(self) -> Self:
        """Everything that a list line or a heading shows, in one query."""
        return self.select_related("institution__organisation", "occupation", "venue", "class_head")


class TrainingClass(LifecycleModel):
    """One class, for example 养老护理员（初级）2026年第7期 of 启航学校: 50 people, 29 June to 18 July, 160 学时.

    `approved_count` is the head count of the 开班审批表, frozen at approval: the base of the pass rate (8号 四(二)).
    `policy_document` and `parameter_snapshot` are pinned at approval and never change afterwards (A13).
    """

    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="+", verbose_name="培训机构"
    )
    number = models.CharField("编号", max_length=20, unique=True)
    year = models.PositiveSmallIntegerField("年度")
    term = models.PositiveSmallIntegerField("期")
    category = models.CharField("培训类别", max_length=10, choices=TrainingCategory.choices)
    occupation = models.ForeignKey(
        Occupation, on_delete=models.PROTECT, related_name="+", verbose_name="工种"
    )
    level = models.CharField("等级", max_length=1, choices=SkillLevel.choices)
    planned_count = models.PositiveSmallIntegerField("计划人数")
    enrolling_on = models.DateField("组织报名日期", null=True, blank=True)
    starts_on = models.DateField("开班日期")
    ends_on = models.DateField("结束日期")
    training_days = models.PositiveSmallIntegerField("培训天数")
    theory_lessons = models.PositiveSmallIntegerField("理论学时", default=0)
    practice_lessons = models.PositiveSmallIntegerField("实操学时", default=0)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="培训地点"
    )
    class_head = models.ForeignKey(
        Teacher, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="班主任"
    )
    teachers = models.ManyToManyField(Teacher, related_name="+", blank=True, verbose_name="授课教师")
    teaching_resources = models.TextField("教材、数字课程", blank=True)
    material_sets = models.PositiveSmallIntegerField("教材套数", null=True, blank=True)
    exam_plan = models.TextField("考核方案", blank=True)
    fire_safety_declared = models.BooleanField("消防应急设施设备符合要求", default=False)
    order_employer = models.CharField("用工单位", max_length=120, blank=True)
    order_posts = models.PositiveSmallIntegerField("岗位需求数", null=True, blank=True)
    focus_field = models.CharField("重点领域", max_length=40, blank=True)

    submitted_on = models.DateField("收到开班报告日期", null=True, editable=False)
    earliest_start_on = models.DateField("最早开班日期", null=True, editable=False)
    correction_due_on = models.DateField("补正期限", null=True, editable=False)
    approved_count = models.PositiveSmallIntegerField("审批人数", null=True, editable=False)
    policy_document = models.ForeignKey(
        PolicyDocument, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    parameter_snapshot = models.JSONField(null=True, editable=False)
    roster_digest = models.CharField("审批时名册校验值", max_length=64, blank=True, editable=False)
    city_filed_on = models.DateField("市级报备日期", null=True, blank=True)
    city_filing_number = models.CharField("市级报备文号", max_length=60, blank=True)
    real_name_number = models.CharField("实名制系统确认号", max_length=40, blank=True, editable=False)
    cameras_online_on = models.DateField("监控接入日期", null=True, blank=True)
    exam_paper_filed_on = models.DateField("试卷报备日期", null=True, editable=False)
    exam_on = models.DateField("考试日期", null=True, blank=True)
    exam_place = models.CharField("考试地点", max_length=160, blank=True)
    exam_supervisor = models.CharField("监考、考评人员", max_length=80, blank=True)

    state = models.CharField("状态", max_length=20, choices=ClassState.choices, default=ClassState.DRAFT)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    first_reviewed_at = models.DateTimeField(null=True, editable=False)
    first_reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    second_reviewed_at = models.DateTimeField(null=True, editable=False)
    second_reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训班次"
        ordering = ["-year", "-created_at"]
        indexes = [
            models.Index(name="classes_class_scope", fields=["institution", "state"]),
            models.Index(name="classes_class_state", fields=["state", "state_since"]),
            models.Index(name="classes_class_start", fields=["starts_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="classes_trainingclass_term_once",
                fields=["institution", "year", "term"],
                violation_error_message="本机构本年度已有这一期。",
            ),
            models.CheckConstraint(
                name="classes_trainingclass_state_is_known", condition=Q(state__in=ClassState.values)
            ),
            models.CheckConstraint(
                name="classes_trainingclass_category_is_known",
                condition=Q(category__in=TrainingCategory.values),
            ),
            models.CheckConstraint(
                name="classes_trainingclass_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开班日期。",
            ),
            models.CheckConstraint(
                name="classes_trainingclass_counts_are_positive",
                condition=Q(planned_count__gt=0, training_days__gt=0)
                & (Q(approved_count__isnull=True) | Q(approved_count__gt=0)),
            ),
            models.CheckConstraint(
                name="classes_trainingclass_reported_a_week_ahead",
                condition=Q(earliest_start_on__isnull=True)
                | Q(state__in=["draft", "returned", "withdrawn", "refused"])
                | Q(starts_on__gte=F("earliest_start_on")),
                violation_error_message="开班报告须提前一周提交。",
            ),
            models.CheckConstraint(
                name="classes_trainingclass_second_reviewer_is_another",
                condition=Q(second_reviewed_by__isnull=True)
                | (~Q(second_reviewed_by=F("first_reviewed_by")) & ~Q(second_reviewed_by=F("submitted_by"))),
                violation_error_message="复核人不能是初审人或提交人。",
            ),
            models.CheckConstraint(
                name="classes_trainingclass_first_reviewer_is_another",
                condition=Q(first_reviewed_by__isnull=True) | ~Q(first_reviewed_by=F("submitted_by")),
                violation_error_message="初审人不能是提交人。",
            ),
            models.CheckConstraint(
                name="classes_trainingclass_approver_is_another",
                condition=Q(approved_by__isnull=True)
                | (
                    ~Q(approved_by=F("first_reviewed_by"))
                    & ~Q(approved_by=F("second_reviewed_by"))
                    & ~Q(approved_by=F("submitted_by"))
                ),
                violation_error_message="批准人不能是提交、初审或复核人。",
            ),
            models.CheckConstraint(
                name="classes_trainingclass_approved_is_complete",
                condition=Q(state__in=sorted(BEFORE_APPROVAL))
                | Q(
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    approved_count__isnull=False,
                    policy_document__isnull=False,
                    second_reviewed_by__isnull=False,
                    first_reviewed_by__isnull=False,
                ),
                violation_error_message="没有逐级审批的班次不能进入培训。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation_title}{self.year}年第{self.term}期"

    def get_absolute_url(self) -> str:
        return reverse("class_page", args=[self.pk])

    @property
    def occupation_title(self) -> str:
        """养老护理员（初级）."""
        level = SHORT_LEVEL[self.level]
        return f"{self.occupation.name}（{level}）" if level else self.occupation.name

    @property
    def case_id(self) -> UUID:
        return self.pk

    @property
    def state_tag(self) -> StateTag:
        return CLASS_TAGS[ClassState(self.state)]

    @property
    def is_editable(self) -> bool:
        """The institution may still change roster, plan and papers."""
        return self.state in EDITABLE_STATES

    @property
    def total_lessons(self) -> int:
        return self.theory_lessons + self.practice_lessons

    @property
    def deadline_on(self) -> date | None:
        """补正期限 while returned."""
        return self.correction_due_on if self.state == ClassState.RETURNED else None


class ClassMaterialQuerySet(TenantQuerySet["ClassMaterial"]):
    institution_path = "training_class__institution_id"

    def handed_in(self) -> Self:
        """All but those in which a virus was found: nobody can read them."""
        return self.exclude(infected("file"))


class ClassMaterial(models.Model):
    """A paper of the opening application or of the class archive, as uploaded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="materials")
    kind = models.CharField("材料", max_length=24, choices=MaterialKind.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    shows = models.CharField("照片用途", max_length=8, choices=TeachingMode.choices, blank=True)
    note = models.CharField("说明", max_length=160, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ClassMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班次材料"
        ordering = ["kind", "added_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file}"
