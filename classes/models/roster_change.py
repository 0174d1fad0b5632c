"""变更单: who leaves and who joins between the approval and the first class day (A61)."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from classes.enums import CHANGE_TAGS, OPEN_CHANGES, ChangeState
from classes.models.roster import Enrolment
from classes.models.training_class import TrainingClass
from foundation.accounts.models import User
from foundation.accounts.scoping import TenantQuerySet
from foundation.core.display import StateTag
from foundation.workflow.models import LifecycleModel
from trainees.models import Application


class RosterChangeQuerySet(TenantQuerySet["RosterChange"]):
    institution_path = "training_class__institution_id"


class RosterChange(LifecycleModel):
    """One change of an approved list, for example: 8 号 leaves, a person with a voucher takes the place.

    It goes the way of the opening report: 承办人, 部门负责人, 局领导. The approved head count stays what it was; the
    list may not grow beyond it.
    """

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="roster_changes", verbose_name="班次"
    )
    number = models.CharField("编号", max_length=20, unique=True)
    reason = models.CharField("变更原因", max_length=200)
    state = models.CharField(
        "状态", max_length=20, choices=ChangeState.choices, default=ChangeState.SUBMITTED
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

    objects = RosterChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名册变更单"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="classes_rosterchange_one_open",
                fields=["training_class"],
                condition=Q(state__in=sorted(OPEN_CHANGES)),
                violation_error_message="本班已有一份变更单在审批。",
            ),
            models.CheckConstraint(
                name="classes_rosterchange_state_is_known", condition=Q(state__in=ChangeState.values)
            ),
            models.CheckConstraint(
                name="classes_rosterchange_reviewers_differ",
                condition=(Q(second_reviewed_by__isnull=True) | ~Q(second_reviewed_by=F("first_reviewed_by")))
                & (
                    Q(approved_by__isnull=True)
                    | (~Q(approved_by=F("first_reviewed_by")) & ~Q(approved_by=F("second_reviewed_by")))
                ),
                violation_error_message="初审、复核、批准须由不同的人办理。",
            ),
            models.CheckConstraint(
                name="classes_rosterchange_approved_is_complete",
                condition=~Q(state=ChangeState.APPROVED)
                | Q(
                    approved_by__isnull=False,
                    second_reviewed_by__isnull=False,
                    first_reviewed_by__isnull=False,
                ),
                violation_error_message="没有逐级审批的变更单不能生效。",
            ),
        ]

    def __str__(self) -> str:
        return f"变更单 {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("classes:change_detail", args=[self.pk])

    @property
    def case_id(self) -> UUID:
        return self.training_class_id

    @property
    def institution_id(self) -> UUID:
        institution_id: UUID = self.training_class.institution_id
        return institution_id

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_CHANGES

    @property
    def in_worklist(self) -> str:
        return f"{self.training_class} {self}"

    @property
    def state_tag(self) -> StateTag:
        return CHANGE_TAGS[ChangeState(self.state)]


class RosterChangeLineQuerySet(TenantQuerySet["RosterChangeLine"]):
    institution_path = "change__training_class__institution_id"


class RosterChangeLine(models.Model):
    """One person who leaves (an enrolment) or joins (an application with a voucher)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    change = models.ForeignKey(RosterChange, on_delete=models.CASCADE, related_name="lines")
    leaving = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="+")
    joining = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RosterChangeLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "变更人员"
        ordering = ["change", "leaving__position", "joining__created_at"]
        constraints = [
            models.CheckConstraint(
                name="classes_rosterchangeline_leaves_or_joins",
                condition=Q(leaving__isnull=False, joining__isnull=True)
                | Q(leaving__isnull=True, joining__isnull=False),
            ),
            models.UniqueConstraint(
                name="classes_rosterchangeline_leaves_once", fields=["change", "leaving"]
            ),
            models.UniqueConstraint(name="classes_rosterchangeline_joins_once", fields=["change", "joining"]),
        ]

    def __str__(self) -> str:
        if self.leaving:
            return f"退出 {self.leaving}"
        return f"增补 {self.joining.person.masked_name}" if self.joining else ""
