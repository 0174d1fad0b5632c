"""The roster: uploaded rows as they were read, and enrolments (C2, second half)."""

from __future__ import annotations

import uuid
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse

from classes.enums import ENROLMENT_TAGS, VERIFIED_STATES, EnrolmentState, RowLevel
from classes.models.training_class import TrainingClass
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core import clock
from foundation.core.display import StateTag
from foundation.core.fields import SealedTextField
from foundation.core.models import StoredFile
from foundation.workflow.models import LifecycleModel
from institutions.models import EvaluationBody
from trainees.models import Application, Person


class RosterQuerySet(TenantQuerySet["RosterUpload"]):
    institution_path = "training_class__institution_id"


class RosterUpload(models.Model):
    """One upload of a roster workbook. The file is kept as it came; a second upload is a new row.

    `read_at` is empty while a long list is still being read; `left_out_count` says how many rows were not sound when
    only the sound ones were handed in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="roster_uploads")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    row_count = models.PositiveSmallIntegerField("行数", default=0)
    read_at = models.DateTimeField("读入时间", null=True)
    committed_at = models.DateTimeField("报名时间", null=True)
    left_out_count = models.PositiveSmallIntegerField("未报名行数", default=0)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名册上传"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.file} {clock.local(self.uploaded_at):%Y-%m-%d %H:%M}"


class RosterRowQuerySet(TenantQuerySet["RosterRow"]):
    institution_path = "upload__training_class__institution_id"

    def wrong(self) -> Self:
        return self.filter(level=RowLevel.ERROR)


class RosterRow(models.Model):
    """One row of an uploaded roster, with what is wrong in it. `values` is sealed JSON, column key → text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(RosterUpload, on_delete=models.CASCADE, related_name="rows")
    row_number = models.PositiveSmallIntegerField("行号")
    values = SealedTextField()
    photo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    problems = models.JSONField(default=list)  # [{"column", "level", "code", "message"}], no personal data
    level = models.CharField(max_length=8, choices=RowLevel.choices, default=RowLevel.OK)
    confirmed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = RosterRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名册行"
        ordering = ["upload", "row_number"]
        constraints = [
            models.UniqueConstraint(name="classes_rosterrow_number_once", fields=["upload", "row_number"])
        ]

    def __str__(self) -> str:
        return f"第 {self.row_number} 行"


class EnrolmentQuerySet(TenantQuerySet["Enrolment"]):
    institution_path = "training_class__institution_id"

    def present(self) -> Self:
        """People expected in class: everybody but those who have left."""
        return self.exclude(state=EnrolmentState.WITHDRAWN)

    def verified(self) -> Self:
        return self.filter(state__in=VERIFIED_STATES)


class Enrolment(LifecycleModel):
    """A person in a class. Who leaves stays in the approved head count (DR-01).

    `attended_half_days` repeats what the closed sheets and confirmed corrections say (A16), for whoever must count
    many classes at once; empty while nothing was closed. Scores are kept in hundredths of a point so that no fraction
    is lost; a person passes with both theory and practice at or above the pass marks of the parameters (A05).
    """

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="enrolments")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("序号")
    practice_group = models.PositiveSmallIntegerField("实操组", null=True, blank=True)
    evaluation_voucher_number = models.CharField("评价券号", max_length=20, blank=True, editable=False)
    withdrawn_on = models.DateField("退班日期", null=True, editable=False)
    attended_half_days = models.PositiveSmallIntegerField("有效半天数", null=True, editable=False)
    theory_points = models.PositiveIntegerField("理论成绩（百分之一分）", null=True, editable=False)
    practice_points = models.PositiveIntegerField("实操成绩（百分之一分）", null=True, editable=False)
    was_absent_from_exam = models.BooleanField("缺考", default=False, editable=False)
    retakes = models.PositiveSmallIntegerField("补考次数", default=0, editable=False)
    has_passed = models.BooleanField("合格", default=False, editable=False)
    certificate_number = models.CharField("证书编号", max_length=40, blank=True)
    certificate_issued_on = models.DateField("发证日期", null=True, blank=True)
    evaluation_body = models.ForeignKey(
        EvaluationBody,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="评价机构",
    )
    is_new_talent = models.BooleanField("新增技能人才", default=False)
    verified_at = models.DateTimeField(null=True, editable=False)
    verified_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    employment_verified_at = models.DateTimeField(null=True, editable=False)
    employment_verified_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    state = models.CharField(
        "状态", max_length=20, choices=EnrolmentState.choices, default=EnrolmentState.IN_CLASS
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "在班学员"
        ordering = ["training_class", "position"]
        indexes = [models.Index(name="classes_enrolment_person", fields=["person", "state"])]
        constraints = [
            models.UniqueConstraint(
                name="classes_enrolment_person_once",
                fields=["training_class", "person"],
                violation_error_message="这名学员已在本班。",
            ),
            models.UniqueConstraint(
                name="classes_enrolment_certificate_once",
                fields=["certificate_number"],
                condition=~Q(certificate_number=""),
                violation_error_message="这个证书编号已经登记给另一名学员。",
            ),
            models.UniqueConstraint(
                name="classes_enrolment_position_once", fields=["training_class", "position"]
            ),
            models.CheckConstraint(
                name="classes_enrolment_state_is_known", condition=Q(state__in=EnrolmentState.values)
            ),
            models.CheckConstraint(
                name="classes_enrolment_scores_within_hundred",
                condition=(Q(theory_points__isnull=True) | Q(theory_points__lte=10000))
                & (Q(practice_points__isnull=True) | Q(practice_points__lte=10000)),
                violation_error_message="成绩应在 0 至 100 分之间。",
            ),
            models.CheckConstraint(name="classes_enrolment_retakes_once", condition=Q(retakes__lte=1)),
            models.CheckConstraint(
                name="classes_enrolment_pass_has_scores",
                condition=Q(has_passed=False) | Q(theory_points__isnull=False, practice_points__isnull=False),
                violation_error_message="没有成绩不能记为合格。",
            ),
            models.CheckConstraint(
                name="classes_enrolment_verified_has_verifier",
                condition=~Q(state__in=sorted(VERIFIED_STATES)) | Q(verified_by__isnull=False),
                violation_error_message="已核实的学员须有核实人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} 号 {self.person.masked_name}"

    def get_absolute_url(self) -> str:
        return reverse("classes:enrolment_detail", args=[self.pk])

    @property
    def in_worklist(self) -> str:
        return f"{self.training_class} {self}"

    @property
    def case_id(self) -> UUID:
        return self.training_class_id

    @property
    def institution_id(self) -> UUID:
        institution_id: UUID = self.training_class.institution_id
        return institution_id

    @property
    def state_tag(self) -> StateTag:
        return ENROLMENT_TAGS[EnrolmentState(self.state)]
